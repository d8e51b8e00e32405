"""Which meetings are one turn: one, every so many, or those of a month.

A turn is made from original dates alone, of the meetings of one series, skipped ones among them. So it keeps its name
and its meetings whatever is moved or skipped, whichever other meetings the group adds, and however long Kith was away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TypeAlias, assert_never


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting by its original local date, which is its name, and when it takes place: ``None`` once skipped."""

    date: date
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Meetings:
    """A turn is so many meetings."""

    number: int = 1


@dataclass(frozen=True, slots=True)
class Month:
    """A turn is the meetings of a month, by their original dates."""


Every: TypeAlias = Meetings | Month


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a role: the meetings of a series that it has, in the order of their original dates, and its name."""

    name: str
    role: str
    series: str
    meetings: tuple[Meeting, ...]

    @property
    def moments(self) -> tuple[datetime, ...]:
        """Return when its meetings take place, those that do, in the order in which they do."""
        return tuple(sorted(meeting.at for meeting in self.meetings if meeting.at is not None))

    def has(self, day: date) -> bool:
        """Return whether the meeting with this original date is one of its."""
        return any(meeting.date == day for meeting in self.meetings)

    def apart(self, day: date) -> tuple[Turn, Turn] | None:
        """Return the turn without the meeting of this date, and that one as a turn of its own; None where it is all.

        What is passed, swapped or covered is one evening; the rest of a longer turn stays where it is.
        """
        rest = tuple(meeting for meeting in self.meetings if meeting.date != day)
        if not rest or len(rest) == len(self.meetings):
            return None
        one = tuple(meeting for meeting in self.meetings if meeting.date == day)
        return Turn(self.name, self.role, self.series, rest), Turn(f"{self.name} {day}", self.role, self.series, one)

    def after(self, now: datetime) -> Turn | None:
        """Return what is left of it after a moment as a turn of its own, None where nothing is.

        It is for whoever takes over when a longer turn began with an open chair, or its holder left in the middle.
        """
        left = tuple(meeting for meeting in self.meetings if meeting.at is None or meeting.at > now)
        if not any(meeting.at for meeting in left):
            return None
        name = self.name if len(left) == len(self.meetings) else f"{self.name} {left[0].date}"
        return Turn(name, self.role, self.series, left)


def turns(role: str, series: str, meetings: Iterable[Meeting], every: Every) -> tuple[Turn, ...]:
    """Return the turns of a role that a series of meetings makes, counted from the first of those that are given.

    Skipped ones have to be among them, in whatever order; what is given last may be cut anywhere.
    """
    counted = sorted(meetings, key=lambda meeting: meeting.date)
    match every:
        case Meetings(number):
            groups = [tuple(counted[start : start + number]) for start in range(0, len(counted), number)]
        case Month():
            months = groupby(counted, key=lambda meeting: (meeting.date.year, meeting.date.month))
            groups = [tuple(group) for _, group in months]
        case _:
            assert_never(every)
    return tuple(Turn(f"{role} {series} {group[0].date}", role, series, group) for group in groups)
