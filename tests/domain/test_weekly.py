from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain import weekly
from bot.domain.weekly import EVERY_DAY, MOST, Hours, Unclear, Window
from tests.domain.test_hours import ZONES, moments

MINUTE = timedelta(minutes=1)
DAY = 24 * 60
WEEKDAYS, WEEKEND, SATURDAY = frozenset(range(5)), frozenset({5, 6}), frozenset({5})
EVENING = Window(EVERY_DAY, 18 * 60, 23 * 60)


def _window(days: frozenset[int], start: int, length: int) -> Window:
    return Window(days, start, start + length)


windows = st.one_of(
    st.builds(_window, st.frozensets(st.integers(0, 6), min_size=1), st.integers(0, DAY - 1), st.integers(1, DAY - 1)),
    st.builds(Window, st.frozensets(st.integers(0, 6), min_size=1), st.just(0), st.just(DAY)),
)
hours = st.lists(windows, min_size=1, max_size=4, unique=True).map(lambda some: Hours(tuple(some)))


# ------------------------------------------------------------------------------ as they are typed


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("mon-fri 18:00-23:00, sat 10:00-14:00", "mon-fri 18:00-23:00, sat 10:00-14:00"),
        ("mon-fri 18:00-23:00 sat 10:00-14:00.", "mon-fri 18:00-23:00, sat 10:00-14:00"),
        ("Monday to Friday 6pm to 11 pm; Saturdays 10-2pm", "mon-fri 18:00-23:00, sat 10:00-14:00"),
        ("mon – fri 18:00 – 23:00", "mon-fri 18:00-23:00"),
        ("daily 20-24", "daily 20:00-24:00"),
        ("every day 20h-24h", "daily 20:00-24:00"),
        ("weekends 9am-1pm", "sat-sun 09:00-13:00"),
        ("on weekdays from 18:00 until 20:00", "mon-fri 18:00-20:00"),
        ("18:00-23:00", "daily 18:00-23:00"),
        ('"18:00-23:00"', "daily 18:00-23:00"),
        ("fri 22:00-02:00", "fri 22:00-02:00"),
        ("fri 22:00-0:00", "fri 22:00-24:00"),
        ("fri 24:00-6:00", "fri 00:00-06:00"),
        ("fri 0-24", "fri 00:00-24:00"),
        ("8-10, 18-20", "daily 08:00-10:00, daily 18:00-20:00"),
        ("mon, wed and fri 8-10 and 18-20", "mon wed fri 08:00-10:00, mon wed fri 18:00-20:00"),
        ("fri-mon 9-10", "mon fri-sun 09:00-10:00"),
        ("8-9, 8-9", "daily 08:00-09:00"),
        ("7-9pm", "daily 19:00-21:00"),
        ("9-1pm", "daily 09:00-13:00"),
        ("10am-2pm", "daily 10:00-14:00"),
        ("3pm-3.30pm", "daily 15:00-15:30"),
        ("noon-midnight", "daily 12:00-24:00"),
        ("always", "daily 00:00-24:00"),
        ("Mo-Fr 18 bis 23 Uhr und am Wochenende von 10 bis 14 Uhr", "mon-fri 18:00-23:00, sat-sun 10:00-14:00"),
        ("jeden Tag 20-24 Uhr", "daily 20:00-24:00"),
        ("täglich 8-20 uhr, Sonntags 9-10", "daily 08:00-20:00, sun 09:00-10:00"),
        ("Di Do 19:00-21:00", "tue thu 19:00-21:00"),
    ],
)
def test_hours_are_read_as_people_write_them(typed: str, written: str) -> None:
    assert str(weekly.read(typed)) == written


@pytest.mark.parametrize(
    ("typed", "why", "what"),
    [
        ("", "time", ""),
        ("in the evening", "time", "in the evening"),
        ("mon 20", "time", "mon 20"),
        ("mon 20, tue 8-9", "time", "20"),
        ("mon-20 8-9", "time", "mon-20"),
        ("18:00-23:00, sat", "time", "sat"),
        ("22-26", "time", "22-26"),
        ("22-23, 8:75-9", "time", "8:75-9"),
        ("13pm-15:00", "time", "13pm-15:00"),
        ("funday 8-9", "day", "funday"),
        ("mon-funday 8-9", "day", "mon-funday"),
        ("mon-weekend 8-9", "day", "mon-weekend"),
        ("mon 8-9, 8-8", "length", "8-8"),
    ],
)
def test_what_was_not_understood_is_said(typed: str, why: str, what: str) -> None:
    assert weekly.read(typed) == Unclear(why, what)


def test_there_is_an_end_to_windows() -> None:
    many = ", ".join(f"{n:02}:{m:02}-23:59" for n in range(3) for m in range(7))

    assert weekly.read(many) == Unclear("many", many)
    assert isinstance(weekly.read(many.rpartition(",")[0]), Hours)
    assert MOST == 20


@given(hours)
def test_hours_are_read_as_they_are_kept(kept: Hours) -> None:
    assert weekly.parse(str(kept)) == kept


@given(st.text(max_size=60))
def test_whatever_is_typed_is_hours_or_not_understood(typed: str) -> None:
    read = weekly.read(typed)

    assert isinstance(read, Unclear) or weekly.parse(str(read)) == read


def test_what_is_none_can_not_be_kept() -> None:
    with pytest.raises(ValueError, match="time"):
        weekly.parse("evenings")


# ------------------------------------------------------------------------------ as a clock shows them


@given(hours)
def test_a_window_over_midnight_belongs_to_the_day_on_which_it_begins(kept: Hours) -> None:
    week = weekly.of(kept)

    for window in kept.windows:
        for day in range(7):
            begins = day * DAY + window.start
            within = [week[(begins + n) % weekly.WEEK] for n in range(window.end - window.start)]
            assert day not in window.days or all(within)
    assert sum(week) <= sum(len(window.days) * (window.end - window.start) for window in kept.windows)


def test_friday_night_is_no_thursday_night() -> None:
    week = weekly.of(weekly.parse("fri 22:00-02:00"))
    friday = datetime(2026, 11, 27, tzinfo=UTC)
    assert friday.strftime("%a") == "Fri"

    there = [bool(week[weekly.shown(friday + timedelta(hours=n), UTC)]) for n in (1, 21, 22, 25, 26, 46)]

    assert there == [False, False, True, True, False, False]


@settings(max_examples=200)
@given(moments, st.sampled_from(ZONES), hours)
@example(datetime(2026, 3, 29, 0, 59, 59, 500000, tzinfo=UTC), "Europe/Berlin", weekly.parse("sun 02:00-02:30"))
@example(datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "Europe/Berlin", weekly.parse("sun 02:30-03:30"))
@example(datetime(2026, 10, 25, 0, 45, tzinfo=UTC), "Europe/Berlin", weekly.parse("sun 02:15-02:30"))
@example(datetime(2026, 10, 24, 12, 0, tzinfo=UTC), "Europe/Berlin", weekly.parse("mon 08:00-09:00"))
@example(datetime(2026, 4, 4, 14, 59, 59, 999999, tzinfo=UTC), "Australia/Lord_Howe", weekly.parse("sun 01:30-01:40"))
@example(datetime(2011, 12, 29, 9, 59, tzinfo=UTC), "Pacific/Apia", weekly.parse("fri 08:00-09:00"))
def test_the_first_moment_is_the_first_that_the_clock_on_the_wall_shows(
    moment: datetime, zone: str, kept: Hours
) -> None:
    week, here = weekly.of(kept), ZoneInfo(zone)

    first = weekly.first(moment, zone, week)

    minute = moment.replace(second=0, microsecond=0)
    every = [moment, *(minute + n * MINUTE for n in range(1, 15 * DAY))]  # a day was once left out
    assert first == next(each for each in every if week[weekly.shown(each, here)])


def test_of_no_minute_there_is_no_first() -> None:
    assert weekly.first(datetime(2026, 11, 23, tzinfo=UTC), "UTC", bytes(weekly.WEEK)) is None
