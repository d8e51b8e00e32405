"""N9: private words go into a room of exactly Kith and that person, or nowhere."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Open, Under, Words
from tests.conftest import Room, at
from tests.network import KITH


async def test_a_third_who_came_unseen_reads_nothing(room: Room) -> None:
    chat = await room.opens_chat("ana")
    room.network.sent.clear()
    room.network.members[chat].add(at("eve"))  # Kith has not heard of it yet

    await room.hears(room.ask("ana", "ping heron", room=chat))

    assert room.words(chat) == []
    (opened,) = room.network.of(Open)
    assert room.network.members[opened.room] == {KITH, at("ana")}
    assert [words.plain for words in room.words(opened.room)] == ["heron: I'm here."]


@pytest.mark.parametrize("presence", ["joined", "invited"])
async def test_kith_falls_silent_where_a_third_enters_and_goes_on_elsewhere(room: Room, presence: str) -> None:
    chat = await room.opens_chat("ana")
    room.network.sent.clear()
    alone, third = room.room_now("ana", room=chat, direct=True), frozenset({at("eve")})
    seen = replace(alone, joined=alone.joined | third) if presence == "joined" else replace(alone, invited=third)

    await room.hears(seen)  # the network would still take what is sent there
    await room.hears(room.ask("ana", "ping heron", room=chat), room.ask("eve", "ping heron", room=chat))

    assert room.words(chat) == []
    (moved,) = room.words()
    assert moved.plain.startswith("There is a third person in our old chat")


async def test_a_chat_that_had_a_third_stays_silent_when_they_left(room: Room) -> None:
    chat = await room.opens_chat("ana")
    await room.hears(room.room_now("ana", "eve", room=chat, direct=True))
    room.network.sent.clear()

    await room.hears(room.room_now("ana", room=chat, direct=True))
    await room.hears(room.ask("ana", "ping heron", room=chat))

    assert room.network.sent == []


async def test_what_is_under_way_when_a_third_enters_goes_to_the_new_chat(room: Room) -> None:
    chat = await room.opens_chat("ana")
    room.network.sent.clear()
    gate = room.network.holds_up(chat)
    await room.hears(room.ask("ana", "ping heron", room=chat), room.ask("ana", "ping otter", room=chat), settle=False)

    await room.hears(room.room_now("ana", "eve", room=chat, direct=True), settle=False)
    gate.set()
    await room.settled()

    assert room.words(chat) == []
    told = {words.plain.partition(":")[0] for words in room.words()}
    assert {"heron", "otter"} < told


async def test_nobody_else_is_heard_in_a_private_chat(room: Room) -> None:
    chat = await room.opens_chat("ana")
    room.network.sent.clear()

    await room.hears(room.ask("eve", "ping heron", room=chat))

    assert room.network.sent == []


@pytest.mark.parametrize("text", ["!hello", "!support", "!help me"])
async def test_a_personal_command_from_a_room_is_answered_in_private_alone(room: Room, text: str) -> None:
    await room.says("ana", text)

    assert room.words(room.room) == []
    assert [type(arrived.letter.content) for arrived in room.network.sent if arrived.room == room.room] == [Under]
    (told,) = [arrived for arrived in room.network.of(Words) if arrived.room != room.room]
    assert room.network.members[told.room] == {KITH, at("ana")}


async def test_two_alone_in_a_room_that_is_not_direct_are_a_group(room: Room) -> None:
    await room.has("ana", room="!two:example.org", name="Two")
    room.network.sent.clear()

    await room.says("ana", "!hello", room="!two:example.org")

    assert room.words("!two:example.org") == []


async def test_whatever_is_written_in_a_private_chat_goes_only_where_its_person_is_alone(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    chat = await room.opens_chat("ana")

    for text in ("ping heron", "hello", "checkin open", "1", "pass", "what?", "checkin", "pin heron"):
        await room.private("ana", text)
    await room.says("ana", "!hello")

    said = [*room.network.of(Words), *room.network.of(Under)]
    assert [arrived for arrived in said if arrived.room == chat and arrived.letter.person != at("ana")] == []
