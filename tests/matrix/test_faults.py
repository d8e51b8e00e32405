"""What goes wrong between Kith and its homeserver: values and pauses, never an exception or a storm."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from aiohttp import web

from bot.chat import Ask, Echo, Join, Later, Leave, Sent, Undeliverable, Words
from bot.matrix.outbound import DOUBTS, HANDED_OVER
from tests.matrix.conftest import World
from tests.matrix.kith import Kith
from tests.matrix.line import Line
from tests.matrix.meeting import in_a_room
from tests.matrix.person import Person

BROKEN = web.Response(text='{"next_batch": ', content_type="application/json")
BAD_GATEWAY = web.Response(status=502, text="<h1>Bad Gateway</h1>", content_type="text/html")
LIMITED = web.json_response({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 500}, status=429)


def refused(code: str, status: int = 403) -> web.Response:
    return web.json_response({"errcode": code, "error": "somebody's words"}, status=status)


async def apart(world: World, *, encrypted: bool) -> tuple[Line, Kith, Person, str]:
    line = await world.line()
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    return line, kith, ana, await in_a_room(kith, ana, encrypted=encrypted)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (LIMITED, Later(0.5, "M_LIMIT_EXCEEDED", limited=True)),
        (BAD_GATEWAY, Later(None, "status 502", refused=True)),
        (BROKEN, Later(None, "no JSON")),
        (None, Later(None, "serverdisconnectederror")),
        (refused("M_UNKNOWN", 500), Later(None, "M_UNKNOWN", refused=True)),
        (refused("M_CONSENT_NOT_GIVEN"), Later(None, "M_CONSENT_NOT_GIVEN")),
        (web.Response(status=404, text="no such page"), Later(None, "status 404", refused=True)),
        (web.Response(status=413, text="too large"), Undeliverable("M_TOO_LARGE")),
        (refused("M_FORBIDDEN"), Undeliverable("M_FORBIDDEN")),
        (refused("M_TOO_LARGE", 413), Undeliverable("M_TOO_LARGE")),
        (refused("M_NOT_FOUND", 404), Undeliverable("M_NOT_FOUND")),
        (refused("somebody's own words"), Later(None, "status 403", refused=True)),
    ],
)
async def test_an_answer_to_a_letter_is_a_value(world: World, answer: Any, expected: object) -> None:
    line, kith, ana, room = await apart(world, encrypted=False)
    line.fails("/send/m.room.message/", answer)

    told = await kith.send(Words("hello", "hello"), room, key="hello")
    assert told == expected
    if isinstance(told, Later) and told.seconds:
        await asyncio.sleep(told.seconds)  # nothing is sent before the time that the server named
    assert isinstance(await kith.send(Words("hello", "hello"), room, key="hello"), Sent)
    await ana.reads(room, "hello")


@pytest.mark.parametrize(
    ("via", "tried"), [("far.example", DOUBTS + 1), ("localhost", 1), (None, 1)], ids=["elsewhere", "here", "nowhere"]
)
async def test_another_homeserver_is_not_believed_at_once_that_kith_may_not_join(
    world: World, via: str | None, tried: int
) -> None:
    line, kith, _, room = await apart(world, encrypted=False)
    line.fails("/join/", refused("M_FORBIDDEN"), times=tried)

    heard = [await kith.send(Join(via), room, key="join") for _ in range(tried)]

    assert heard == [*[Later(None, "M_FORBIDDEN", refused=True)] * (tried - 1), Undeliverable("M_FORBIDDEN")]
    assert isinstance(await kith.send(Join(via), room, key="again"), Sent)


@pytest.mark.parametrize(("via", "waits"), [("far.example", 1), ("localhost", 0), (None, 0)])
async def test_what_another_homeserver_hands_over_is_declined_once_it_has_taken_that_down(
    world: World, via: str | None, waits: int
) -> None:
    _, kith, _, room = await apart(world, encrypted=False)

    heard = [await kith.send(Leave("not here", via), room, key="leave") for _ in range(waits + 1)]

    assert heard == [*[Later(HANDED_OVER, "the invitation is handed over")] * waits, Sent(None, room)]


async def test_a_letter_whose_answer_was_lost_arrives_once(world: World) -> None:
    line, kith, ana, room = await apart(world, encrypted=True)
    await kith.sent(Words("first", "first"), room)
    line.loses_answer("/send/m.room.encrypted/")

    lost = await kith.send(Words("once", "once"), room, key="once")
    again = await kith.sent(Words("once", "once"), room, key="once")
    await kith.sent(Words("last", "last"), room)

    await ana.reads(room, "last")
    assert again.event
    assert ana.read[room] == ["first", "once", "last"], lost


@pytest.mark.parametrize("answer", [LIMITED, BAD_GATEWAY, None, refused("M_UNKNOWN_TOKEN", 401)])
@pytest.mark.parametrize("part", ["/sendToDevice/", "/keys/claim", "/keys/query"])
async def test_a_message_is_readable_although_sharing_its_keys_went_wrong_first(
    world: World, part: str, answer: web.Response | None
) -> None:
    line, kith, ana, room = await apart(world, encrypted=True)
    await ana.says(room, "!ping")
    await kith.until(Ask)
    if part == "/keys/claim":
        kith.keys.machine.session_store._entries.clear()
    failed = line.fails(part, answer)

    first = await kith.send(Words("heron", "heron"), room, key="heron")
    second = await kith.sent(Words("heron", "heron"), room, key="heron")

    await ana.reads(room, "heron")
    assert failed.is_set()
    assert isinstance(first, Later) or first == second


@pytest.mark.parametrize("answer", [LIMITED, BAD_GATEWAY, BROKEN, None, web.json_response({"rooms": []})])
async def test_trouble_with_syncs_is_waited_out_without_a_storm(world: World, answer: web.Response | None) -> None:
    line, kith, ana, room = await apart(world, encrypted=False)
    before = line.requests("/sync")
    failed = line.fails("/sync", answer, times=2)
    await ana.says(room, "!ping one")
    await kith.until(Ask, lambda ask: ask.text == "!ping one")

    await ana.says(room, "!ping two")
    await kith.until(Ask, lambda ask: ask.text == "!ping two")

    assert failed.is_set()
    assert line.requests("/sync") - before < 12
    assert [ask.text for ask in kith.of(Ask)] == ["!ping one", "!ping two"]


async def test_a_homeserver_that_is_away_for_a_while_is_waited_for(world: World) -> None:
    line, kith, ana, room = await apart(world, encrypted=False)
    away = line.fails("/_matrix/", BAD_GATEWAY, times=1000)
    await ana.says(room, "!ping")
    sent = await kith.send(Words("hello", "hello"), room)
    await away.wait()

    line.faults.clear()

    assert isinstance(sent, Later)
    assert (await kith.until(Ask)).text == "!ping"


async def test_rooms_do_not_wait_for_each_other(world: World) -> None:
    line, kith, ana, slow = await apart(world, encrypted=False)
    quick = await in_a_room(kith, ana)
    asked, go = asyncio.Event(), asyncio.Event()

    async def hold(request: web.Request) -> None:
        if slow in request.path and request.method == "PUT":
            asked.set()
            await go.wait()

    line.faults.append(hold)

    waiting = asyncio.create_task(kith.send(Words("slow", "slow"), slow))
    await asked.wait()
    assert isinstance(await kith.send(Words("quick", "quick"), quick), Sent)
    go.set()
    assert isinstance(await waiting, Sent)


async def test_upkeep_that_fails_delays_nothing_and_is_done_later(world: World) -> None:
    line = await world.line()
    failed = line.fails("/keys/upload", BAD_GATEWAY, times=1)
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    await failed.wait()
    room = await in_a_room(kith, ana)
    await ana.says(room, "!ping")

    await kith.until(Ask)
    await kith.published()

    assert line.requests("/keys/upload") >= 2


async def test_an_unknown_room_is_refused_at_once(world: World) -> None:
    kith = await world.kith(encryption=False)
    await kith.until_batch(lambda _: True)

    assert await kith.send(Words("hello", "hello"), "!nowhere:localhost") == Undeliverable("not_joined")


async def test_a_letter_before_the_first_sync_waits_for_it(world: World) -> None:
    _, kith, ana, room = await apart(world, encrypted=True)
    await kith.restart()

    sent = await kith.send(Words("early", "early"), room)

    assert isinstance(sent, Sent)
    await ana.reads(room, "early")
    await kith.until(Echo)
