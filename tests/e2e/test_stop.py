"""Ending Kith: within ten seconds and with status 0, whatever it is doing and whatever its homeserver is not doing."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.e2e.circle import PONG, circle, pinged, pongs, said
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.wire import Wire

PROMISED = 10.0  # seconds


@asynccontextmanager
async def in_time() -> AsyncIterator[None]:
    """Hold that the block takes no longer than stopping may."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < PROMISED


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_kith_stops_when_it_is_told_to(kith: MakeKith, how: signal.Signals) -> None:
    bot = await kith()

    async with in_time():
        status = await bot.stop(how)

    assert status == 0
    assert "Traceback" not in bot.log()


async def test_what_is_being_sent_is_finished_and_the_rest_is_sent_next_time(
    kith: MakeKith, person: MakePerson
) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    words = [f"word-{n}" for n in range(40)]

    asking = asyncio.gather(*(ana.say(room, f"!ping {word}") for word in words))
    await ana.until(PONG, room=room, sender=bot.user)
    async with in_time():
        status = await bot.stop()
    await asking
    await bot.again()
    await ana.sees(lambda: set(words) <= set(pongs(said(bot, ana, room))), "forty answers")
    await pinged(ana, room, "last", by=bot)

    assert status == 0
    assert sorted(pongs(said(bot, ana, room))) == sorted([*words, "last"])


async def test_a_homeserver_that_hangs_does_not_keep_kith(kith: MakeKith, person: MakePerson, line: Wire) -> None:
    bot, ana = await asyncio.gather(kith(homeserver=line.url), person("ana"))
    room = await circle(ana, bot)

    line.hold("/send/")
    await ana.say(room, "!ping heron")
    await line.until_held()
    line.hold()
    async with in_time():
        status = await bot.stop()
    await line.let_go()  # what hung at the homeserver is done after all, and Kith does not know
    await bot.again()
    await pinged(ana, room, "stork", by=bot)

    assert status == 0
    assert pongs(said(bot, ana, room)) == ["heron", "stork"]


@pytest.mark.parametrize("what", ["/versions", "/login", "/keys/query", "/sync"])
async def test_a_homeserver_that_hangs_while_kith_starts_does_not_keep_it(
    kith: MakeKith, line: Wire, what: str
) -> None:
    bot = await kith(homeserver=line.url, ready=False)

    line.hold(what)
    await bot.start()
    await line.until_held()
    async with in_time():
        status = await bot.stop()
    await line.let_go()
    await bot.again()

    assert status == 0
    assert "Traceback" not in bot.log()


async def test_kith_stops_while_its_homeserver_is_gone(kith: MakeKith, person: MakePerson, line: Wire) -> None:
    bot, ana = await asyncio.gather(kith(homeserver=line.url), person("ana"))
    room = await circle(ana, bot)

    line.refuse = True
    await bot.until_says("No news from the homeserver")
    async with in_time():
        status = await bot.stop()
    await ana.say(room, "!ping heron")
    line.refuse = False
    await bot.again()
    await ana.until(f"heron{PONG}", room=room, sender=bot.user)

    assert status == 0
    assert "Traceback" not in bot.log()
