from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import recurrence, schedule_words
from bot.domain.meeting import PRESUMED, Meeting
from bot.domain.recurrence import Moved, Skipped
from bot.domain.schedule import Schedule
from tests.domain.schedules import schedules

HOUR = timedelta(hours=1)
CIRCLE = schedule_words.parse("weekly wed 19:00 from 2026-11-25 Europe/Berlin")
FIRST = datetime(2026, 11, 25, 18, tzinfo=UTC)
WEEK = timedelta(days=7)


def _meeting(schedule: Schedule = CIRCLE, **more: Any) -> Meeting:
    return Meeting("id", 1, 1, "lake-1", schedule, FIRST - WEEK, **more)


def test_a_meeting_tells_its_zone_and_how_its_schedule_is_said() -> None:
    assert _meeting().zone == "Europe/Berlin"
    assert _meeting().spoken.key == "weekly"


def test_the_next_are_those_that_begin_after_a_moment() -> None:
    assert [each.at for each in _meeting().upcoming(FIRST, 2)] == [FIRST + WEEK, FIRST + 2 * WEEK]


def test_one_runs_from_its_start_until_its_length_is_over() -> None:
    meeting = _meeting(length=2 * HOUR)

    assert [meeting.running(FIRST + after * HOUR) is not None for after in (-0.1, 0, 1.9, 2)] == [
        False,
        True,
        True,
        False,
    ]
    assert _meeting().running(FIRST + PRESUMED / 2) is not None
    assert _meeting().running(FIRST + PRESUMED) is None


def test_the_occurrence_of_a_date_takes_place_as_planned_as_moved_or_not_at_all() -> None:
    moved = datetime(2026, 11, 27, 20)  # noqa: DTZ001 - what a clock on the wall shows
    meeting = _meeting(exceptions={date(2026, 11, 25): Moved(moved), date(2026, 12, 2): Skipped()})

    assert meeting.takes_place(date(2026, 11, 25)) == FIRST + timedelta(days=2) + HOUR
    assert meeting.takes_place(date(2026, 12, 2)) is None
    assert meeting.takes_place(date(2026, 12, 9)) == FIRST + 2 * WEEK
    assert meeting.takes_place(date(2026, 12, 10)) is None
    assert _meeting(ended_at=FIRST).takes_place(date(2026, 12, 9)) is None


def test_what_is_skipped_is_not_next_and_can_still_be_named() -> None:
    meeting = _meeting(exceptions={date(2026, 11, 25): Skipped()})
    planned = meeting.as_planned(FIRST - HOUR, 2)

    assert meeting.upcoming(FIRST - HOUR)[0].at == FIRST + WEEK
    assert [each.at for each in planned] == [FIRST, FIRST + WEEK]
    assert [meeting.skips(each) for each in planned] == [True, False]
    assert not any(meeting.was_moved(each) for each in planned)


def test_what_is_moved_keeps_its_original_date() -> None:
    meeting = _meeting(exceptions={date(2026, 11, 25): Moved(datetime(2026, 11, 26, 20))})  # noqa: DTZ001 - on the wall
    (moved,) = meeting.upcoming(FIRST - HOUR)

    assert (moved.date, moved.at) == (date(2026, 11, 25), datetime(2026, 11, 26, 19, tzinfo=UTC))
    assert meeting.was_moved(moved)
    assert meeting.as_planned(FIRST - HOUR, 1) == (moved,)


def test_after_the_last_date_the_next_look_is_at_its_end_and_then_never() -> None:
    once = schedule_words.parse("once 2026-11-25 19:00 Europe/Berlin")

    for length, lasts in ((None, PRESUMED), (3 * HOUR, 3 * HOUR)):
        meeting = _meeting(once, length=length)
        assert meeting.next_look(FIRST - HOUR) == FIRST
        assert meeting.next_look(FIRST) == FIRST + lasts
        assert meeting.next_look(FIRST + lasts) is None


@given(schedules, st.integers(-400, 1200), st.integers(0, 24 * 60 - 1))
def test_no_start_is_passed_between_two_looks(schedule: Schedule, days: int, minutes: int) -> None:
    meeting = _meeting(schedule)
    now = recurrence.moment(schedule.start, schedule.zone) + timedelta(days=days, minutes=minutes)

    look = meeting.next_look(now)

    starts = recurrence.occurrences(schedule, now, look or now + timedelta(days=3000))
    assert [each.at for each in starts] in ([], [look])
    assert look is None or look > now
