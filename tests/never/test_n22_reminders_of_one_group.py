"""N22: a group's reminders, and who wants them, are that group's alone."""

from __future__ import annotations

import pytest

from tests.conftest import Room
from tests.reminding import CIRCLE, DAY, START, first_lines

LAKE = "!lake:example.org"


@pytest.fixture
async def both(room: Room) -> Room:
    """River Circle with a meeting, and Lake Circle with another; Ben and Ana are in both."""
    await room.has("ana", "ben", "eve", room=LAKE, name="Lake Circle")
    await room.says("ana", CIRCLE)
    await room.says("ana", '!meeting add "Lake walk" daily 12:30 UTC', room=LAKE)
    return room


async def test_each_room_is_reminded_of_its_own_meetings_when_it_said(both: Room) -> None:
    await both.says("ana", "!remind off", room=LAKE)
    await both.says("ana", "!remind at 24h")

    await both.until(START)

    assert len(first_lines(both, both.room)) == 1
    assert first_lines(both, LAKE) == []
    assert "Lake walk" not in str(both.words(both.room))


async def test_whoever_wants_one_groups_reminders_gets_no_others_and_hears_of_no_others_changes(both: Room) -> None:
    await both.private("ben", "in river")
    await both.private("ben", "remind me 1h")
    chat = await both.chat_of("ben")

    await both.says("ana", "!meeting skip tomorrow", room=LAKE)
    await both.says("ana", "!remind at 2h", room=LAKE)
    await both.says("ana", "!set quiet.until 2026-11-27", room=LAKE)
    await both.until(START + DAY)

    assert len(first_lines(both, chat)) == 1
    assert "Lake" not in str(both.words(chat)).replace("Lake Circle", "", 1)


async def test_leaving_one_group_leaves_anothers_reminders(both: Room) -> None:
    for name in ("lake", "river"):
        await both.private("ben", f"in {name}")
        await both.private("ben", "remind me 1h")

    await both.has("ana", "eve", room=LAKE, name="Lake Circle")
    before = len(first_lines(both, await both.chat_of("ben")))
    await both.until(START)

    after = first_lines(both, await both.chat_of("ben"))[before:]
    assert len(after) == 1
    assert "Wednesday circle" in after[0]
