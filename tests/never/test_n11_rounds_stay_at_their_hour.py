"""N11: a round that is due at 18:00 opens at 18:00 local across both clock changes, and once each time."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.storage.jobs import Job
from bot.storage.tx import Tx
from tests.conftest import Room
from tests.domain.schedules import ZONES


@pytest.mark.parametrize("zone", ZONES)
async def test_the_rounds_of_a_year_open_at_six_on_the_wall(room: Room, zone: str) -> None:
    await room.says("ana", f"!checkin weekly sun 18:00 for 1h {zone}")
    seen = []
    for _ in range(54):
        due = (await room.read(_next_round)).due
        seen.append(due.astimezone(ZoneInfo(zone)))
        room.now = due
        await room.app.tick(due)

    assert {(each.weekday(), each.hour, each.minute) for each in seen} == {(6, 18, 0)}
    assert {later.date() - earlier.date() for earlier, later in itertools.pairwise(seen)} == {timedelta(days=7)}


def _next_round(tx: Tx) -> Job:
    (due,) = (job for job in tx.jobs.due(tx.now + timedelta(days=30)) if job.kind == "repeat")
    return due


@pytest.mark.parametrize(
    ("changes", "wall", "opens"),
    [
        (datetime(2027, 3, 28, tzinfo=UTC), "02:30", [timedelta(hours=1, minutes=30)]),  # there is no such time
        (datetime(2027, 10, 31, tzinfo=UTC), "02:30", [timedelta(minutes=30)]),  # it comes twice
    ],
)
async def test_a_time_that_is_not_there_or_comes_twice_opens_one_round(
    room: Room, changes: datetime, wall: str, opens: list[timedelta]
) -> None:
    await room.restarts(after=changes - timedelta(hours=12) - room.now)
    await room.until(timedelta(0))
    await room.says("ana", f"!checkin daily {wall} for 10m Europe/Berlin")
    seen: list[timedelta] = []

    for minute in range(0, 16 * 60, 10):
        await room.until(changes - timedelta(hours=6) + timedelta(minutes=minute))
        opened = [words for words in room.words(room.room, since=0) if words.plain.startswith("Check-in, open until")]
        if len(opened) > len(seen):
            seen.append(room.now - changes)

    assert seen == opens
