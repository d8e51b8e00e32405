"""N11: a weekly meeting at 19:00 stays 19:00 local across both clock changes, and each look at it comes once."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.storage.jobs import Job
from bot.storage.tx import Tx
from tests.conftest import Room
from tests.domain.schedules import ZONES


@pytest.mark.parametrize("zone", ZONES)
async def test_the_looks_of_a_year_are_at_seven_on_the_wall(
    room: Room, zone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await room.says("ana", f"!meeting add weekly wed 19:00 {zone}")
    await room.says("ana", "!remind off")
    await room.app.tick(room.now)
    seen = []
    for _ in range(54):
        due = await room.read(_next_look)
        seen.append(due.due.astimezone(ZoneInfo(zone)))
        room.now = due.due
        await room.app.tick(room.now)

    assert {(each.weekday(), each.hour, each.minute) for each in seen} == {(2, 19, 0)}
    assert {later.date() - earlier.date() for earlier, later in itertools.pairwise(seen)} == {timedelta(days=7)}


@pytest.mark.parametrize("zone", ["Europe/Berlin", "Australia/Lord_Howe"])
async def test_each_of_a_year_is_reminded_of_once_an_hour_before_seven(room: Room, zone: str) -> None:
    await room.says("ana", f"!meeting add weekly wed 19:00 {zone}")
    await room.app.tick(room.now)
    before, seen = len(room.network.sent), list[datetime]()
    while len(seen) < 2 * 53:
        due = await room.read(_next_look)
        seen.append(due.due)
        await room.until(due.due)

    told = [words.plain for words in room.words(room.room, since=before) if words.plain.startswith("Reminder")]
    walls = {each.astimezone(ZoneInfo(zone)).strftime("%a %H:%M") for each in seen}
    assert walls == {"Wed 18:00", "Wed 19:00"}
    assert set(told) == {f"Reminder: today at 19:00 ({zone}), Wednesday meeting (lake-1)."}
    assert len(told) == 53


def _next_look(tx: Tx) -> Job:
    (due,) = (job for job in tx.jobs.due(tx.now + timedelta(days=30)) if job.kind == "meeting")
    return due
