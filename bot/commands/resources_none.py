"""resources none: say that the group has no list of places on purpose; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.storage.tx import Tx

NAME = "resources none"
USAGE = ""
EXAMPLE = "resources none"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Decline to have a list; one that has places is not thrown away by a word."""
    group = for_facilitators(ask, tx)
    if places := tx.resources.of(group):
        raise Refused("not_empty", count=len(places), group=group.name)
    if tx.resources.declined(group):
        raise Refused("already", group=group.name)
    tx.resources.change(group, [], ask.sender, ask.now, declined=True)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("declined", who=who, group=group.name))
