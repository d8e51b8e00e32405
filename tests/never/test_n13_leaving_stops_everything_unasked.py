"""N13: whoever leaves or asks to be forgotten hears nothing that they did not ask for from then on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.chat import Gone, Later, Letter, Say
from bot.domain.listening import PROOF_HOLDS
from bot.storage.tx import Tx
from tests.conftest import Room, at
from tests.network import KITH

BEN = at("ben")
LAKE = "!lake:example.org"


def _nothing_goes(_letter: Letter) -> Later:
    return Later(0.1, "the server rests")


async def _leaves(room: Room, chat: str) -> None:
    await room.hears(room.room_now("ana", "cleo", "dee"), settle=False)


async def _is_forgotten(room: Room, chat: str) -> None:
    for _ in range(2):
        await room.hears(room.ask("ben", "forget me", room=chat), settle=False)


async def _is_forgotten_by_the_operator(room: Room, chat: str) -> None:
    await room.read(lambda tx: tx.jobs.at(tx.now, "forget", BEN))
    await room.app.tick(room.now)


async def _and_kith_leaves(room: Room, chat: str) -> None:
    room.network.members[room.room].discard(KITH)
    await room.hears(Gone(room.room, room.now), settle=False)


ENDS = [_leaves, _is_forgotten, _is_forgotten_by_the_operator]


@pytest.mark.parametrize("ends", [*ENDS, _and_kith_leaves])
async def test_what_nobody_asked_for_is_dropped(room: Room, ends: Callable[[Room, str], Awaitable[None]]) -> None:
    chat = await room.chat_of("ben")
    room.network.rules.append(_nothing_goes)
    await room.hears(room.ask("ana", "!facilitators add ben"), settle=False)

    await ends(room, chat)
    room.network.rules.clear()
    await room.settled()

    assert [words.plain for words in room.words(chat) if "facilitator" in words.plain] == []
    assert await room.read(lambda tx: tx.questions.open_to(BEN, tx.now)) == ()
    assert [mark.on for mark in room.marks(chat)] == []


@pytest.mark.parametrize("ends", ENDS)
async def test_nothing_is_sent_to_them_from_then_on(room: Room, ends: Callable[[Room, str], Awaitable[None]]) -> None:
    chat = await room.chat_of("ben")
    await ends(room, chat)
    await room.settled()
    before = len(room.network.sent)

    await room.says("ana", "!facilitators add ben")
    await room.says("ana", '!checkin open "kingfisher" for 1h')
    await room.until(timedelta(days=2))

    assert [arrived for arrived in room.network.sent[before:] if arrived.room != room.room] == []


async def test_a_reply_to_their_last_words_still_goes(room: Room) -> None:
    chat = await room.chat_of("ben")
    room.network.rules.append(_nothing_goes)
    await room.hears(room.ask("ben", "ping heron", room=chat), room.ask("ben", "!hello"), settle=False)

    await _leaves(room, chat)
    room.network.rules.clear()
    await room.settled()

    # The one was asked for in the chat, the other in the room: they wait for different places, in no order.
    assert sorted(words.plain.partition(".")[0] for words in room.words(chat)[-2:]) == [
        "Good to have you here",
        "heron: I'm here",
    ]


async def test_what_another_group_owes_them_still_goes(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    chat = await room.chat_of("ben")
    room.network.rules.append(_nothing_goes)
    await room.hears(
        room.ask("ana", "!facilitators add ben"), room.ask("ana", "!facilitators add ben", room=LAKE), settle=False
    )

    await _leaves(room, chat)
    room.network.rules.clear()
    await room.settled()

    asked = [words.plain for words in room.words(chat) if "Would you be a facilitator" in words.plain]
    assert len(asked) == 1
    assert "Lake Circle" in asked[0]


async def test_what_names_no_group_goes_as_long_as_they_are_in_one(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    chat = await room.chat_of("ben")
    room.network.rules.append(_nothing_goes)

    def owes(tx: Tx) -> None:
        tx.letters.cause = "a test"
        tx.letters.to_person(BEN, Say("heard", {"word": "unasked"}, "ping"))

    await room.read(owes)
    await _leaves(room, chat)
    still = await room.read(lambda tx: len(tx.outbox.next_for(BEN)))
    await room.hears(room.room_now("ana", room=LAKE), settle=False)
    left = await room.read(lambda tx: len(tx.outbox.next_for(BEN)))

    assert (still, left) == (1, 0)


async def test_a_kick_in_the_middle_of_a_send_leaves_the_next_unsaid(room: Room) -> None:
    chat = await room.chat_of("ben")
    gate = room.network.holds_up(chat)
    await room.hears(room.ask("ben", "ping heron", room=chat), settle=False)
    await room.network.until(lambda: room.network.tried and room.network.tried[-1].room == chat)
    await room.hears(room.ask("ana", "!facilitators add ben"), settle=False)

    await _leaves(room, chat)
    gate.set()
    await room.settled()
    await asyncio.sleep(0)

    assert [words.plain for words in room.words(chat)][1:] == ["heron: I'm here."]


async def test_whoever_is_asked_to_be_a_facilitator_after_they_were_forgotten_hears_nothing(room: Room) -> None:
    chat = await room.chat_of("ben")
    for _ in range(2):
        await room.hears(room.ask("ben", "forget me", room=chat))
    before = len(room.network.sent)

    await room.says("ana", "!facilitators add ben")
    await room.private("ana", "facilitators add @ben:example.org")

    assert [arrived for arrived in room.network.sent[before:] if arrived.room == chat] == []
    assert BEN.encode() not in room.bytes()


async def _listens(room: Room, person: str) -> None:
    for text in ("listen on", "1", "1", "card kingfisher", "not with ana"):
        await room.private(person, text)


@pytest.mark.parametrize("ends", [*ENDS, _and_kith_leaves])
async def test_nobody_listens_any_more_who_is_gone(room: Room, ends: Callable[[Room, str], Awaitable[None]]) -> None:
    chat = await room.chat_of("ben")
    await _listens(room, "ben")
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None
    before = await room.read(lambda tx: tx.listeners.of(river))

    await ends(room, chat)
    after = await room.read(lambda tx: tx.listeners.of(river))
    await room.until(PROOF_HOLDS + timedelta(days=8))

    assert (len(before), after) == (1, ())
    assert [words.plain for words in room.words(chat) if "still ring" in words.plain] == []


async def test_forget_me_here_ends_listening_here_alone(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    for group in ("in river", "in lake"):
        await room.private("ben", group)
        await _listens(room, "ben")

    for _ in range(2):
        await room.says("ben", "!forget me here")

    assert [group.name for group in await room.read(lambda tx: tx.listeners.groups(BEN))] == ["Lake Circle"]


async def test_what_others_said_of_whoever_is_forgotten_protects_and_holds_no_id_of_theirs(room: Room) -> None:
    await room.private("ana", "not with @ben")
    await room.private("cleo", "not with ben")
    chat = await room.chat_of("ben")

    await _is_forgotten(room, chat)
    await room.settled()

    assert BEN.encode() not in room.bytes()
    assert await room.read(lambda tx: [tx.not_with.between(BEN, at(name)) for name in ("ana", "cleo", "dee")]) == [
        True,
        True,
        False,
    ]
