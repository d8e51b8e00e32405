"""resources add: put a place on the group's list; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._listing import must_be_new, read
from bot.domain import places
from bot.storage.tx import Tx

NAME = "resources add"
USAGE = places.FORM
EXAMPLE = "resources add Night line, 0800 111 0 111, always, police no"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Add it at the end; where the group had no list on purpose, it has one now."""
    group = for_facilitators(ask, tx)
    those = tx.resources.of(group)
    place = read(ask.words, EXAMPLE)
    must_be_new(place, those, group)
    if len(those) >= places.MOST:
        raise Refused("full", most=places.MOST, group=group.name)
    tx.resources.change(group, [*those, place], ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("added", place=place, who=who, group=group.name))
