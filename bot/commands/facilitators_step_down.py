"""facilitators step down: be a facilitator no longer; it needs no reason."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, facilitators, group_of
from bot.storage.tx import Tx

NAME = "facilitators step down"
USAGE = ""
EXAMPLE = "facilitators step down"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Take the sender off the list, whatever their power level in the room."""
    group = group_of(ask)
    if ask.sender not in {one.person for one in facilitators(tx, group)}:
        raise Refused("are_none", group=group.name)
    tx.facilitators.stepped_down(group, ask.sender)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("down", who=who, left=len(facilitators(tx, group))))
