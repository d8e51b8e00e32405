from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import repeat_words, schedule_words
from bot.domain.repeat_words import Not, Plan

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
USUAL = timedelta(hours=4)
HOUR = timedelta(hours=1)


def _read(text: str, usual: timedelta = USUAL) -> Plan | Not:
    return repeat_words.read(text, NOW, "UTC", usual)


@pytest.mark.parametrize(
    ("text", "schedule", "length"),
    [
        ("weekly sun 18:00", "weekly sun 18:00 from 2026-11-29 UTC", None),
        ("weekly sun 18:00 for 4h", "weekly sun 18:00 from 2026-11-29 UTC", 4 * HOUR),
        ("Sundays at 6pm for 3 days", "weekly sun 18:00 from 2026-11-29 UTC", 72 * HOUR),
        ("weekly sun 18:00 for 1 week", "weekly sun 18:00 from 2026-11-29 UTC", 168 * HOUR),
        ("weekly sun 18:00 90m", "weekly sun 18:00 from 2026-11-29 UTC", 1.5 * HOUR),
        ("weekly sun 18:00 for 1m", "weekly sun 18:00 from 2026-11-29 UTC", HOUR / 60),
        ("sonntags 18 Uhr für 4 Stunden", "weekly sun 18:00 from 2026-11-29 UTC", 4 * HOUR),
        ("daily 22:00 for 4h Europe/Berlin", "daily 22:00 from 2026-11-23 Europe/Berlin", 4 * HOUR),
        ("daily 22:00 for 4h until 2026-12-24", "daily 22:00 from 2026-11-23 until 2026-12-24 UTC", 4 * HOUR),
        ("once tomorrow 18:00 for 2h", "once 2026-11-24 18:00 UTC", 2 * HOUR),
        ("  monthly   last fri 20:00 ", "monthly last fri 20:00 from 2026-11-27 UTC", None),
    ],
)
def test_a_schedule_and_a_length_are_read(text: str, schedule: str, length: timedelta | None) -> None:
    plan = _read(text)

    assert isinstance(plan, Plan)
    assert (str(plan.schedule), plan.length) == (schedule, length)


@pytest.mark.parametrize(
    ("text", "unclear"),
    [
        ("otter", Not("nothing", "otter")),
        ("weekly sun", Not("no_time", "weekly sun", "weekly sun")),
        ("sunday 18:00", Not("how_often", "sunday 18:00")),
        ("weekly sun 18:00 for", Not("length", "", "weekly sun 18:00")),
        ("weekly sun 18:00 for ever", Not("length", "ever", "weekly sun 18:00")),
        ("weekly sun 18:00 for 4", Not("unit", "for 4", "weekly sun 18:00")),
        ("weekly sun 18:00 for 0m", Not("length", "for 0m", "weekly sun 18:00")),
        ("weekly sun 18:00 for 8d", Not("too_long", "for 8d", "weekly sun 18:00")),
        ("weekly sun 18:00 please", Not("rest", "please", "weekly sun 18:00")),
        ("weekly sun 18:00 for 4h please", Not("rest", "please", "weekly sun 18:00")),
        ("daily 18:00 for 2d", Not("overlap", "2d", "daily 18:00")),
    ],
)
def test_what_cannot_be_read_is_named(text: str, unclear: Not) -> None:
    assert _read(text) == unclear


def test_the_usual_length_has_to_fit_as_well() -> None:
    assert _read("daily 18:00", timedelta(days=2)) == Not("overlap", "2d", "daily 18:00")
    assert isinstance(_read("daily 18:00 for 4h", timedelta(days=2)), Plan)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("weeky sun 18:00", True),
        ("a round daily 18:00", True),
        ("a long day, and glad to be here", False),
        ("weekly sun 18:00", True),
        ("one two three four five daily 18:00", False),
        ("", False),
    ],
)
def test_a_schedule_is_found_behind_a_few_words(text: str, holds: bool) -> None:
    assert repeat_words.holds_one(text, NOW, "UTC") == holds


WORDS = st.lists(
    st.sampled_from(
        ["weekly", "sun", "18:00", "for", "4h", "2d", "9d", "daily", "once", "tomorrow", "Europe/Berlin", "please", "4"]
    )
    | st.text(max_size=4),
    max_size=8,
).map(" ".join)


@given(text=WORDS)
def test_whatever_is_typed_is_read_or_named(text: str) -> None:
    match _read(text):
        case Plan(schedule):
            assert schedule_words.parse(str(schedule)) == schedule
        case Not(why):
            assert why in repeat_words.WHY | schedule_words.WHY
