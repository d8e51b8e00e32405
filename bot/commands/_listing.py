"""What changes of a group's places share: the line that is read, the place that is meant, and what the room hears."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.chat import Group, Place, Refused
from bot.domain import places
from bot.storage.tx import Tx


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


def may_be_added(tx: Tx, group: Group, place: Place) -> None:
    """Refuse a place that is on the list already, or for which it has no room."""
    those = tx.resources.of(group)
    must_be_new(place, those, group)
    if len(those) >= places.MOST:
        raise Refused("full", template="resources_add", most=places.MOST, group=group.name)


def add(tx: Tx, group: Group, place: Place, by: str, now: datetime) -> None:
    """Add a place at the end; where the group had no list on purpose, it has one now."""
    may_be_added(tx, group, place)
    tx.resources.change(group, [*tx.resources.of(group), place], by, now)


def decline(tx: Tx, group: Group, by: str, now: datetime) -> None:
    """Note that the group has no list on purpose; one that has places is not thrown away by a word."""
    if those := tx.resources.of(group):
        raise Refused("not_empty", template="resources_none", count=len(those), group=group.name)
    if tx.resources.declined(group):
        raise Refused("already", template="resources_none", group=group.name)
    tx.resources.change(group, [], by, now, declined=True)


def must_be_new(place: Place, others: Sequence[Place], group: Group) -> None:
    """Refuse a place that is on the list already."""
    if any(places.same(place, other) for other in others):
        raise Refused("already", template="resources_add", name=place.name, group=group.name)
