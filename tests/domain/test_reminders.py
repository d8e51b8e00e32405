from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import reminders, schedule_words
from bot.domain.meeting import Meeting
from bot.domain.recurrence import Exceptions, Moved, Skipped
from bot.domain.reminders import LEAST, MOST

START = datetime(2026, 12, 2, 18, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ALWAYS = START - 100 * DAY
offsets = st.sets(st.timedeltas(timedelta(seconds=1), 3 * DAY), max_size=5)


def _since(chosen: set[timedelta], when: datetime = ALWAYS) -> Mapping[timedelta, datetime]:
    return dict.fromkeys(chosen, when)


@pytest.mark.parametrize(
    ("since", "said", "now", "due"),
    [
        (-30 * DAY, [], -DAY, DAY),
        (-30 * DAY, [], -DAY - MINUTE / 60, None),
        (-30 * DAY, [DAY], -DAY + MINUTE, None),
        (-30 * DAY, [DAY], -HOUR + MINUTE, HOUR),
        (-30 * DAY, [], -2 * HOUR, DAY),  # after a long downtime
        (-30 * DAY, [], -10 * MINUTE, HOUR),  # of both that passed the latest
        (-30 * DAY, [HOUR], -10 * MINUTE, None),
        (-30 * DAY, [10 * MINUTE], -5 * MINUTE, None),  # wanted no more, and later than what is
        (-30 * DAY, [], -MINUTE / 60, HOUR),
        (-30 * DAY, [], 0 * HOUR, None),  # it begins
        (-30 * DAY, [], HOUR, None),
        (-DAY, [], -2 * HOUR, None),  # it was wanted at its own moment, for the next time
        (-DAY, [], -HOUR, HOUR),
        (-HOUR, [], -MINUTE, None),
    ],
)
def test_a_reminder_is_due_at_its_moment_or_after_it_but_never_after_the_start(
    since: timedelta, said: list[timedelta], now: timedelta, due: timedelta | None
) -> None:
    assert reminders.due(_since({DAY, HOUR}, START + since), START, said, START + now) == due


@given(offsets, st.lists(st.timedeltas(-4 * DAY, DAY), min_size=1).map(sorted))
def test_however_often_one_looks_each_is_due_once_and_in_order(chosen: set[timedelta], looks: list[timedelta]) -> None:
    said: list[timedelta] = []

    for look in looks:
        if (due := reminders.due(_since(chosen), START, said, START + look)) is not None:
            said.append(due)

    assert said == sorted(set(said), reverse=True)
    assert set(said) <= chosen
    if looks[-1] < timedelta(0) and any(each >= -looks[-1] for each in chosen):
        assert said[-1] == min(each for each in chosen if each >= -looks[-1])


@given(offsets, st.timedeltas(0 * DAY, 4 * DAY))
def test_from_the_start_on_nothing_is_due(chosen: set[timedelta], after: timedelta) -> None:
    assert reminders.due(_since(chosen), START, (), START + after) is None


# ------------------------------------------------------- random histories of one meeting, by the clock on many walls

ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "UTC")
SPANS = (date(2026, 10, 19), date(2027, 3, 22), date(2027, 3, 29))
"""Weeks in which the clocks change, in Berlin and on Lord Howe."""
DOWN = (timedelta(0), timedelta(0), MINUTE, 10 * MINUTE, 3 * HOUR, 3 * DAY)
lengths = st.sets(st.sampled_from([LEAST, 30 * MINUTE, HOUR, 3 * HOUR, DAY, 25 * HOUR, 3 * DAY, MOST]), max_size=5)
walls = st.sampled_from(["00:30", "02:15", "02:30", "07:30", "19:00", "23:59"])


@st.composite
def exceptions(draw: st.DrawFn, first: date) -> Exceptions:
    days = draw(st.sets(st.integers(0, 13), max_size=6))
    moves = st.builds(
        lambda day, hour: Moved(datetime(first.year, first.month, first.day, hour) + day * DAY),  # noqa: DTZ001 - on the wall
        st.integers(0, 20),
        st.integers(0, 23),
    )
    return {first + day * DAY: draw(st.just(Skipped()) | moves) for day in days}


@given(st.data(), st.sampled_from(ZONES), st.sampled_from(SPANS), walls, lengths)
def test_through_skips_moves_and_downtimes_each_is_due_once_and_none_is_stale(
    data: st.DataObject, zone: str, first: date, wall: str, chosen: set[timedelta]
) -> None:
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - 15 * DAY
    schedule = schedule_words.parse(f"daily {wall} from {first} until {first + 13 * DAY} {zone}")
    meeting = Meeting("id", 1, 1, "lake-1", schedule, begin, exceptions=data.draw(exceptions(first)))
    said: dict[tuple[date, datetime], list[timedelta]] = {}
    seen: list[tuple[datetime, datetime, timedelta]] = []
    now, looked = begin, [begin]

    while (look := meeting.next_look(now, chosen)) is not None:
        now = look + data.draw(st.sampled_from(DOWN))
        looked.append(now)
        for one in meeting.within(now, MOST):
            told = said.setdefault((one.date, one.at), [])
            if (due := reminders.due(_since(chosen, begin), one.at, told, now)) is not None:
                told.append(due)
                seen.append((one.at, now, due))

    skipped = {day for day, what in meeting.exceptions.items() if what == Skipped()}
    assert not {day for (day, _), told in said.items() if told} & skipped
    assert all(at - due <= when < at for at, when, due in seen)
    starts = [one.at for one in meeting.upcoming(begin, 40)]
    expected = sorted(due for at in starts for due in _expected(at, chosen, looked))
    assert sorted((at, when, due) for at, when, due in seen) == expected


def _expected(
    at: datetime, chosen: set[timedelta], looked: list[datetime]
) -> list[tuple[datetime, datetime, timedelta]]:
    """Return what is due of one start, told by itself: between two looks the last moment that passed, if any did."""
    found = []
    for before, now in pairwise(looked):
        passed = [each for each in chosen if before < at - each <= now]
        if passed and now < at:
            found.append((at, now, min(passed)))
    return found
