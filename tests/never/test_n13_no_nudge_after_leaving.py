"""N13: whoever leaves, stops or asks to be forgotten is nudged no more, from the next event on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import Gone
from tests.conftest import Room
from tests.listening import told

EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def nudged(room: Room) -> Room:
    """River Circle, where Ben wants to be reminded at 20:00 every day."""
    await room.private("ben", "checkin remind daily 20:00")
    return room


async def _nudges(room: Room) -> int:
    return sum(text.startswith("A check-in, as you wanted") for text in await told(room, "ben"))


@pytest.mark.parametrize("how", ["leaves", "removed", "stop", "forget me"])
async def test_none_comes_after_that(nudged: Room, how: str) -> None:
    chat = await nudged.chat_of("ben")
    await nudged.until(EVENING)
    match how:
        case "leaves":
            await nudged.has("ana", "cleo", "dee")
        case "removed":
            await nudged.hears(Gone(nudged.room, nudged.now))
        case text:
            for _ in range(2):
                await nudged.hears(nudged.ask("ben", text, room=chat))

    await nudged.until(EVENING + 2 * DAY)

    assert sum(words.plain.startswith("A check-in, as you wanted") for words in nudged.words(chat)) == 1


async def test_one_that_waits_for_the_morning_does_not_come_either(room: Room) -> None:
    await room.private("ben", "checkin remind daily 23:00")
    await room.until(EVENING + timedelta(hours=4))

    await room.has("ana", "cleo", "dee")
    await room.until(EVENING + DAY)

    assert await _nudges(room) == 0


async def test_coming_back_is_no_wish_to_be_nudged(nudged: Room) -> None:
    await nudged.has("ana", "cleo", "dee")
    await nudged.has("ana", "ben", "cleo", "dee")

    await nudged.until(EVENING + DAY)

    assert await _nudges(nudged) == 0


async def test_in_the_groups_next_room_it_goes_on(nudged: Room) -> None:
    new = "!next:example.org"
    await nudged.hears(nudged.room_now("ana", "ben", successor=new, successor_via="example.org"))
    await nudged.hears(nudged.room_now("ana", room=new, predecessor=nudged.room))
    await nudged.until(EVENING - timedelta(hours=1))
    await nudged.hears(nudged.room_now("ana", "ben", room=new, predecessor=nudged.room))

    await nudged.until(EVENING + DAY)

    assert await _nudges(nudged) == 2


async def test_whoever_follows_after_the_hour_of_one_has_the_next(nudged: Room) -> None:
    new = "!next:example.org"
    await nudged.hears(nudged.room_now("ana", "ben", successor=new, successor_via="example.org"))
    await nudged.hears(nudged.room_now("ana", room=new, predecessor=nudged.room))
    await nudged.until(EVENING + DAY - timedelta(hours=1))
    await nudged.hears(nudged.room_now("ana", "ben", room=new, predecessor=nudged.room))

    await nudged.until(EVENING + DAY)

    assert await _nudges(nudged) == 1


async def test_where_kith_was_away_for_a_while_it_goes_on(nudged: Room) -> None:
    await nudged.hears(Gone(nudged.room, nudged.now))
    await nudged.until(EVENING + timedelta(hours=1))
    await nudged.has("ana", "ben")

    await nudged.until(EVENING + DAY)

    assert await _nudges(nudged) == 1
