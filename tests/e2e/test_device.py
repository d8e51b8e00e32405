"""Kith stays one device for as long as it can, and reads what it could not read at first."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.circle import PONG, chat, circle, pinged, pongs, said
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.wire import Wire


async def test_the_device_is_kept_over_restarts(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    device, devices = bot.device, await bot.devices()

    await bot.kill()
    await bot.again()
    assert await bot.stop() == 0
    await bot.again()
    await pinged(ana, room, "heron", by=bot)

    assert (bot.device, await bot.devices()) == (device, devices)


async def test_kith_comes_back_as_the_same_device_when_its_session_is_ended(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    device, devices = bot.device, await bot.devices()

    await bot.asks("POST", "logout", {})
    await bot.until_says("logging in again as the same device")
    await ana.until_device(bot.user, device)
    await ana.say(room, "!ping heron")
    await ana.until(f"heron{PONG}", room=room, sender=bot.user)
    await pinged(ana, room, "stork", by=bot)

    assert (bot.device, sorted(await bot.devices())) == (device, sorted(devices))
    assert pongs(said(bot, ana, room)) == ["heron", "stork"]


async def test_kith_comes_back_when_its_session_was_ended_while_it_was_down(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    device = bot.device

    assert await bot.stop() == 0
    await bot.asks("POST", "logout", {})
    await bot.again()
    await ana.until_device(bot.user, device)
    await pinged(ana, room, "heron", by=bot)

    assert bot.device == device


async def test_somebody_who_logged_in_again_as_the_same_device_reads_on(kith: MakeKith, person: MakePerson) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))
    room = await circle(ana, bot, ben)

    await ana.log_out()
    await pinged(ben, room, "while she was out", by=bot)
    await ana.log_in_again(ana.password)
    await pinged(ana, room, "heron", by=bot)


@pytest.mark.parametrize("restarted", [False, True], ids=["while it runs", "over a restart"])
async def test_a_message_whose_key_comes_later_is_answered_once(
    kith: MakeKith,
    person: MakePerson,
    line: Wire,
    restarted: bool,
) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana", at=line.url), person("ben"))
    room = await circle(ana, bot, ben)
    chat_with_ben = await chat(ben, bot)

    line.delay("/sendToDevice/")  # the homeserver says that it has the key, and takes its time
    await ana.say(room, "!ping heron")
    await line.until_held()
    await pinged(ben, chat_with_ben, "kith has heard", by=bot)
    before = pongs(said(bot, ana, room))
    if restarted:
        assert await bot.stop() == 0
    await line.let_go()
    if restarted:
        await bot.again()
    await ana.until(f"heron{PONG}", room=room, sender=bot.user)
    await bot.kill()
    await bot.again()
    await pinged(ana, room, "stork", by=bot)
    assert await bot.stop() == 0

    assert before == []
    assert bot.sealed() == {}  # nothing that was said is kept, not even sealed
    assert pongs(said(bot, ana, room)) == ["heron", "stork"]
