from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import roles_away
from bot.domain.roles_away import Unclear

MONDAY = datetime(2026, 11, 23, 12, tzinfo=UTC)
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 20)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("2026-12-01..2026-12-20", (FIRST, LAST)),
        ("2026-12-01...2026-12-20", (FIRST, LAST)),
        ("2026-12-01 - 2026-12-20", (FIRST, LAST)),
        ("1 dec to 20 dec", (FIRST, LAST)),
        ("from 1 dec until 20 dec", (FIRST, LAST)),
        ("vom 1.12. bis 20.12.", (FIRST, LAST)),
        ("20 dec", (LAST, LAST)),
        ("until 20 dec", (MONDAY.date(), LAST)),
        ("tomorrow..sun", (date(2026, 11, 24), date(2026, 11, 29))),
        ("fri..sun", (date(2026, 11, 27), date(2026, 11, 29))),
        ("next mon", (date(2026, 11, 30), date(2026, 11, 30))),
        ("28 dec..3 jan", (date(2026, 12, 28), date(2027, 1, 3))),
    ],
)
def test_both_days_are_read(typed: str, days: tuple[date, date]) -> None:
    assert roles_away.read(typed, MONDAY, "UTC") == days


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "date"),
        ("otter", "date"),
        ("otter..20 dec", "date"),
        ("1 dec..otter", "date"),
        ("1 dec..2 dec..3 dec", "date"),
        ("1 dec please", "date"),
        ("31 feb", "date"),
        ("2020-01-01..2020-01-02", "past"),
        ("2026-12-20..2026-12-01", "order"),
        ("2026-12-01..2028-12-20", "far"),
        ("2028-12-01..2028-12-20", "far"),
    ],
)
def test_what_is_unclear_says_why(typed: str, why: str) -> None:
    found = roles_away.read(typed, MONDAY, "UTC")

    assert isinstance(found, Unclear)
    assert found.why == why


def test_today_is_the_day_on_their_own_wall() -> None:
    late = datetime(2026, 11, 23, 23, tzinfo=UTC)

    assert roles_away.read("until 25 nov", late, "Pacific/Auckland") == (date(2026, 11, 24), date(2026, 11, 25))


@given(st.text(max_size=40))
def test_whatever_is_typed_is_two_days_in_their_order_or_says_why(typed: str) -> None:
    found = roles_away.read(typed, MONDAY, "UTC")

    assert isinstance(found, Unclear) or found[0] <= found[1]
