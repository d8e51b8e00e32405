"""Devices that could not be reached when a room got its keys get the next ones, without a restart."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from bot.chat import RoomNow
from bot.matrix import absent
from tests.matrix.conftest import World
from tests.matrix.meeting import in_a_room


def without_bens_server(answer: dict[str, Any]) -> None:
    """Answer /keys/query as a homeserver that could not ask Ben's."""
    for person in [person for person in answer["device_keys"] if person.startswith("@ben")]:
        del answer["device_keys"][person]
        answer["failures"] = {person.partition(":")[2]: {"status": 503}}


def without_bens_keys(answer: dict[str, Any]) -> None:
    """Answer /keys/claim when Ben's device has no more keys to give."""
    answer["one_time_keys"] = {
        person: keys for person, keys in answer["one_time_keys"].items() if not person.startswith("@ben")
    }


@pytest.mark.parametrize(
    ("part", "change"),
    [("/keys/query", without_bens_server), ("/keys/claim", without_bens_keys)],
)
async def test_who_could_not_be_given_the_keys_gets_them_later(
    world: World, monkeypatch: pytest.MonkeyPatch, part: str, change: Any
) -> None:
    monkeypatch.setattr(absent, "AGAIN", 0.0)
    line = await world.line()
    line.alters(part, change)
    kith, ana, ben = await world.kith(homeserver=line.url), await world.person("ana"), await world.person("ben")
    room = await in_a_room(kith, ana, ben, encrypted=True)
    await kith.says("one", room)
    await ana.reads(room, "one")

    line.faults.clear()
    await kith.says("two", room)

    await ben.reads(room, "two")
    await ana.reads(room, "two")
    assert (ana.read[room], ben.read[room]) == (["one", "two"], ["two"])


async def test_a_silent_server_is_not_asked_before_every_message(world: World) -> None:
    line = await world.line()
    line.alters("/keys/query", without_bens_server)
    kith, ana, ben = await world.kith(homeserver=line.url), await world.person("ana"), await world.person("ben")
    room = await in_a_room(kith, ana, ben, encrypted=True)
    await kith.says("one", room)
    asked = line.requests("/keys/query")

    await kith.says("two", room)
    await kith.says("three", room)

    assert line.requests("/keys/query") == asked


async def test_who_comes_while_others_devices_are_asked_for_can_read_what_is_then_said(world: World) -> None:
    line = await world.line()
    kith, ana, ben = await world.kith(homeserver=line.url), await world.person("ana"), await world.person("ben")
    room = await in_a_room(kith, ana, encrypted=True)
    asked, go = asyncio.Event(), asyncio.Event()

    async def hold(request: web.Request) -> None:
        if "/keys/query" in request.path:
            asked.set()
            await go.wait()

    line.faults.append(hold)
    saying = asyncio.create_task(kith.says("hello", room))
    await asked.wait()
    await ana.client.room_invite(room, ben.id)
    await ben.joins(room)
    await kith.until(RoomNow, lambda now: ben.id in now.joined)
    go.set()
    await saying

    await ben.reads(room, "hello")
    await ana.reads(room, "hello")
