from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given

from bot.domain.schedule import (
    LAST,
    WEEKDAYS,
    Daily,
    Kind,
    MonthlyDay,
    MonthlyOn,
    Once,
    Schedule,
    Weekly,
    spoken,
    weekly,
)
from tests.domain.schedules import schedules

FIRST = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("kind", "until", "text"),
    [
        (Daily(), None, "daily 07:30 from 2026-12-02 Europe/Berlin"),
        (Weekly(WEEKDAYS), None, "weekdays 07:30 from 2026-12-02 Europe/Berlin"),
        (Weekly((1, 3)), None, "weekly tue,thu 07:30 from 2026-12-02 Europe/Berlin"),
        (Weekly(WEEKDAYS, 2), None, "every 2 weeks mon,tue,wed,thu,fri 07:30 from 2026-12-02 Europe/Berlin"),
        (MonthlyOn(3, 6), None, "monthly 3rd sun 07:30 from 2026-12-02 Europe/Berlin"),
        (MonthlyOn(LAST, 4), None, "monthly last fri 07:30 from 2026-12-02 Europe/Berlin"),
        (MonthlyDay(31), None, "monthly day 31 07:30 from 2026-12-02 Europe/Berlin"),
        (Daily(), date(2027, 6, 30), "daily 07:30 from 2026-12-02 until 2027-06-30 Europe/Berlin"),
        (Once(), None, "once 2026-12-02 07:30 Europe/Berlin"),
    ],
)
def test_a_schedule_is_written_in_one_way(kind: Kind, until: date | None, text: str) -> None:
    assert str(Schedule(kind, time(7, 30), "Europe/Berlin", FIRST, until)) == text


@pytest.mark.parametrize(
    ("kind", "key", "facts"),
    [
        (Daily(), "daily", {}),
        (Weekly(WEEKDAYS), "weekdays", {}),
        (Weekly((1, 3)), "weekly", {"days": (1, 3)}),
        (Weekly(WEEKDAYS, 2), "every_weeks", {"days": WEEKDAYS, "every": 2}),
        (MonthlyOn(2, 1), "monthly_on", {"nth": 2, "days": (1,)}),
        (MonthlyOn(LAST, 4), "monthly_last", {"nth": LAST, "days": (4,)}),
        (MonthlyDay(28), "monthly_day", {"day": 28}),
        (MonthlyDay(29), "monthly_day_or_last", {"day": 29}),
        (MonthlyDay(30), "monthly_day_or_last", {"day": 30}),
        (MonthlyDay(31), "monthly_end", {}),
        (Once(), "once", {}),
    ],
)
def test_a_template_is_told_what_to_say(kind: Kind, key: str, facts: dict[str, object]) -> None:
    said = spoken(Schedule(kind, time(7, 30), "Europe/Berlin", FIRST, date(2027, 6, 30)))

    common = {"time": time(7, 30), "zone": "Europe/Berlin", "first": FIRST, "until": date(2027, 6, 30)}
    assert (said.key, said.facts) == (key, common | facts)


def test_days_stand_in_order_once_and_all_of_them_are_every_day() -> None:
    assert weekly((4, 0, 4)) == Weekly((0, 4))
    assert weekly((6, 5, 4, 3, 2, 1, 0)) == Daily()
    assert weekly((6, 5, 4, 3, 2, 1, 0), 2) == Weekly((0, 1, 2, 3, 4, 5, 6), 2)


@given(schedules, schedules)
def test_two_schedules_are_written_alike_when_they_are_the_same(one: Schedule, other: Schedule) -> None:
    assert (str(one) == str(other)) is (one == other)
