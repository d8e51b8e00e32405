"""Listeners: what somebody said about being asked, and from when on they may be (N10).

Hours that they set themselves count whatever their quiet hours are; the usual ones are less their quiet hours;
``night`` adds the night, whatever else they said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import clock, weekly, words
from bot.domain.hours import Quiet
from bot.domain.weekly import EVERY_DAY, Hours, Window

KINDS: Final = ("listen", "company", "practical", "distract", "witness")
ALL_KINDS: Final = frozenset(KINDS)
USUAL: Final = Hours((Window(EVERY_DAY, 8 * 60, 22 * 60),))
"""The hours of whoever set none."""
NIGHT: Final = Hours((Window(EVERY_DAY, 22 * 60, 32 * 60),))
"""What ``night`` adds."""
LIMIT: Final = 3
"""How often a listener is asked in :data:`WITHIN` who set no limit."""
MOST: Final = 50
WITHIN: Final = timedelta(days=7)
PROOF_HOLDS: Final = timedelta(days=60)
"""How long it is believed that a listener's phone rings."""
ENDLESS: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""Stands for the end of a pause that has none."""

_CARDINAL: Final = {"one": 1, "once": 1, "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5}
_WEEKLY: Final = re.compile(
    r"(?P<n>\d{1,3}|[a-z]+)(?:\s*x|\s*times|\s*mal)?"
    r"(?:\s*/\s*|\s*\b(?:a|per|each|every|in a|pro|die|in der)\s+)?(?:w|wk|week|woche)?"
)


@dataclass(frozen=True, slots=True)
class Listener:
    """A listener of a group, as they set it; ``hours`` are ``None`` where they set none.

    ``limit`` is how often they are asked within 7 days. They may be asked once they are settled in, and while it
    is known that their phone rings: ``proven_at`` is ``None`` where it is not.
    """

    person: str
    zone: str
    quiet: Quiet | None
    settled_at: datetime
    proven_at: datetime | None
    hours: Hours | None = None
    night: bool = False
    kinds: frozenset[str] = ALL_KINDS
    limit: int = LIMIT
    paused_until: datetime | None = None

    def ready_from(self, moment: datetime) -> datetime | None:
        """Return the first moment from this one on at which they may be asked, in UTC; ``None`` where there is none."""
        if self.proven_at is None or self.paused_until == ENDLESS:
            return None
        return weekly.first(max(moment, self.settled_at, self.paused_until or moment), self.zone, self.open)

    def is_ready(self, moment: datetime) -> bool:
        """Return whether they may be asked at this moment."""
        return self.ready_from(moment) == moment

    @property
    def open(self) -> bytes:
        """The minutes of a week in which they may be asked, as a table of :mod:`bot.domain.weekly`."""
        return _open(self.hours, self.quiet, self.night)


@cache
def _open(hours: Hours | None, quiet: Quiet | None, night: bool) -> bytes:  # noqa: FBT001 - what the cache knows it by
    minutes = [n for n, asked in enumerate(weekly.of(hours or USUAL)) if asked]
    if hours is None and quiet is not None:
        length = (quiet.end - quiet.start) % clock.DAY
        minutes = [n for n in minutes if (n - quiet.start) % clock.DAY >= length]
    if night:
        minutes += [n for n, asked in enumerate(weekly.of(NIGHT)) if asked]
    return weekly.table(iter(minutes))


# -------------------------------------------------------------------------------- how many, in words

NOBODY, FEW, SEVERAL = "nobody", "a few", "several"
_FEW: Final = 3
_LONG_ENOUGH: Final = 60
"""Minutes of a day, or of a night, that somebody is there for whom it is said to have somebody."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many listeners there are, by day and by night: ``nobody``, ``a few`` or ``several``, and never a number."""

    day: str
    night: str


def coverage(listeners: Iterable[Listener], now: datetime | None = None, zone: str | None = None) -> Coverage:
    """Return how many may be asked by day, 08:00-22:00, and by night: none, up to three, or more.

    Whoever is paused, or whose phone may not ring, does not count; nor, where ``now`` is given, whoever is not settled
    in by then. Day and night are each listener's own, or in this ``zone`` where it is given with ``now``.
    """
    tables = [
        _seen(one, now, zone)
        for one in listeners
        if one.proven_at is not None and (one.paused_until is None if now is None else _is_there(one, now))
    ]
    day, night = (sum(_covers(each, weekly.of(part)) for each in tables) for part in (USUAL, NIGHT))
    return Coverage(_words(day), _words(night))


def _is_there(listener: Listener, now: datetime) -> bool:
    return max(now, listener.settled_at, listener.paused_until or now) == now


def _seen(listener: Listener, now: datetime | None, zone: str | None) -> bytes:
    """Return a listener's table as the clock in this zone shows it."""
    if now is None or zone is None:
        return listener.open
    shift = weekly.shown(now, ZoneInfo(listener.zone)) - weekly.shown(now, ZoneInfo(zone))
    return listener.open[shift:] + listener.open[:shift]


def _covers(week: bytes, part: bytes) -> bool:
    """Return whether on some day an hour of this part is in a table; a night may begin on the day before."""
    both = bytes(a & b for a, b in zip(week, part, strict=True))
    noons = range(clock.HALF, weekly.WEEK, clock.DAY)
    days = [both[noon - clock.HALF : noon + clock.HALF] for noon in noons]
    nights = [(both + both)[noon : noon + clock.DAY] for noon in noons]
    return any(sum(each) >= _LONG_ENOUGH for each in (*days, *nights))


def _words(number: int) -> str:
    return NOBODY if number == 0 else FEW if number <= _FEW else SEVERAL


# --------------------------------------------------------------------------------- as people type it


def read_kinds(typed: str) -> frozenset[str] | None:
    """Return the kinds that are named, all for ``all``; ``None`` where a word is none of them."""
    named = set(words.whole(typed).replace(",", " ").replace("/", " ").replace("&", " ").split()) - {"and", "und"}
    if named and named <= {"all", "any", "anything", "everything", "alles"}:
        return ALL_KINDS
    return frozenset(named) if named and named <= ALL_KINDS else None


def read_limit(typed: str) -> int | None:
    """Return how often a week is meant: ``3/week``, ``3``, ``twice a week``; ``None`` for anything else."""
    found = _WEEKLY.fullmatch(words.whole(typed).strip("\"' "))
    if found is None:
        return None
    number = int(found["n"]) if found["n"].isdigit() else _CARDINAL.get(found["n"], 0)
    return number if 1 <= number <= MOST else None
