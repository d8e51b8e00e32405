"""practice remove: take one of the group's practices away; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._practices import number_of
from bot.storage.tx import Tx

NAME = "practice remove"
USAGE = "<number>"
EXAMPLE = "practice remove 1"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Take it away; those behind it move up."""
    group = for_facilitators(ask, tx)
    those = tx.practices.of(group)
    number = number_of(ask.words, those, group, NAME)
    new = those.removed(number)
    tx.practices.change(group, new, ask.sender, ask.now)
    who, text = tx.members.name(group, ask.sender), those.texts[number - 1]
    removed = say("removed", text=text, number=number, left=len(new.texts), who=who, group=group.name)
    return announced(ask, tx, group, removed)
