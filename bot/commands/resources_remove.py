"""resources remove: take a place off the group's list; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._listing import number_of
from bot.storage.tx import Tx

NAME = "resources remove"
USAGE = "<number or name>"
EXAMPLE = "resources remove 1"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Take it off; those after it move up."""
    group = for_facilitators(ask, tx)
    those = tx.resources.of(group)
    number = number_of(ask.words, those, group, EXAMPLE)
    left = [*those[: number - 1], *those[number:]]
    tx.resources.change(group, left, ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    removed = say("removed", place=those[number - 1], left=len(left), who=who, group=group.name)
    return announced(ask, tx, group, removed)
