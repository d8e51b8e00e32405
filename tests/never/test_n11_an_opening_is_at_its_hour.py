"""N11: the opening of what is weekly at 19:00 comes at 19:00 on the wall, before and after every change."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.chat import Words
from tests.conftest import Room

ZONES = ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kolkata"]
# A local time that the clocks leave out in Berlin on 28 March 2027, and that they show twice on 31 October.
NIGHTS = [
    (datetime(2027, 3, 26, 12, tzinfo=UTC), ["02:30", "03:30", "02:30"]),
    (datetime(2027, 10, 29, 12, tzinfo=UTC), ["02:30", "02:30", "02:30"]),
]


async def _opened(room: Room, until: datetime, zone: str) -> list[datetime]:
    """Return what the clocks of a zone showed at each opening."""
    shown = []
    while room.now < until:
        before = len(room.network.sent)
        due = await room.app.tick(room.now)
        room.now = until if due is None else min(max(due, room.now), until)
        await room.app.tick(room.now)
        await room.settled()
        for arrived in room.network.sent[before:]:
            words = arrived.letter.content
            if isinstance(words, Words) and words.plain.startswith("It's time: "):
                shown.append(room.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None))
    return shown


@pytest.mark.parametrize("zone", ZONES)
async def test_a_year_of_openings_is_at_seven_on_the_wall_once_a_week(room: Room, zone: str) -> None:
    await room.says("ana", f"!meeting add weekly wed 19:00 {zone}")

    shown = await _opened(room, room.now + timedelta(days=365), zone)

    assert {(each.weekday(), each.hour, each.minute, each.second) for each in shown} == {(2, 19, 0, 0)}
    assert {later.date() - earlier.date() for earlier, later in itertools.pairwise(shown)} == {timedelta(days=7)}
    assert len(shown) == 52


@pytest.mark.parametrize(("begin", "walls"), NIGHTS)
async def test_a_time_that_is_left_out_or_comes_twice_is_opened_once(
    room: Room, begin: datetime, walls: list[str]
) -> None:
    await room.until(begin)
    await room.says("ana", "!meeting add daily 02:30 Europe/Berlin")

    shown = await _opened(room, begin + timedelta(days=3), "Europe/Berlin")

    assert [f"{each:%H:%M}" for each in shown] == walls
