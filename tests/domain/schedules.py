"""Schedules of every kind, in zones whose clocks change in every way, for the tests of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from hypothesis import strategies as st

from bot.domain import recurrence
from bot.domain.schedule import LAST, Daily, Kind, MonthlyDay, MonthlyOn, Once, Schedule, Weekly, weekly

ZONES: Final = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Chatham",  # at a quarter to three
    "Asia/Kathmandu",
    "UTC",
)
TWO_YEARS: Final = timedelta(days=2 * 365)
# Those about which clocks change are as likely as all others together.
times = st.sampled_from(
    [time(1, 45), time(2), time(2, 15), time(2, 30), time(2, 59), time(3, 0), time(19)]
) | st.builds(time, st.integers(0, 23), st.integers(0, 59))
dates = st.dates(date(2025, 1, 1), date(2028, 12, 31))
days_of_week = st.lists(st.integers(0, 6), min_size=1, unique=True).map(tuple)
repeating: st.SearchStrategy[Kind] = st.one_of(
    st.just(Daily()),
    st.builds(weekly, days_of_week, st.integers(1, 5)),
    st.builds(MonthlyOn, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 6)),
    st.builds(MonthlyDay, st.integers(1, 31)),
)


def placed(kind: Kind, wall: time, zone: str, start: date, days: int | None) -> Schedule:
    """Return a schedule that begins on the first date from ``start`` on that its rule meets, for so many days."""
    any_week = replace(kind, every=1) if isinstance(kind, Weekly) else kind
    first = recurrence.first_date(any_week, start)
    return Schedule(kind, wall, zone, first, None if days is None else first + timedelta(days=days))


schedules = st.builds(
    placed, repeating, times, st.sampled_from(ZONES), dates, st.none() | st.integers(0, 900)
) | st.builds(Schedule, st.just(Once()), times, st.sampled_from(ZONES), dates)


def meets(schedule: Schedule, day: date) -> bool:
    """Return whether a day is one of the schedule's, by what its rule says and nothing else."""
    return schedule.first <= day <= (schedule.until or date.max) and _fits(schedule.kind, schedule.first, day)


def _fits(kind: Kind, first: date, day: date) -> bool:
    a_week_later, the_next_day = day + timedelta(days=7), day + timedelta(days=1)
    match kind:
        case Daily():
            return True
        case Weekly(days, every):
            monday = first - timedelta(days=first.weekday())
            return day.weekday() in days and (day - monday).days // 7 % every == 0
        case MonthlyOn(nth, of_week):
            is_nth = a_week_later.month != day.month if nth == LAST else (day.day - 1) // 7 + 1 == nth
            return day.weekday() == of_week and is_nth
        case MonthlyDay(number):
            return day.day == number or (the_next_day.month != day.month and day.day < number)
        case Once():
            return day == first


def noon(day: date) -> datetime:
    """Return a moment on that day."""
    return datetime.combine(day, time(12), UTC)
