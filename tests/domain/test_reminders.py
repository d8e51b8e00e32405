from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import reminders

START = datetime(2026, 12, 2, 18, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
offsets = st.sets(st.timedeltas(timedelta(seconds=1), 3 * DAY), max_size=5)


@pytest.mark.parametrize(
    ("last_look", "now", "due"),
    [
        (-DAY - MINUTE, -DAY, DAY),
        (-DAY - MINUTE, -DAY - MINUTE / 60, None),
        (-DAY, -DAY + MINUTE, None),
        (-HOUR - MINUTE, -HOUR + MINUTE, HOUR),
        (-2 * DAY, -2 * HOUR, DAY),  # after a long downtime
        (-2 * DAY, -10 * MINUTE, HOUR),  # of both that passed the latest
        (-2 * DAY, -MINUTE / 60, HOUR),
        (-2 * DAY, 0 * HOUR, None),  # it begins
        (-2 * DAY, HOUR, None),
    ],
)
def test_a_reminder_is_due_at_its_moment_or_late_but_never_after_the_start(
    last_look: timedelta, now: timedelta, due: timedelta | None
) -> None:
    assert reminders.due([DAY, HOUR], START, START + last_look, START + now) == due


@given(offsets, st.lists(st.timedeltas(-4 * DAY, DAY), min_size=2).map(sorted))
def test_however_often_one_looks_each_is_due_once_and_in_order(chosen: set[timedelta], looks: list[timedelta]) -> None:
    pairs = pairwise(looks)

    told = [reminders.due(chosen, START, START + last, START + now) for last, now in pairs]

    due = [offset for offset in told if offset is not None]
    assert due == sorted(set(due), reverse=True)
    assert set(due) <= chosen


@given(offsets)
def test_whoever_looks_when_told_to_finds_them_all(chosen: set[timedelta]) -> None:
    found, last = [], START - 4 * DAY
    for _ in range(len(chosen) + 1):
        now = reminders.next_look(chosen, START, last)
        if now is not None:
            found.append(reminders.due(chosen, START, last, now))
            last = now

    assert found == sorted(chosen, reverse=True)


@given(offsets, st.timedeltas(0 * DAY, 4 * DAY))
def test_from_the_start_on_nothing_is_due(chosen: set[timedelta], late: timedelta) -> None:
    assert reminders.due(chosen, START, START - 4 * DAY, START + late) is None
    assert reminders.next_look(chosen, START, START + late) is None
