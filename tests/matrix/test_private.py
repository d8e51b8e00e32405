"""Private chats: opened once, readable from the first word on, and for exactly two (N9, N25)."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

import pytest
from aiohttp import web

from bot.chat import Ask, Invited, Join, NotPrivate, Open, RoomNow, Sent, Undeliverable, Words
from tests.matrix.conftest import World
from tests.matrix.kith import Kith
from tests.matrix.line import Line
from tests.matrix.meeting import in_a_room, in_private

AHEAD = 0.5  # seconds that a session gets to run ahead of its keys


async def test_the_first_words_in_a_new_chat_are_readable_by_who_joins_later(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")

    room = (await kith.sent(Open(), person=ana.id)).room
    await kith.sent(Words("I'm Kith, a bot.", "I'm Kith, a bot.", rings=True), room, ana.id)
    await ana.joins(room)

    await ana.reads(room, "I'm Kith, a bot.")
    now = await kith.until(RoomNow, lambda now: ana.id in now.joined)
    assert (now.room, now.direct, now.encrypted) == (room, True, True)


async def test_a_chat_that_is_being_opened_is_never_told_as_a_room_of_kith_alone(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")

    await in_private(kith, ana)

    assert [now.joined | now.invited for now in kith.of(RoomNow)] == [{kith.me, ana.id}] * len(kith.of(RoomNow))
    assert all(now.direct for now in kith.of(RoomNow))


async def test_a_direct_chat_created_with_its_first_message_is_answered(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")

    room = await ana.creates(kith.me, direct=True, encrypted=True)
    await ana.sees(room, kith.me)
    await ana.says(room, "support")
    await kith.sent(Join(), (await kith.until(Invited, lambda invited: invited.direct)).room)
    ask = await kith.until(Ask)
    await kith.sent(Words("I asked 3 people.", "I asked 3 people.", rings=True), room, ana.id)

    assert (ask.text, ask.before_join, ask.room) == ("support", True, room)
    assert (await kith.until(RoomNow)).direct
    await ana.reads(room, "I asked 3 people.")


async def test_nothing_is_heard_before_people_can_find_the_keys_that_they_write_with(world: World) -> None:
    line = await world.line()
    asked_for_news = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse | None:
        if request.path.endswith("/sync"):
            asked_for_news.set()
        elif request.path.endswith("/keys/upload"):
            with suppress(TimeoutError):
                async with asyncio.timeout(AHEAD):
                    await asked_for_news.wait()
                    return web.Response(status=502)  # too late: the chores try again in a second or two
        return None

    line.faults.append(slow)
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    await kith.until_batch(lambda _: True)
    room = await ana.creates(kith.me, direct=True, encrypted=True)
    await ana.says(room, "support")
    await kith.sent(Join(), (await kith.until(Invited)).room)

    assert (await kith.until(Ask)).text == "support"


async def test_a_chat_that_a_sync_shows_before_kith_joined_it_is_told_once_it_is_whole(world: World) -> None:
    line = await world.line()
    shown = too_early(line)
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")

    room = await ana.creates(kith.me, direct=True)
    asked = await ana.says(room, "support")

    await kith.until(Invited)
    await kith.sent(Join(), room)
    ask = await kith.until(Ask)

    assert shown.is_set()
    assert (ask.event, ask.before_join) == (asked, True)
    assert [now.joined for now in kith.of(RoomNow)] == [{kith.me, ana.id}]


async def test_a_chat_stays_direct_after_a_restart_and_is_noted_in_the_account(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await ana.creates(kith.me, direct=True)
    await kith.until(Invited)
    await kith.restart()

    await kith.sent(Join(), room)
    now = await kith.until(RoomNow)

    assert now.direct
    await noted(kith, {ana.id: [room]})


async def test_opened_chats_are_added_to_what_the_account_has_noted_already(world: World) -> None:
    kith, ana, ben = await world.kith(), await world.person("ana"), await world.person("ben")
    wire = kith.session._wire
    where = f"/_matrix/client/v3/user/{kith.me}/account_data/m.direct"
    await wire.ask("PUT", where, {"@cleo:localhost": ["!old:localhost"], "odd": 5})

    first = (await kith.sent(Open(), person=ana.id)).room
    second = (await kith.sent(Open(), person=ben.id)).room

    noted_now = (await wire.ask("GET", where)).body
    assert noted_now == {"@cleo:localhost": ["!old:localhost"], "odd": 5, ana.id: [first], ben.id: [second]}


@pytest.mark.parametrize("encrypted", [True, False])
async def test_nothing_private_is_sent_where_a_third_person_is(world: World, encrypted: bool) -> None:
    kith, ana, ben = await world.kith(), await world.person("ana"), await world.person("ben")
    room = await ana.creates(kith.me, direct=True, encrypted=encrypted)
    await kith.until(Invited)
    await kith.sent(Join(), room)
    await kith.until(RoomNow, lambda now: now.joined == {kith.me, ana.id})
    await kith.sent(Words("for two", "for two"), room, ana.id)

    await ana.client.room_invite(room, ben.id)
    await kith.until(RoomNow, lambda now: ben.id in now.invited)

    assert await kith.send(Words("secret", "secret"), room, ana.id) == NotPrivate()
    assert await kith.send(Words("secret", "secret"), room, ben.id) == NotPrivate()


async def test_in_an_unencrypted_chat_the_server_is_asked_who_is_there(world: World) -> None:
    line = await world.line()
    kith = await world.kith(homeserver=line.url, encryption=False)
    ana, ben = await world.person("ana"), await world.person("ben")
    room = await ana.creates(kith.me, direct=True)
    await kith.until(Invited)
    await kith.sent(Join(), room)
    await kith.until(RoomNow, lambda now: now.joined == {kith.me, ana.id})
    kith.deaf()

    await ana.client.room_invite(room, ben.id)

    assert await kith.send(Words("secret", "secret"), room, ana.id) == NotPrivate()


async def test_the_person_can_invite_nobody_into_a_chat_that_kith_opened(world: World) -> None:
    kith, ana, ben = await world.kith(), await world.person("ana"), await world.person("ben")
    room = await in_private(kith, ana)

    answer = await ana.raw("POST", f"rooms/{room}/invite", {"user_id": ben.id})

    assert answer["errcode"] == "M_FORBIDDEN"


async def test_a_chat_is_opened_once_although_the_answer_was_lost(world: World) -> None:
    line = await world.line()
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    line.loses_answer("createRoom")

    lost = await kith.send(Open(), person=ana.id, key="the letter")
    found = await kith.send(Open(looked_for=True), person=ana.id, key="the letter")

    joined = (await kith.asks("GET", "joined_rooms"))["joined_rooms"]
    assert not isinstance(lost, Sent)
    assert found == Sent(None, joined[0])
    assert len(joined) == 1


async def test_a_chat_is_found_by_its_key_after_a_crash(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    opened = (await kith.sent(Open(), person=ana.id, key="the letter")).room
    await kith.restart()

    found = await kith.sent(Open(looked_for=True), person=ana.id, key="the letter")
    another = await kith.sent(Open(looked_for=True), person=ana.id, key="another letter")

    assert found.room == opened
    assert another.room != opened


async def test_an_invitation_that_the_server_refuses_is_undeliverable(world: World) -> None:
    kith = await world.kith()

    assert await kith.send(Open(), person="@ana:elsewhere.invalid") == Undeliverable("M_FORBIDDEN")


async def test_a_device_that_comes_later_reads_what_is_written_from_then_on(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_private(kith, ana)
    await kith.sent(Words("before", "before"), room, ana.id)
    await ana.reads(room, "before")

    phone = await world.device(ana)
    await phone.sees(room, kith.me)
    await phone.says(room, "from my phone")
    await kith.until(Ask, lambda ask: ask.text == "from my phone")
    await kith.sent(Words("after", "after"), room, ana.id)

    await phone.reads(room, "after")
    await ana.reads(room, "after")


async def test_a_private_chat_without_encryption_stays_plain(world: World) -> None:
    kith, ana = await world.kith(encryption=False), await world.person("ana")

    room = await in_private(kith, ana)
    await kith.sent(Words("hello", "hello"), room, ana.id)

    await ana.reads(room, "hello")
    assert not (await kith.until(RoomNow)).encrypted


async def test_without_encryption_nothing_is_sent_into_an_encrypted_room(world: World) -> None:
    kith, ana = await world.kith(encryption=False), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)

    assert await kith.send(Words("hello", "hello"), room) == Undeliverable("encryption_off")


def too_early(line: Line) -> asyncio.Event:
    """Let the sync that brings the first room show it before with its messages alone, as if joining it were to come.

    Synapse finds the rooms that somebody is in, and how far its stream has come, one after the other. While
    another room's event is being stored, the stream stands before the joining that made the room one of them.
    """
    shown = asyncio.Event()

    async def fault(request: web.Request) -> web.StreamResponse | None:
        if not request.path.endswith("/sync") or shown.is_set():
            return None
        answer = await line.forward(request)
        assert isinstance(answer.body, bytes)
        rooms = json.loads(answer.body).get("rooms", {}).get("join", {})
        if not rooms:
            return answer
        shown.set()
        early = {
            room: {"timeline": {"events": [e for e in news["timeline"]["events"] if e["type"] == "m.room.message"]}}
            for room, news in rooms.items()
        }
        return web.json_response({"next_batch": request.query["since"], "rooms": {"join": early}})

    line.faults.append(fault)
    return shown


async def noted(kith: Kith, expected: dict[str, list[str]]) -> None:
    """Wait until the account's list of private chats is this."""
    where = f"/_matrix/client/v3/user/{kith.me}/account_data/m.direct"
    found = None
    async with asyncio.timeout(10):
        while found != expected:
            found = (await kith.session._wire.ask("GET", where)).body
