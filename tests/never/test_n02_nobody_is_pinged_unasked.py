"""N2: no ping to anyone who did not say `listen on` themselves, in private, for that group."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Later, Words
from tests.conftest import Room, at
from tests.listening import group_of, listens, supports

LAKE = "!lake:example.org"
PING = "Can you listen, now?"


def pinged(room: Room) -> set[str]:
    """Return who was asked."""
    return {
        str(arrived.letter.person)
        for arrived in room.network.of(Words)
        if isinstance(arrived.letter.content, Words) and arrived.letter.content.plain.startswith(PING)
    }


async def _asks(room: Room) -> None:
    await room.private("ana", "support now")
    await room.until(timedelta(days=2))


async def test_only_those_who_said_so_are_asked_however_long_it_takes(room: Room) -> None:
    await supports(room, "ben")
    await room.chat_of("cleo")

    await _asks(room)

    assert pinged(room) == {at("ben")}


async def test_whoever_listens_in_another_group_is_not_asked_here(room: Room) -> None:
    await room.has("ana", "cleo", room=LAKE, name="Lake Circle")
    await supports(room, "ben")
    await listens(room, "cleo", where=LAKE)

    await _asks(room)

    assert pinged(room) == {at("ben")}


@pytest.mark.parametrize("text", ["listen off", "stop", "pause"])
async def test_whoever_ended_it_is_asked_no_more(room: Room, text: str) -> None:
    await supports(room, "ben", "cleo")
    await room.private("ben", text)

    await _asks(room)

    assert pinged(room) == {at("cleo")}


async def test_the_word_in_the_room_makes_nobody_a_listener(room: Room) -> None:
    await supports(room)
    await room.says("ben", "!listen on")

    await _asks(room)

    assert pinged(room) == set()


async def test_a_sign_up_that_was_not_finished_counts_for_nothing(room: Room) -> None:
    await supports(room)
    await room.private("ben", "listen on")
    await room.private("ben", "yes")  # the clock; the note that is to ring is not answered

    await _asks(room)

    assert pinged(room) == set()


async def test_whoever_left_and_came_back_has_to_say_so_again(room: Room) -> None:
    await supports(room, "ben", "cleo")
    await room.has("ana", "cleo", "dee")
    await room.has("ana", "ben", "cleo", "dee")

    await _asks(room)

    river = await group_of(room)
    assert await room.read(lambda tx: tx.listeners.one(at("ben"), river)) is None
    assert pinged(room) == {at("cleo")}


@pytest.mark.parametrize("text", ["listen off", "stop", "pause 1h", "listen hours sun 03:00-04:00"])
async def test_a_ping_that_waits_is_not_sent_to_whoever_ended_it_meanwhile(room: Room, text: str) -> None:
    await supports(room, "ben", "cleo")
    await room.says("ben", "!listen night off")
    chat = await room.chat_of("ben")
    room.network.rules.append(lambda letter: Later(0.05, "not yet") if letter.room == chat else None)
    await room.hears(room.ask("ana", "support now", room=await room.chat_of("ana")), settle=False)

    await room.hears(room.ask("ben", f"!{text}"), settle=False)
    room.network.rules.clear()
    await room.settled()

    assert pinged(room) == {at("cleo")}
