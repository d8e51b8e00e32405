"""A group's check-in that repeats: when a round is due, when one opens that could not, and when it closes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from bot.domain import recurrence
from bot.domain.checkin import LATEST
from bot.domain.recurrence import Occurrence
from bot.domain.schedule import Schedule, Spoken, spoken

MOST: Final = 10
"""Check-ins that repeat in a group at the same time."""
AT_LEAST: Final = timedelta(hours=1)
"""How long a round that opens late is open at least, unless it never lasts as long."""
_COMPARED: Final = 8
"""Dates of which each is to have room for its round: more than a week of them."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A check-in that repeats, or is planned once.

    ``id`` is its own for ever, ``name`` is what people type. ``length`` is ``None`` where the group's setting holds.
    Of what was due up to ``settled_at`` nothing is opened any more.
    """

    id: str
    group: int
    name: str
    schedule: Schedule
    made_at: datetime
    settled_at: datetime
    length: timedelta | None = None
    ended_at: datetime | None = None

    @property
    def zone(self) -> str:
        """The zone in which its times are meant."""
        return self.schedule.zone

    @property
    def spoken(self) -> Spoken:
        """How its schedule is said."""
        return spoken(self.schedule)

    def upcoming(self, after: datetime, count: int = 1) -> tuple[Occurrence, ...]:
        """Return the next occurrences after a moment, as many as are asked for or as there are."""
        return recurrence.upcoming(self.schedule, after, count)

    def due(self, now: datetime) -> Occurrence | None:
        """Return what is due and not settled; of several the last, since what was missed is not made up for."""
        passed = recurrence.occurrences(self.schedule, self.settled_at, now)
        return passed[-1] if passed else None


def overlaps(schedule: Schedule, length: timedelta, now: datetime) -> bool:
    """Return whether a round would still be open when the next is due, by the clock on the wall."""
    following = [each.local for each in recurrence.upcoming(schedule, now, _COMPARED)]
    return any(first + length > second for first, second in pairwise(following))


def opens(due: datetime, now: datetime, free_at: datetime | None) -> datetime | None:
    """Return when a round opens that was due; ``None`` where it is skipped.

    It opens as soon as it can, at most `LATEST` after it was due. ``free_at`` is when another round closes, or the
    group's rest ends, where one of these keeps it from opening.
    """
    at = now if free_at is None else max(now, free_at)
    return at if at - due <= LATEST else None


def closes(due: datetime, now: datetime, length: timedelta, following: datetime | None) -> datetime:
    """Return when a round closes that opens now: when it would have, had it opened in time, or a little later.

    The next one never finds it open.
    """
    end = max(due + length, now + min(length, AT_LEAST))
    return end if following is None else min(end, following)
