"""What changes of a group's places share: the line that is read, the place that is meant, and what the room hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from bot.chat import Group, Place, Refused
from bot.domain import places


def read(words: str, example: str) -> Place:
    """Return the place that a line spells, or refuse: what was understood, what was not, and what would work."""
    match places.read(words):
        case places.Unclear("several"):
            raise Refused("several", template="resources_add", example=example)
        case places.Unclear(why, written):
            raise Refused("unclear", template="resources_add", why=why, place=written, words=words, example=example)
        case places.Written() as written:
            if part := places.too_long(written):
                most, length = places.LONGEST[part], len(getattr(written, part))
                raise Refused("long", template="resources_add", part=part, length=length, most=most, example=example)
            return Place(**asdict(written))


def number_of(typed: str, those: Sequence[Place], group: Group, example: str) -> int:
    """Return the number of the place that is meant, or refuse, and tell which there are."""
    if not those:
        raise Refused("empty", template="resources_edit", group=group.name)
    number = places.numbered(typed, those)
    if number is None:
        names = [place.name for place in those]
        raise Refused("which", template="resources_edit", typed=typed, names=names, group=group.name, example=example)
    return number


def must_be_new(place: Place, others: Sequence[Place], group: Group) -> None:
    """Refuse a place that is on the list already."""
    if any(places.same(place, other) for other in others):
        raise Refused("already", template="resources_add", name=place.name, group=group.name)
