"""Which occurrence somebody means, and when it is to be instead: ``wed``, ``2 dec``, ``tomorrow``; ``thu 7pm``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import recurrence, times, which_day
from bot.domain.cursor import Cursor, whole
from bot.domain.days import WEEK, Unclear, on_or_after, take_date
from bot.domain.recurrence import Occurrence
from bot.domain.which_day import Days

WHY: Final = frozenset(["no_date", "date", "past", "not_on", "no_such_date", "slash"])
"""Every word that says why it is unclear which occurrence is meant."""
WHY_NOT_THEN: Final = frozenset(
    ["no_date", "date", "past", "same", "no_such_date", "slash", "range", "half", "midnight", "hour", "minute"]
)
"""Every word that says why it is unclear when one is to be instead."""
_BETWEEN: Final = whole("at|on|the|am|um|an|den|der|vom")
_TO: Final = whole("to|auf|nach|->|=>|\N{RIGHTWARDS ARROW}")
_NEXT: Final = whole("next(?: one| time| meeting)?|nächste[nrs]?(?: mal| treffen)?")
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Named:
    """The occurrence that is meant, and the rest of the text."""

    occurrence: Occurrence
    rest: str


@dataclass(frozen=True, slots=True)
class To:
    """The local date and time to which something is moved, without a zone, and the rest of the text."""

    local: datetime
    rest: str


def named(text: str, now: datetime, zone: str, occurrences: Sequence[Occurrence]) -> Named | Unclear:
    """Return which of the occurrences, which stand in their order, the start of the text names.

    It is named by its original date; one that was moved, where nothing else was on that day, by its new one too.
    A day of the week is the first such from today on, with ``next`` from tomorrow on. ``no_date`` says that
    nothing was given, ``date`` that these words are none, ``past`` that it is over, ``not_on`` that nothing is then.
    """
    cursor = Cursor.of(text)
    while cursor.take(_BETWEEN):
        pass
    if not cursor.rest:
        return Unclear("no_date", "")
    start, today = cursor.at, now.astimezone(ZoneInfo(zone)).date()
    match _wanted(cursor, today):
        case Unclear() as unclear:
            return unclear
        case None:
            return Unclear("date", cursor.word)
        case wanted:
            original = (each for each in occurrences if wanted.is_met(each.date))
            moved = (each for each in occurrences if wanted.is_met(each.local.date()))
            if found := next(chain(original, moved), None):
                return Named(found, cursor.rest)
            return Unclear("past" if wanted.last < today else "not_on", cursor.since(start))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The dates between two, on one day of the week or on any."""

    first: date
    last: date = date.max
    days: tuple[int, ...] = tuple(range(WEEK))

    def is_met(self, day: date) -> bool:
        return self.first <= day <= self.last and day.weekday() in self.days


def _wanted(cursor: Cursor, today: date) -> _Wanted | Unclear | None:
    day = take_date(cursor, today, dotted=True)
    if day is not None:
        return day if isinstance(day, Unclear) else _Wanted(day, day)
    if day_of_week := which_day.take_day(cursor):
        return _Wanted(today + _DAY if day_of_week.single == "next" else today, days=day_of_week.days)
    return _Wanted(today) if cursor.take(_NEXT) else None


def moved_to(text: str, now: datetime, zone: str, occurrence: Occurrence) -> To | Unclear:
    """Return when an occurrence is to be instead: a day, a time or both; what is not said stays as it is.

    A day of the week is the one nearest to the occurrence's original date that is still to come, with ``next`` the
    first after it. ``no_date`` says that nothing was given, ``date`` that these words are neither, ``past`` that it
    is over, ``same`` that it is then already; and a time may be unclear as in `times`.
    """
    cursor = Cursor.of(text)
    cursor.take(_TO)
    day: date | Days | None = None
    wall: time | None = None
    while True:
        start = cursor.at
        while cursor.take(_BETWEEN):
            pass
        match _day_or_time(cursor, now.astimezone(ZoneInfo(zone)).date(), day, wall):
            case Unclear() as unclear:
                return unclear
            case time() as said:
                wall = said
            case date() | Days() as said:
                day = said
            case _:
                cursor.at = start
                break
    if day is None and wall is None:
        return Unclear("date", cursor.word) if cursor.rest else Unclear("no_date", "")
    at = wall or occurrence.local.time()
    local = _nearest(day, at, now, zone, occurrence) if isinstance(day, Days) else None
    local = local or datetime.combine(day if isinstance(day, date) else occurrence.local.date(), at)
    if recurrence.moment(local, zone) <= now:
        return Unclear("past", cursor.since(0))
    return Unclear("same", cursor.since(0)) if local == occurrence.local else To(local, cursor.rest)


def _day_or_time(
    cursor: Cursor, today: date, day: date | Days | None, wall: time | None
) -> date | Days | time | Unclear | None:
    part: date | Days | time | Unclear | None = None
    if day is None:
        part = take_date(cursor, today, dotted=True) or which_day.take_day(cursor)
    return times.take(cursor) if part is None and wall is None else part


def _nearest(day: Days, at: time, now: datetime, zone: str, occurrence: Occurrence) -> datetime:
    if day.single == "next":
        return datetime.combine(on_or_after(day.days[0], occurrence.date + _DAY), at)
    local = datetime.combine(on_or_after(day.days[0], occurrence.date - WEEK // 2 * _DAY), at)
    return local if recurrence.moment(local, zone) > now else local + WEEK * _DAY
