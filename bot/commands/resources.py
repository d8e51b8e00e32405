"""resources: places outside the group to turn to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from bot.chat import Ask, House, Place, Say
from bot.commands import ANYWHERE
from bot.domain import places
from bot.storage.tx import Tx

NAME = "resources"
USAGE = ""
EXAMPLE = "resources"
WHERE = ANYWHERE

SOME, SHORT = 3, 240
"""Places that a message shows which is about something else too, and their characters from the second on."""
Lists = Sequence[tuple[str, Sequence[Place]]]
"""Groups' names and their places."""


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


def some(lists: Lists, house: House) -> tuple[Place, ...]:
    """Return the first places of these lists, for a message that is about something else too."""
    kept = places.together(lists)[0] or places.together([("", house.resources)])[0]
    found = [place for _, those in kept for place in those][:SOME]
    lengths = accumulate(len(place.name) + len(place.contact) for place in found)
    return tuple(
        place for n, (place, length) in enumerate(zip(found, lengths, strict=True)) if not n or length <= SHORT
    )
