"""facilitators: who can set this group up."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import facilitators, group_of
from bot.storage.tx import Tx

NAME = "facilitators"
USAGE = ""
EXAMPLE = "facilitators"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """Name them; what they may do is for the room to know."""
    group = group_of(ask)
    names = [one.name for one in facilitators(tx, group)]
    return say("those", names=names, group=group.name) if names else say("none", group=group.name)
