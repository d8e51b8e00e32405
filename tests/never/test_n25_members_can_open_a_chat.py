"""N25: a member of one of Kith's groups can always open a private chat, from any server."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import House, Invited, Join, Leave
from tests.conftest import Room
from tests.network import KITH

EVE = "@eve:far.example"
CHAT = "!chat:far.example"


@pytest.fixture
def house() -> House:
    return House(me=KITH)  # its operator allows nobody


@pytest.fixture
async def shared(room: Room) -> Room:
    """River Circle with Eve, whose server is another one, among its members."""
    await room.has("ana", "ben", EVE)
    room.network.sent.clear()
    return room


async def test_a_member_from_another_server_is_joined_and_greeted(shared: Room) -> None:
    await shared.hears(Invited(CHAT, EVE, direct=True, now=shared.now))
    await shared.hears(shared.room_now(EVE, room=CHAT, direct=True))

    assert [arrived.room for arrived in shared.network.of(Join)] == [CHAT]
    (greeting,) = shared.words(CHAT)
    assert greeting.plain.startswith("I'm Kith, a bot.")


async def test_what_was_written_before_kith_joined_is_answered(shared: Room) -> None:
    await shared.hears(Invited(CHAT, EVE, direct=True, now=shared.now))
    early = shared.ask(EVE, "ping heron", room=CHAT, before_join=True)

    await shared.hears(shared.room_now(EVE, room=CHAT, direct=True), early)

    assert [words.plain for words in shared.words(CHAT)][1:] == ["heron: I'm here."]


async def test_an_invitation_is_remembered_over_a_restart_although_the_room_does_not_say_direct(shared: Room) -> None:
    await shared.hears(Invited(CHAT, EVE, direct=True, now=shared.now))
    await shared.restarts(after=timedelta(hours=1))
    early = shared.ask(EVE, "ping heron", room=CHAT, before_join=True)

    await shared.hears(shared.room_now(EVE, room=CHAT, direct=False), early)

    assert shared.words(CHAT)[-1].plain == "heron: I'm here."


async def test_a_second_and_a_third_chat_can_be_opened(shared: Room) -> None:
    for room in (CHAT, "!second:far.example", "!third:far.example"):
        await shared.hears(Invited(room, EVE, direct=True, now=shared.now))
        await shared.hears(shared.room_now(EVE, room=room, direct=True), shared.ask(EVE, "ping heron", room=room))

        assert shared.words(room)[-1].plain == "heron: I'm here."


async def test_whoever_left_every_group_is_no_member_any_more(shared: Room) -> None:
    await shared.has("ana", "ben")

    await shared.hears(Invited(CHAT, EVE, direct=True, now=shared.now))

    assert [arrived.room for arrived in shared.network.of(Leave)] == [CHAT]


async def test_a_strangers_invitation_is_declined_with_a_reason(shared: Room) -> None:
    await shared.hears(Invited(CHAT, "@fay:far.example", direct=True, now=shared.now))

    (declined,) = shared.network.of(Leave)
    assert declined.letter.content == Leave(
        "I join groups that my operator allows, and private chats with members of my groups.", via="far.example"
    )
    assert shared.network.of(Join) == []


async def test_a_member_cannot_bring_kith_into_a_group_that_the_operator_did_not_allow(shared: Room) -> None:
    await shared.hears(Invited("!group:far.example", EVE, direct=False, now=shared.now))

    assert shared.network.of(Join) == []
    assert len(shared.network.of(Leave)) == 1


async def test_the_same_invitation_told_again_is_accepted_again(shared: Room) -> None:
    invitation = Invited(CHAT, EVE, direct=True, now=shared.now)
    await shared.hears(invitation)
    await shared.hears(replace(invitation, now=shared.now + timedelta(hours=1)))

    await shared.hears(shared.room_now(EVE, room=CHAT, direct=True))

    assert [words.plain[:8] for words in shared.words(CHAT)] == ["I'm Kith"]
