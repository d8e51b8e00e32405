from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cursor import Cursor
from bot.domain.days import DAYS, NAMES, REPEATING, Unclear, on_or_after, take_date

TODAY = date(2026, 11, 24)
dates = st.dates(date(2000, 1, 1), date(2099, 12, 31))
near = st.dates(TODAY, date(2027, 11, 23))


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d %b %Y", "%d. %B %Y", "%b %d, %Y"])
@given(dates)
def test_every_date_with_its_year_is_read(form: str, day: date) -> None:
    cursor = Cursor(f"{day.strftime(form)} 19:00")

    assert take_date(cursor, TODAY) == day
    assert cursor.rest == "19:00"


@pytest.mark.parametrize("form", ["%d.%m.", "%d %b", "%d. %B", "%B %d", "%b %dth", "%dth of %b"])
@given(near)
def test_a_date_without_its_year_is_the_next_such(form: str, day: date) -> None:
    assert take_date(Cursor(f"{day.strftime(form)} at seven"), TODAY) == day


@given(near)
def test_dots_alone_make_a_date_where_it_may_be_no_time(day: date) -> None:
    typed = f"{day.day}.{day.month}"

    assert take_date(Cursor(typed), TODAY, dotted=True) == day
    assert take_date(Cursor(typed), TODAY) is None


@given(near)
def test_slashes_are_read_where_they_can_mean_one_date_alone(day: date) -> None:
    sure = day.day > 12 or day.day == day.month

    for typed in (f"{day.day}/{day.month}", f"{day.month}/{day.day}"):
        assert take_date(Cursor(typed), TODAY) == (day if sure else Unclear("slash", typed))


@pytest.mark.parametrize(
    ("typed", "month"),
    [("jänner", 1), ("märz", 3), ("maerz", 3), ("mai", 5), ("juni", 6), ("sept", 9), ("okt", 10), ("dez", 12)],
)
def test_months_have_german_names_too(typed: str, month: int) -> None:
    assert take_date(Cursor(f"2. {typed} 2027"), TODAY) == date(2027, month, 2)


@pytest.mark.parametrize(
    ("typed", "days"), [("today", 0), ("heute", 0), ("tomorrow", 1), ("Morgen", 1), ("übermorgen", 2)]
)
def test_days_near_by_have_words(typed: str, days: int) -> None:
    assert take_date(Cursor(typed), TODAY) == TODAY + timedelta(days=days)


def test_every_day_of_the_week_has_its_names() -> None:
    assert {DAYS[name] for name in NAMES} == set(range(7))
    assert [DAYS[name] for name in ("di", "mi", "do", "so", "sonnabend", "weds", "thurs")] == [1, 2, 3, 6, 5, 2, 3]
    assert {name[:-1] for name in REPEATING} <= DAYS.keys()
    assert "tues" not in REPEATING


@given(st.integers(0, 6), dates)
def test_the_first_such_day_is_within_a_week(day: int, start: date) -> None:
    found = on_or_after(day, start)

    assert found.weekday() == day
    assert timedelta(0) <= found - start < timedelta(days=7)
