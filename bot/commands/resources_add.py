"""resources add: put a place on the group's list; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._listing import add, read
from bot.domain import places
from bot.storage.tx import Tx

NAME = "resources add"
USAGE = places.FORM
EXAMPLE = "resources add Night line, 0800 111 0 111, always, police no"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Add it at the end."""
    group, place = for_facilitators(ask, tx), read(ask.words, EXAMPLE)
    add(tx, group, place, ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("added", place=place, who=who, group=group.name))
