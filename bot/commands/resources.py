"""resources: places outside the group to turn to."""

from __future__ import annotations

from bot.chat import Ask, House, Say
from bot.commands import ANYWHERE
from bot.domain import places
from bot.storage.resources import Lists
from bot.storage.tx import Tx

NAME = "resources"
USAGE = ""
EXAMPLE = "resources"
WHERE = ANYWHERE


def run(ask: Ask, tx: Tx) -> Say:
    """Show the group's list, in private those of all groups of its sender, else the operator's; to anybody."""
    return shown([(ask.group.name, tx.resources.of(ask.group))] if ask.group else of(ask.sender, tx), tx.house)


def of(person: str, tx: Tx) -> Lists:
    """Return the lists of all groups that a person is in."""
    return [(group.name, tx.resources.of(group)) for group in tx.groups.of(person)]


def shown(lists: Lists, house: House) -> Say:
    """Show these lists; it is one outcome whatever they hold, so that it is one letter however it is answered."""
    kept, left_out = places.together(lists)
    of_a_group = bool(kept)
    if not of_a_group:
        kept, left_out = places.together([("", house.resources)])
    return Say("places", {"lists": kept, "numbered": of_a_group and len(kept) == 1, "left_out": left_out}, "resources")
