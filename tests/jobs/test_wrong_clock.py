"""A clock that was years ahead for a while, and is set right: what follows a schedule comes at its hour again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import NOON, Room
from tests.listening import told
from tests.reminding import CIRCLE, HOUR, SECOND, START, first_lines

SUNDAY = datetime(2026, 11, 29, 18, tzinfo=UTC)
AHEAD = timedelta(days=700)


@pytest.fixture(params=["while Kith runs", "while Kith is down"])
async def set_right(room: Room, request: pytest.FixtureRequest) -> Room:
    """River Circle, where everything follows a schedule, after such a while."""
    await room.says("ana", CIRCLE)
    await room.says("ana", "!checkin weekly sun 18:00")
    await room.private("ben", "checkin remind daily 20:00")
    room.now = NOON + AHEAD
    await room.app.tick(room.now)
    await room.settled()
    if request.param == "while Kith runs":
        room.now = NOON + HOUR
        await room.app.tick(room.now)
    else:
        await room.restarts(after=HOUR - AHEAD)
    room.network.sent.clear()
    return room


async def test_meetings_are_reminded_of_and_opened(set_right: Room) -> None:
    await set_right.until(START + SECOND)

    assert len(first_lines(set_right, set_right.room)) == 1
    assert set_right.words(set_right.room)[-1].plain.startswith("It's time: Wednesday circle.")


async def test_rounds_open(set_right: Room) -> None:
    await set_right.until(SUNDAY)

    assert "How are you arriving?" in set_right.words(set_right.room)[-1].plain


async def test_nudges_come(set_right: Room) -> None:
    await set_right.until(NOON + timedelta(hours=8))

    assert sum(text.startswith("A check-in, as you wanted") for text in await told(set_right, "ben")) == 1


@pytest.mark.parametrize("back", [SECOND, HOUR])
async def test_what_opened_already_opens_once_where_the_clock_is_set_back_a_little(room: Room, back: timedelta) -> None:
    await room.says("ana", "!checkin weekly sun 18:00 for 10m")
    await room.private("ben", "checkin remind weekly sun 18:00")
    await room.until(SUNDAY + timedelta(minutes=15))

    room.now = SUNDAY + timedelta(minutes=15) - back
    await room.app.tick(room.now)
    await room.until(SUNDAY + 2 * HOUR)

    assert sum("How are you arriving?" in words.plain for words in room.words(room.room)) == 1
    assert sum(words.plain.startswith("The check-in is closed") for words in room.words(room.room)) == 1
    assert sum(text.startswith("A check-in, as you wanted") for text in await told(room, "ben")) == 1
