"""An endpoint that fails is asked twice a second at most, whoever asks; the first success lets everybody through."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from bot.matrix.gate import APART, endpoint
from bot.matrix.wire import Answer, Wire, path
from tests.matrix.line import Line

NEARLY = APART * 0.9  # seconds; a request takes some of them to arrive
BAD_GATEWAY = web.Response(status=502)
BROKEN = web.Response(text='{"next_batch": ', content_type="application/json")
NOT_NOW = web.json_response({"errcode": "M_LIMIT_EXCEEDED"}, status=429)
WITHIN = 10.0


def limited(seconds: float) -> web.Response:
    return web.json_response({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": seconds * 1000}, status=429)


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    """A homeserver that says yes to everything but what is made to fail."""
    async with Line("") as line:
        yield line


@pytest.fixture
async def wire(line: Line) -> AsyncIterator[Wire]:
    wire = Wire(line.url)
    yield wire
    await wire.close()


async def yes(_request: web.Request) -> web.Response:
    return web.json_response({})


async def send(wire: Wire, room: int, key: str = "k") -> Answer:
    return await wire.ask("PUT", path("rooms", f"!{room}:example.org", "send", "m.room.message", key), {})


async def send_all(wire: Wire, number: int) -> list[Answer]:
    async with asyncio.timeout(WITHIN):
        return await asyncio.gather(*(send(wire, room) for room in range(number)))


@pytest.mark.parametrize("answer", [BAD_GATEWAY, BROKEN, None, NOT_NOW, web.Response(status=404, text="no page")])
async def test_requests_to_an_endpoint_that_fails_start_half_a_second_apart(
    line: Line, wire: Wire, answer: web.Response | None
) -> None:
    line.fails("/send/", answer, times=100)

    first = await send(wire, 0)
    rest = await send_all(wire, 4)

    assert not any(answer.final for answer in (first, *rest))
    assert len(line.seen) == 5
    assert min(line.gaps("/send/")) >= NEARLY


async def test_the_first_success_lets_everybody_through_at_once(line: Line, wire: Wire) -> None:
    line.fails("/send/", BAD_GATEWAY)
    line.faults.append(yes)
    await send(wire, 0)

    answers = await send_all(wire, 12)

    assert all(answer.good for answer in answers)
    assert len([gap for gap in line.gaps("/send/") if gap >= NEARLY]) == 1


async def test_a_refusal_for_good_opens_an_endpoint_too(line: Line, wire: Wire) -> None:
    line.fails("/send/", BAD_GATEWAY)
    line.fails("/send/", web.json_response({"errcode": "M_FORBIDDEN"}, status=403), times=100)

    await send(wire, 0)
    await send_all(wire, 4)

    assert len([gap for gap in line.gaps("/send/") if gap >= NEARLY]) == 1


async def test_another_endpoint_is_asked_meanwhile(line: Line, wire: Wire) -> None:
    line.fails("/send/", BAD_GATEWAY, times=100)
    line.faults.append(yes)
    await send(wire, 0)
    waiting = asyncio.create_task(send(wire, 1))

    other = await wire.ask("GET", path("sync"))

    assert other.good
    assert not waiting.done()
    await waiting


async def test_whoever_gave_up_waiting_keeps_no_place_in_the_row(line: Line, wire: Wire) -> None:
    line.fails("/send/", BAD_GATEWAY)
    line.faults.append(yes)
    await send(wire, 0)
    gone = [asyncio.create_task(send(wire, room)) for room in range(50)]
    last = asyncio.create_task(send(wire, 50))
    await asyncio.sleep(0)  # all stand in the row

    for task in gone:
        task.cancel()
    await asyncio.wait(gone)
    async with asyncio.timeout(WITHIN):
        answer = await last

    assert answer.good
    assert len(line.seen) == 2


async def test_a_success_that_began_before_the_failure_opens_nothing(line: Line, wire: Wire) -> None:
    arrived, go = asyncio.Event(), asyncio.Event()

    async def hold(request: web.Request) -> web.Response | None:
        if "slow" not in request.path:
            return None
        arrived.set()
        await go.wait()
        return web.json_response({})

    line.faults.append(hold)
    line.fails("/send/", BAD_GATEWAY, times=2)
    line.faults.append(yes)
    slow = asyncio.create_task(send(wire, 0, "slow"))
    await arrived.wait()
    await send(wire, 1)
    go.set()
    assert (await slow).good

    await send(wire, 2)

    assert line.gaps("/send/")[-1] >= NEARLY


async def test_a_limit_of_messages_is_everybodys_and_nobody_asks_before_its_time(line: Line, wire: Wire) -> None:
    line.fails("/send/", limited(1.0))
    line.faults.append(yes)
    refused = await send(wire, 0)

    in_vain = await send_all(wire, 4)
    asked = len(line.seen)
    await asyncio.sleep(max(answer.retry_after or 0 for answer in in_vain))
    answer = await send(wire, 1)

    assert [(answer.status, answer.code) for answer in in_vain] == [(refused.status, refused.code)] * 4
    assert all(0 < (answer.retry_after or 0) <= 1.0 for answer in in_vain)
    assert asked == 1
    assert answer.good
    assert line.gaps("/send/")[0] >= 0.9


async def test_a_limit_that_may_be_one_persons_is_not_everybodys(line: Line, wire: Wire) -> None:
    line.fails("/createRoom", limited(300.0))
    line.faults.append(yes)
    await wire.ask("POST", path("createRoom"), {})

    async with asyncio.timeout(WITHIN):
        answer = await wire.ask("POST", path("createRoom"), {})

    assert answer.good
    assert line.gaps("/createRoom")[0] >= NEARLY


async def test_after_a_limit_they_follow_each_other_faster_and_faster(line: Line, wire: Wire) -> None:
    line.fails("/send/", NOT_NOW)
    line.faults.append(yes)
    await send(wire, 0)

    answers = await send_all(wire, 20)

    assert all(answer.good for answer in answers)
    gaps = line.gaps("/send/")
    assert [gap >= least for gap, least in zip(gaps, [0.45, 0.22, 0.11], strict=False)] == [True] * 3
    assert max(gaps[1:]) < NEARLY


@pytest.mark.parametrize(
    ("method", "parts", "expected"),
    [
        ("PUT", ("rooms", "!a:b.example", "send", "m.reaction", "key"), "PUT rooms/*/send"),
        ("PUT", ("rooms", "!UGjkw", "send", "m.room.encrypted", "!key"), "PUT rooms/*/send"),
        ("PUT", ("sendToDevice", "m.room.encrypted", "4f"), "PUT sendToDevice"),
        ("GET", ("rooms", "!a:b.example", "messages"), "GET rooms/*/messages"),
        ("GET", ("rooms", "!a:b.example", "state", "org.kith.opened", ""), "GET rooms/*/state/org.kith.opened/"),
        ("POST", ("join", "#a:b.example"), "POST join/*"),
        ("GET", ("user", "@a:b.example", "account_data", "m.direct"), "GET user/*/account_data/m.direct"),
        ("POST", ("keys", "claim"), "POST keys/claim"),
    ],
)
def test_an_endpoint_is_what_stays_of_a_path_without_its_variable_parts(
    method: str, parts: tuple[str, ...], expected: str
) -> None:
    assert endpoint(method, path(*parts)) == expected
