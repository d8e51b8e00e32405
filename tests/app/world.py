"""What is true around support in a random history, kept beside Kith and without it: who said what, and who is where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.conftest import CIRCLE, at

LAKE = "!lake:example.org"
RIVER_PEOPLE = ("ana", "ben", "cleo", "dee", "eve", "fay")
LAKE_PEOPLE = ("ana", "ben", "cleo", "gus")
PEOPLE = (*RIVER_PEOPLE, "gus")
NAMES = {CIRCLE: "River Circle", LAKE: "Lake Circle"}
WEEK = 7 * 24 * 60
USUAL = ((range(7), 8 * 60, 22 * 60),)
NIGHT = ((range(7), 22 * 60, 32 * 60),)
HOURS: dict[str, tuple[tuple[range, int, int], ...]] = {
    "usual": USUAL,
    "12:00-13:00": ((range(7), 12 * 60, 13 * 60),),
    "mon-fri 18:00-23:00": ((range(5), 18 * 60, 23 * 60),),
    "20:00-02:00, sat 10:00-14:00": ((range(7), 20 * 60, 26 * 60), (range(5, 6), 10 * 60, 14 * 60)),
    "wed 00:00-24:00": ((range(2, 3), 0, 24 * 60),),
}
QUIET: dict[str, tuple[int, int] | None] = {
    "22:00-08:00": (22 * 60, 8 * 60),
    "12:00-14:00": (12 * 60, 14 * 60),
    "off": None,
}


def _within(moment: int, windows: tuple[tuple[range, int, int], ...]) -> bool:
    return any((moment - day * 24 * 60 - start) % WEEK < end - start for days, start, end in windows for day in days)


@dataclass
class Listening:
    """What a listener of a group set."""

    hours: str = "usual"
    night: bool = False
    paused_until: datetime | None = None


@dataclass
class World:
    """People, their groups, and what they told Kith about being asked."""

    members: dict[str, set[str]] = field(default_factory=lambda: {CIRCLE: set(RIVER_PEOPLE), LAKE: set(LAKE_PEOPLE)})
    listening: dict[tuple[str, str], Listening] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    group_zones: dict[str, str] = field(default_factory=dict)
    quiet: dict[str, str] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)
    forgotten: set[str] = field(default_factory=set)
    where: dict[str, str] = field(default_factory=lambda: {room: room for room in NAMES})
    """The room that each group is in now, by the first that it was in."""
    next: dict[str, str] = field(default_factory=dict)
    """The room that is to replace it."""
    rooms: set[str] = field(default_factory=lambda: set(NAMES))
    """Whatever room a group is or was in."""

    def moves(self, room: str) -> None:
        """Let a group be in the room that replaces its own."""
        self.where[room] = self.next.pop(room)
        self.rooms.add(self.where[room])

    def group_in(self, room: str) -> str:
        """Return the first room of the group that is in this one now."""
        return next(first for first, now in self.where.items() if now == room)

    def between(self, a: str, b: str) -> bool:
        """Return whether one of the two wants never to be brought together with the other."""
        return (a, b) in self.apart or (b, a) in self.apart

    def may_be_pinged(self, person: str, room: str, now: datetime) -> bool:
        """Return whether somebody listens in a group, at this moment, by the clock on their own wall (N2, N10)."""
        listens = self.listening.get((person, room))
        if listens is None or (listens.paused_until is not None and now < listens.paused_until):
            return False
        zone = self.zones.get(person) or self.group_zones.get(room, "UTC")
        local = now.astimezone(ZoneInfo(zone))
        minute = local.hour * 60 + local.minute
        moment = local.weekday() * 24 * 60 + minute
        if listens.night and _within(moment, NIGHT):
            return True
        quiet = QUIET[self.quiet.get(person, "22:00-08:00")]
        if listens.hours == "usual" and quiet is not None and (minute - quiet[0]) % 1440 < (quiet[1] - quiet[0]) % 1440:
            return False
        return _within(moment, HOURS[listens.hours])

    def leaves(self, person: str, room: str) -> None:
        """Let somebody be out of a group: what they set there is gone."""
        self.members[room].discard(person)
        self.listening.pop((person, room), None)

    def is_forgotten(self, person: str) -> None:
        """Let nothing that somebody set hold any more; what others said about them does."""
        self.forgotten.add(person)
        for room in NAMES:
            self.listening.pop((person, room), None)
        self.zones.pop(person, None)
        self.quiet.pop(person, None)
        self.apart = {pair for pair in self.apart if pair[0] != person}


def name_of(person: str) -> str:
    """Return what somebody is called, of their ID."""
    return person[1:].partition(":")[0]


IDS = {name: at(name) for name in PEOPLE}
