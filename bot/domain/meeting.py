"""A group's meeting: what it is called, when it takes place and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain import recurrence
from bot.domain.recurrence import NONE, Exceptions, Moved, Occurrence, Skipped
from bot.domain.schedule import Schedule, Spoken, spoken

MOST: Final = 20
"""Meetings that a group has at the same time."""
PRESUMED: Final = timedelta(hours=1)
"""How long one is taken to last of which nobody said it."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting of a group.

    ``id`` is its own for ever, ``number`` counts the things that its group gave a name, ``name`` is what people type.
    What nobody said is empty: the ``title``, the ``place``, the ``opening``, the ``length``. ``exceptions`` are by
    original local date. ``sequence`` grows with every change that people hear of.
    """

    id: str
    group: int
    number: int
    name: str
    schedule: Schedule
    made_at: datetime
    title: str = ""
    length: timedelta | None = None
    place: str = ""
    opening: str = ""
    ended_at: datetime | None = None
    sequence: int = 0
    exceptions: Exceptions = field(default_factory=lambda: NONE)

    @property
    def zone(self) -> str:
        """The zone in which its times are meant."""
        return self.schedule.zone

    @property
    def spoken(self) -> Spoken:
        """How its schedule is said."""
        return spoken(self.schedule)

    def upcoming(self, after: datetime, count: int = 1) -> tuple[Occurrence, ...]:
        """Return the next occurrences that begin after a moment, as many as are asked for or as there are."""
        return recurrence.upcoming(self.schedule, after, count, self.exceptions)

    def within(self, now: datetime, length: timedelta) -> tuple[Occurrence, ...]:
        """Return the occurrences that begin after now and no later than such a length after it."""
        return recurrence.occurrences(self.schedule, now, now + length, self.exceptions)

    def running(self, now: datetime) -> Occurrence | None:
        """Return the occurrence that has begun and is not over, the newest of several."""
        begun = recurrence.occurrences(self.schedule, now - (self.length or PRESUMED), now, self.exceptions)
        return begun[-1] if begun else None

    def begun(self, since: datetime, now: datetime) -> tuple[Occurrence, ...]:
        """Return the occurrences that begin at a moment or after it and not after now, in their order."""
        return recurrence.occurrences(self.schedule, since - timedelta.resolution, now, self.exceptions)

    def as_planned(self, after: datetime, count: int) -> tuple[Occurrence, ...]:
        """Return the next occurrences as `upcoming` does, with those that are skipped at the time they would have."""
        moved = {day: to for day, to in self.exceptions.items() if isinstance(to, Moved)}
        return recurrence.upcoming(self.schedule, after, count, moved)

    def skips(self, occurrence: Occurrence) -> bool:
        """Return whether the occurrence does not take place."""
        return self.exceptions.get(occurrence.date) == Skipped()

    def was_moved(self, occurrence: Occurrence) -> bool:
        """Return whether the occurrence takes place at another time than by the schedule."""
        return isinstance(self.exceptions.get(occurrence.date), Moved)

    def takes_place(self, day: date) -> datetime | None:
        """Return when the occurrence of this original date takes place; None where it does not, or there is none."""
        exception = self.exceptions.get(day)
        if self.ended_at is not None or exception == Skipped() or not recurrence.takes_place_on(self.schedule, day):
            return None
        local = exception.to if isinstance(exception, Moved) else datetime.combine(day, self.schedule.time)
        return recurrence.moment(local, self.zone)

    def next_look(self, now: datetime, ahead: Iterable[timedelta] = ()) -> datetime | None:
        """Return when something about it is due next: a start, or a moment so long ahead of one, for each of these.

        After the last start that is its end, and None once all is over.
        """
        if following := self.upcoming(now):
            reminders = (one.at - each for each in set(ahead) for one in self.upcoming(now + each))
            return min([following[0].at, *reminders])
        last = self.running(now)
        return None if last is None else last.at + (self.length or PRESUMED)
