"""facilitators step down: be a facilitator no longer; it needs no reason."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, ask_for_more, facilitators, group_of
from bot.storage.tx import Tx

NAME = "facilitators step down"
USAGE = ""
EXAMPLE = "facilitators step down"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Take the sender off the list, whatever their power level in the room."""
    group = group_of(ask)
    before = {one.person for one in facilitators(tx, group)}
    if ask.sender not in before:
        raise Refused("are_none", group=group.name)
    tx.facilitators.stepped_down(group, ask.sender)
    told = announced(ask, tx, group, say("down", who=tx.members.name(group, ask.sender), group=group.name))
    ask_for_more(tx, group, len(before))
    return told
