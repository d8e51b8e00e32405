"""What was on its way into a room when Kith was removed from it, and had not arrived when it came back."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from bot.chat import Content, File, Gone, Invited, Join, Later, RoomNow, Words
from tests.matrix.conftest import World
from tests.matrix.kith import Kith
from tests.matrix.line import Line
from tests.matrix.meeting import in_a_room
from tests.matrix.person import Person


def held(line: Line, part: str) -> tuple[asyncio.Event, asyncio.Event]:
    """Hold up requests with ``part`` in their path; return what is set when one came, and what lets them go on."""
    came, go = asyncio.Event(), asyncio.Event()

    async def hold(request: web.Request) -> None:
        if part in request.path:
            came.set()
            await go.wait()

    line.faults.append(hold)
    return came, go


async def removed(kith: Kith, ana: Person, room: str) -> None:
    await ana.client.room_kick(room, kith.me)
    await kith.until(Gone)


async def back(kith: Kith, ana: Person, room: str) -> None:
    kith.heard.clear()
    await ana.client.room_invite(room, kith.me)
    await kith.until(Invited, lambda invited: invited.room == room)
    await kith.sent(Join(), room)
    await kith.until(RoomNow, lambda now: now.room == room and kith.me in now.joined)


@pytest.mark.parametrize(
    ("content", "encrypted", "part"),
    [
        (Words("owed", "owed"), True, "/keys/query"),
        (File("owed.txt", "text/plain", "owed"), True, "/upload"),
        (File("owed.txt", "text/plain", "owed"), False, "/upload"),
    ],
    ids=["sharing keys", "sealed upload", "upload"],
)
async def test_what_was_on_its_way_before_a_removal_does_not_arrive_after_the_return(
    world: World, content: Content, encrypted: bool, part: str
) -> None:
    line = await world.line()
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=encrypted)
    came, go = held(line, part)
    owed = asyncio.create_task(kith.send(content, room))
    await came.wait()

    await removed(kith, ana, room)
    await back(kith, ana, room)
    go.set()

    assert isinstance(await owed, Later)  # so that it is looked whether it is still owed
    await kith.says("back", room)
    await ana.reads(room, "back")
    assert line.requests("/send/m.room.") == 1


async def test_keys_that_were_being_shared_before_a_removal_are_those_of_nobody_who_left_meanwhile(
    world: World,
) -> None:
    line = await world.line()
    kith, ana, ben = await world.kith(homeserver=line.url), await world.person("ana"), await world.person("ben")
    room = await in_a_room(kith, ana, ben, encrypted=True)
    came, go = held(line, "/keys/query")
    owed = asyncio.create_task(kith.send(Words("owed", "owed"), room))
    await came.wait()

    await removed(kith, ana, room)
    await ana.client.room_kick(room, ben.id)
    await back(kith, ana, room)
    go.set()
    await owed
    await kith.says("back", room)

    await ana.reads(room, "back")
    session = kith.keys.machine.outbound_group_sessions[room]
    assert {person for person, _ in session.users_shared_with} == {ana.id}
