"""N1: no message in a room contains who asked for support, the kind, note, status or number of requests."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Under
from tests.conftest import Room, at
from tests.listening import supports


@pytest.mark.parametrize("asked_in_the_room", [True, False])
async def test_from_the_asking_to_the_end_the_room_reads_nothing(room: Room, asked_in_the_room: bool) -> None:
    await supports(room, "ben", "cleo", "dee")
    before = len(room.network.sent)

    if asked_in_the_room:
        await room.says("ana", "!support now company a heron landed")
    else:
        await room.private("ana", "support now company a heron landed")
    await room.private("ben", "2")
    await room.private("cleo", "yes")
    await room.private("ana", "yes")
    await room.until(timedelta(minutes=10))
    await room.says("cleo", "!hand on")
    await room.says("ana", "!support more")
    await room.until(timedelta(days=1))
    await room.says("ana", "!never mind")

    here = [arrived for arrived in room.network.sent[before:] if arrived.room == room.room]
    assert room.words(room.room, since=before) == []
    marks = [arrived.letter.content for arrived in here]
    assert all(isinstance(mark, Under) and mark.key == "💬" for mark in marks)
    assert len(marks) == 3 + asked_in_the_room


async def test_what_the_group_can_ask_is_the_same_with_and_without_an_open_request(room: Room) -> None:
    async def shown() -> list[list[str]]:
        return [await room.says("ben", f"!{text}") for text in ("settings", "facilitators", "room check", "resources")]

    await supports(room, "cleo", "dee")
    without = await shown()

    await room.private("ana", "support now named a heron landed")
    await room.private("cleo", "yes")

    assert await shown() == without


async def test_whoever_typed_the_word_in_the_room_alone_hears_that_others_saw_it(room: Room) -> None:
    await supports(room, "ben")

    await room.says("ana", "!support now")

    assert "Others in the room saw the word" in str(room.words(await room.chat_of("ana")))
    assert "Others in the room" not in str(room.words(await room.chat_of("ben")))
    assert at("ana") not in str(room.words(await room.chat_of("ben")))
