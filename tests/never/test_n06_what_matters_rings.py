"""PRODUCT.md N6: what matters is a new `m.text` with explicit mentions, since nothing else rings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Under, Words
from bot.matrix.outbound import message
from tests.conftest import Room

AT_FIRST_SIGHT = 90
"""Characters that a notification shows."""


async def test_an_opened_round_rings(room: Room) -> None:
    await room.says("ana", "!checkin open")

    (opened,) = room.words(room.room)
    content = message(opened)
    assert content["msgtype"] == "m.text"
    assert content["m.mentions"] == {}


async def test_a_notification_alone_tells_of_a_round_and_how_to_answer(room: Room) -> None:
    await room.says("ana", '!checkin open "How was the week?" for 5d')

    (opened,) = room.words(room.room)
    seen = opened.plain[:AT_FIRST_SIGHT]
    assert seen.startswith("Check-in, open until")
    assert "pass" in seen
    assert "witness" in seen


async def test_a_round_is_told_by_words_and_its_mark_comes_after(room: Room) -> None:
    await room.says("ana", "!checkin open")

    words, mark = room.network.sent
    assert isinstance(words.letter.content, Words)
    assert mark.letter.content == Under(str(words.event), "🌱")


async def test_a_private_chat_begins_with_a_message_that_rings(room: Room) -> None:
    chat = await room.opens_chat("ana")

    (greeting,) = room.words(chat)
    assert message(greeting)["msgtype"] == "m.text"


@pytest.mark.parametrize("text", ["support", "help me", "a longer thought about nothing that Kith knows"])
async def test_whoever_looks_for_a_person_in_private_hears_it_ring(room: Room, text: str) -> None:
    chat = await room.opens_chat("ana")

    await room.private("ana", text)

    assert message(room.words(chat)[-1])["msgtype"] == "m.text"


async def test_a_question_rings(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    chat = await room.opens_chat("ana")

    await room.private("ana", "checkin open")

    assert message(room.words(chat)[-1])["msgtype"] == "m.text"


@pytest.mark.parametrize("text", ["!ping heron", "!help", "!resources", "!checkin close"])
async def test_a_reply_that_can_wait_rings_nobody(room: Room, text: str) -> None:
    await room.says("ana", text)

    (reply,) = room.words(room.room)
    assert message(reply)["msgtype"] == "m.notice"
    assert message(reply)["m.mentions"] == {}


async def test_nothing_is_ever_said_by_changing_an_older_message(room: Room) -> None:
    await room.says("ana", "!checkin open")
    await room.says("ben", "pass")
    await room.until(timedelta(hours=5))

    relations = [message(words).get("m.relates_to", {}) for words in room.words()]

    assert [relation for relation in relations if relation.get("rel_type") == "m.replace"] == []
