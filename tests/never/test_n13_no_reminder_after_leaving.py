"""N13: whoever leaves, or asks to be forgotten, is reminded of nothing from then on."""

from __future__ import annotations

import pytest

from tests.conftest import Room, at
from tests.reminding import CIRCLE, DAY, HOUR, START, first_lines, goes_again, nothing_goes, passes


@pytest.fixture
async def meeting(room: Room) -> Room:
    await room.says("ana", CIRCLE)
    await room.private("ben", "remind me 24h 1h")
    return room


async def _goes(room: Room, how: str) -> None:
    if how == "leaves":
        await room.hears(room.room_now("ana", "cleo", "dee"), settle=False)
    elif how == "leaves and returns":
        await room.hears(room.room_now("ana", "cleo", "dee"), settle=False)
        await room.hears(room.room_now("ana", "ben", "cleo", "dee"), settle=False)
    else:
        chat = await room.chat_of("ben")
        for _ in range(2):
            await room.hears(room.ask("ben", how, room=chat), settle=False)


HOWS = ["leaves", "leaves and returns", "forget me", "forget me here"]


@pytest.mark.parametrize("how", HOWS)
async def test_whoever_is_gone_is_reminded_of_nothing_and_told_of_no_change(meeting: Room, how: str) -> None:
    chat = await meeting.chat_of("ben")
    await _goes(meeting, how)
    await meeting.settled()
    before = len(meeting.words(chat))

    await meeting.says("ana", "!meeting edit where Library")
    await meeting.until(START + DAY)

    assert meeting.words(chat)[before:] == []
    assert "Reminder" in str(meeting.words(meeting.room))


@pytest.mark.parametrize("how", HOWS)
async def test_what_was_owed_to_whoever_goes_is_not_sent(meeting: Room, how: str, pauses: list[float]) -> None:
    chat = await meeting.chat_of("ben")
    nothing_goes(meeting, chat)
    await passes(meeting, START - DAY)
    await meeting.hears(meeting.ask("ana", "!meeting edit where Library"), settle=False)

    await _goes(meeting, how)
    await goes_again(meeting)

    assert first_lines(meeting, chat) == []
    assert "Library" not in str(meeting.words(chat)) or how == "forget me here"


@pytest.mark.parametrize("how", HOWS)
async def test_no_row_tells_of_whoever_is_gone(meeting: Room, how: str) -> None:
    await meeting.until(START - 2 * HOUR)
    await _goes(meeting, how)

    left = await meeting.read(
        lambda tx: [
            tx.db.execute(f"SELECT count(*) FROM {table} WHERE person = ?", (at("ben"),)).fetchone()[0]  # noqa: S608 - our own
            for table in ("own_reminder", "reminded")
        ]
    )

    assert left == [0, 0]


async def test_whoever_has_not_followed_a_group_that_moves_is_reminded_of_nothing_until_they_do(meeting: Room) -> None:
    await meeting.hears(meeting.room_now("ana", "cleo", "dee", successor="!next:example.org"))
    await meeting.until(START)

    assert first_lines(meeting, await meeting.chat_of("ben")) == []
    assert await meeting.read(lambda tx: tx.db.execute("SELECT count(*) FROM own_reminder").fetchone()[0]) == 2
