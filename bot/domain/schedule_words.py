"""Schedules as people type them: ``weekly wed 19:00``, ``sundays at 6pm``, ``monthly last fri 20:00 until 30 june``.

The parts may stand in any order, in English or in German, and a longer text may go on after them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import recurrence, schedule_parts
from bot.domain.cursor import Cursor
from bot.domain.days import DAYS, WEEK, Unclear, on_or_after
from bot.domain.draft import Draft, Missing
from bot.domain.schedule import Once, Schedule, Weekly
from bot.domain.schedule_parts import Bounds
from bot.domain.which_day import Days

_DAY: Final = timedelta(days=1)
_LONG_NAMES: Final = [name for name in DAYS if len(name) > len("thu")]
WHY: Final = frozenset(
    {
        "nothing", "time", "day", "month_day", "date", "no_time", "no_day", "no_month_day", "no_date", "past",
        "until_past", "until_first", "how_often", "nth", "which_week", "two_days", "both", "second", "stray_date",
        "once_bounds", "day_differs", "no_such_date", "slash", "fifth", "range", "half", "midnight", "hour", "minute",
        "finer", "yearly", "every_months", "every_days", "twice", "weeks", "zone", "zone_offset",
    }
)  # fmt: skip
"""Every word that says why a schedule is unclear."""
_TITLE: Final = re.compile(r'"[^"]*"')
_BEFORE_ALL: Final = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Read:
    """The schedule at the start of a text, and the rest of the text as it was typed."""

    schedule: Schedule
    rest: str


def read(text: str, now: datetime, zone: str) -> Read | Unclear:
    """Read the longest schedule that the text begins with; ``zone`` is meant where the words name none.

    Without ``from`` a schedule begins with its first occurrence after ``now``. `WHY` it is unclear:
    ``nothing`` was understood; ``time``, ``day``, ``month_day`` or ``date`` is what these words stand in the place
    of, or, with ``no_`` before it, what is missing; ``past``, ``until_past``, and ``until_first`` for an end before
    the first occurrence; ``how_often`` (once, or every week?), ``nth`` (the second of a month, or every second?),
    ``which_week`` of the month, ``two_days`` of a month, ``both`` for what can't go together, ``second`` for another
    day or time; ``stray_date`` in what repeats, ``once_bounds`` for an end of what is once, ``day_differs`` from the
    date; and what `times`, `days`, `which_day`, `how_often`, `zone_words` and `schedule_parts` say.
    """
    text = text.strip()
    cursor = Cursor.of(text)
    found = schedule_parts.take(cursor, now, now.astimezone(ZoneInfo(zone)).date())
    if isinstance(found, Unclear):
        return found
    if found[1].zone not in {"", zone}:  # which day is today depends on it
        return read(text, now, found[1].zone)
    understood = cursor.since(0)
    match _settled(*found, now, zone):
        case Missing(what):
            return _missing(cursor, found[0], what, understood)
        case Unclear(why, typed):
            return Unclear(why, typed or understood)
        case schedule:
            goes_on = schedule_parts.goes_on(cursor)
            return Unclear("second", cursor.rest) if goes_on else Read(schedule, text[len(text) - len(cursor.rest) :])


@lru_cache(maxsize=1024)
def parse(text: str) -> Schedule:
    """Return the schedule that was kept as text; ValueError for what is none."""
    rule, _, zone = text.rpartition(" ")
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError("zone") from error
    match read(rule, _BEFORE_ALL, zone):
        case Read(schedule, ""):
            return schedule
        case _:
            raise ValueError("schedule")


def _missing(cursor: Cursor, draft: Draft, what: str, understood: str) -> Unclear:
    """Name what stands where a part should, or that nothing does."""
    if draft == Draft() and not get_close_matches(cursor.word.lower(), _LONG_NAMES, n=1, cutoff=0.8):
        return Unclear("nothing", cursor.rest)
    return Unclear(what, cursor.word) if cursor.rest else Unclear(f"no_{what}", understood)


def _settled(draft: Draft, bounds: Bounds, now: datetime, zone: str) -> Schedule | Missing | Unclear:
    """Place the rule in time; an `Unclear` without words is about all that was understood."""
    kind, wall = draft.kind(), draft.time
    if isinstance(kind, Missing | Unclear):
        return kind
    if wall is None:
        return Missing("time")
    if kind == Once():
        return _once(draft, wall, bounds, now, zone)
    return _repeated(Schedule(kind, wall, zone, now.date(), bounds.until), bounds, now)


def _repeated(schedule: Schedule, bounds: Bounds, now: datetime) -> Schedule | Unclear:
    """Return the schedule from its first date on."""
    today = now.astimezone(ZoneInfo(schedule.zone)).date()
    if bounds.until and bounds.until < today:
        return Unclear("until_past", bounds.typed)
    # Which weeks have their turn is counted from the first occurrence, which every week may hold.
    kind = replace(schedule.kind, every=1) if isinstance(schedule.kind, Weekly) else schedule.kind
    if bounds.start:
        first = recurrence.first_date(kind, bounds.start)
    else:
        endless = replace(schedule, kind=kind, first=today - _DAY, until=None)
        first = recurrence.upcoming(endless, now)[0].date
    if bounds.until and bounds.until < first:
        return Unclear("until_first", bounds.typed)
    return replace(schedule, first=first)


def _once(draft: Draft, wall: time, bounds: Bounds, now: datetime, zone: str) -> Schedule | Unclear:
    if bounds.start or bounds.until:
        return Unclear("once_bounds", bounds.typed)
    named = draft.day if isinstance(draft.day, Days) else None
    day = draft.date or (named and _next(named, wall, now, zone))
    assert day, "a draft of one time has a date or a day"
    if named and day.weekday() not in named.days:
        return Unclear("day_differs", "")
    schedule = Schedule(Once(), wall, zone, day)
    return schedule if recurrence.moment(schedule.start, zone) > now else Unclear("past", "")


def _next(named: Days, wall: time, now: datetime, zone: str) -> date:
    """Return the next such day: today if it is one and the time is still to come, but for ``next``."""
    today = now.astimezone(ZoneInfo(zone)).date()
    day = on_or_after(named.days[0], today + (_DAY if named.single == "next" else 0 * _DAY))
    return day if recurrence.moment(datetime.combine(day, wall), zone) > now else day + WEEK * _DAY


def understood_before(words: str, text: str, why: str) -> str:
    """Return what of a text was understood: all before the words that were not, or, where some lack, these."""
    if why.startswith("no_") and why != "no_such_date":
        return words
    at = Cursor.of(text).text.find(words) if words else -1
    return Cursor.of(text).text[: max(at, 0)].strip(" ,;")


def as_often(text: str, words: str, often: str) -> str:
    """Return a text with how often something is before the words that lack it."""
    text = " ".join(text.split())
    title = _TITLE.match(text)
    at = Cursor.of(text).text.find(words, title.end() if title else 0)
    return f"{text[:at]}{often} {text[at:]}"
