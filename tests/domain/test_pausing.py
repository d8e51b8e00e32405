from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import pausing
from bot.domain.listening import ENDLESS
from bot.domain.pausing import Unclear
from tests.domain.test_hours import ZONES, moments

NOW = datetime(2026, 11, 24, 23, 45, tzinfo=UTC)
"""A quarter to one on Wednesday, in Berlin."""


@pytest.mark.parametrize(
    ("typed", "end"),
    [
        ("", ENDLESS),
        ("3d", NOW + timedelta(days=3)),
        ("for 2 weeks", NOW + timedelta(days=14)),
        ("until friday", datetime(2026, 11, 26, 23, tzinfo=UTC)),
        ("Friday.", datetime(2026, 11, 26, 23, tzinfo=UTC)),
        ("bis Freitag", datetime(2026, 11, 26, 23, tzinfo=UTC)),
        ("until wed", datetime(2026, 12, 1, 23, tzinfo=UTC)),
        ("until tomorrow", datetime(2026, 11, 25, 23, tzinfo=UTC)),
        ("until 2026-12-01", datetime(2026, 11, 30, 23, tzinfo=UTC)),
        ('"until 2026-12-01"', datetime(2026, 11, 30, 23, tzinfo=UTC)),
        ("until 18:00", datetime(2026, 11, 25, 17, tzinfo=UTC)),
        ("until 00:30", datetime(2026, 11, 25, 23, 30, tzinfo=UTC)),
        ("until 24:00", datetime(2026, 11, 25, 23, tzinfo=UTC)),
    ],
)
def test_pauses_are_read_as_people_write_them(typed: str, end: datetime) -> None:
    assert pausing.read(typed, NOW, "Europe/Berlin") == end


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("soon", "words"),
        ("until the cows come home", "words"),
        ("until 2026-02-30", "words"),
        ("until 25:00", "words"),
        ("until 7", "words"),
        ("0d", "words"),
        ("until 2026-11-25", "past"),
        ("0001-01-01", "past"),
        ("9999-12-31", "far"),
        ("2028-01-01", "far"),
    ],
)
def test_what_was_not_understood_is_said(typed: str, why: str) -> None:
    assert pausing.read(typed, NOW, "Europe/Berlin") == Unclear(why)


@given(moments, st.sampled_from(ZONES), st.sampled_from(["until fri", "until tomorrow", "until 02:30", "until 12:00"]))
def test_a_pause_ends_later_than_it_begins_and_within_eight_days(moment: datetime, zone: str, typed: str) -> None:
    end = pausing.read(typed, moment, zone)

    assert isinstance(end, datetime)
    assert timedelta(0) < end - moment <= timedelta(days=8, hours=2)
    assert end.astimezone(ZoneInfo(zone)).second == 0
