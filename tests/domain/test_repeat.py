from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import recurrence, repeat
from bot.domain.checkin import LATEST
from bot.domain.repeat import AT_LEAST, Repeat
from bot.domain.schedule import Daily, Once, Schedule, Weekly
from tests.domain.schedules import schedules

HOUR = timedelta(hours=1)
DUE = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)
SUNDAYS = Schedule(Weekly((6,)), time(18), "UTC", date(2026, 11, 29))
lengths = st.timedeltas(timedelta(minutes=1), timedelta(days=7))


def _since(settled_at: datetime, schedule: Schedule = SUNDAYS) -> Repeat:
    return Repeat("id", 1, "lake-1", schedule, settled_at, settled_at)


def test_nothing_is_due_before_its_moment() -> None:
    one = _since(DUE - HOUR)

    assert one.due(DUE - timedelta(seconds=1)) is None
    assert one.due(DUE) == one.upcoming(DUE - HOUR)[0]


def test_of_several_that_are_due_the_last_is() -> None:
    due = _since(DUE - HOUR).due(DUE + timedelta(days=15))

    assert due is not None
    assert due.at == DUE + timedelta(days=14)


def test_what_is_settled_is_not_due_again() -> None:
    assert _since(DUE).due(DUE + HOUR) is None


def test_one_knows_how_it_is_said_and_in_which_zone() -> None:
    assert (_since(DUE).spoken.key, _since(DUE).zone) == ("weekly", "UTC")


@pytest.mark.parametrize(
    ("late", "free", "opens"),
    [
        (timedelta(0), None, timedelta(0)),
        (LATEST, None, LATEST),
        (LATEST + timedelta(seconds=1), None, None),
        (timedelta(0), HOUR, HOUR),
        (timedelta(0), LATEST, LATEST),
        (timedelta(0), LATEST + timedelta(seconds=1), None),
        (HOUR, timedelta(minutes=30), HOUR),  # it is free by now
    ],
)
def test_a_round_opens_as_soon_as_it_can_within_two_hours(
    late: timedelta, free: timedelta | None, opens: timedelta | None
) -> None:
    at = repeat.opens(DUE, DUE + late, None if free is None else DUE + free)

    assert at == (None if opens is None else DUE + opens)


@pytest.mark.parametrize(
    ("late", "length", "closes"),
    [
        (timedelta(0), 4 * HOUR, 4 * HOUR),
        (HOUR, 4 * HOUR, 4 * HOUR),
        (LATEST, 2.5 * HOUR, 3 * HOUR),  # an hour is left at least
        (LATEST, timedelta(minutes=30), LATEST + timedelta(minutes=30)),  # or as long as it lasts
    ],
)
def test_a_late_round_closes_when_it_would_have_or_a_little_later(
    late: timedelta, length: timedelta, closes: timedelta
) -> None:
    assert repeat.closes(DUE, DUE + late, length, None) == DUE + closes


def test_the_next_never_finds_it_open() -> None:
    assert repeat.closes(DUE, DUE, timedelta(days=7), DUE + timedelta(days=1)) == DUE + timedelta(days=1)


@given(late=st.timedeltas(timedelta(0), LATEST), length=lengths, following=st.none() | st.timedeltas(3 * HOUR))
def test_a_round_is_open_for_a_while_and_never_longer_than_its_length(
    late: timedelta, length: timedelta, following: timedelta | None
) -> None:
    now = DUE + late

    end = repeat.closes(DUE, now, length, None if following is None else DUE + min(following, timedelta(days=400)))

    assert min(length, AT_LEAST) <= end - now <= length


@pytest.mark.parametrize(
    ("schedule", "length", "overlapping"),
    [
        (SUNDAYS, timedelta(days=7), False),
        (SUNDAYS, timedelta(days=7, seconds=1), True),
        (Schedule(Daily(), time(9), "UTC", date(2026, 11, 24)), timedelta(days=1), False),
        (Schedule(Weekly((0, 1, 4)), time(9), "UTC", date(2026, 11, 23)), timedelta(days=2), True),
        (Schedule(Once(), time(9), "UTC", date(2026, 11, 24)), timedelta(days=7), False),
        # A week with a change of clocks in it is a week on the wall.
        (Schedule(Weekly((6,)), time(18), "Europe/Berlin", date(2027, 3, 21)), timedelta(days=7), False),
    ],
)
def test_a_round_overlaps_where_it_lasts_until_after_the_next_begins(
    schedule: Schedule, length: timedelta, overlapping: bool
) -> None:
    assert repeat.overlaps(schedule, length, DUE - timedelta(days=10)) == overlapping


@given(schedule=schedules, now=st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_every_occurrence_is_due_once(schedule: Schedule, now: datetime) -> None:
    settled, seen = _since(now, schedule), []
    for each in recurrence.upcoming(schedule, now, 3):
        due = settled.due(each.at)
        assert due is not None
        seen.append(due)
        settled = _since(due.at, schedule)
        assert settled.due(each.at) is None

    assert tuple(seen) == recurrence.upcoming(schedule, now, 3)
