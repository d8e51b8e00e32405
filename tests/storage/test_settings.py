from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.settings import QUIET_UNTIL, TIMEZONE
from tests.conftest import NOON, Room, at


@pytest.mark.parametrize(
    ("zone", "day", "end"),
    [
        ("UTC", date(2026, 11, 24), datetime(2026, 11, 24, tzinfo=UTC)),
        ("Asia/Tokyo", date(2026, 11, 24), datetime(2026, 11, 23, 15, tzinfo=UTC)),
        ("Europe/Berlin", date(2027, 7, 1), datetime(2027, 6, 30, 22, tzinfo=UTC)),
        ("UTC", date(2026, 11, 23), None),
        ("UTC", None, None),
    ],
)
async def test_a_group_rests_until_the_day_begins_where_it_is(
    room: Room, zone: str, day: date | None, end: datetime | None
) -> None:
    group = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert group is not None
    await room.read(lambda tx: tx.settings.put(group, TIMEZONE, zone, at("ana"), NOON))
    await room.read(lambda tx: tx.settings.put(group, QUIET_UNTIL, day, at("ana"), NOON))

    assert await room.read(lambda tx: tx.settings.rests_until(group, NOON)) == end
    if end is not None:
        assert await room.read(lambda tx: tx.settings.rests_until(group, end - timedelta(microseconds=1))) == end
        assert await room.read(lambda tx: tx.settings.rests_until(group, end)) is None
