"""Somebody whose client talks to cross-signed devices alone (MSC4153) talks to Kith, whatever happened to it."""

from __future__ import annotations

import asyncio
import shutil

from tests.e2e.circle import chat, circle, pinged
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.people import Person
from tests.strict import master


async def identity(bot_user: str, asker: Person) -> str:
    return master(await asker._http("POST", "keys/query", {"device_keys": {bot_user: []}}), bot_user)


async def test_a_strict_client_talks_to_kith_from_the_first_start_to_the_loss_of_its_keys(
    kith: MakeKith, person: MakePerson
) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    ana.is_strict = True
    room = await circle(ana, bot)
    private = await chat(ana, bot)
    await pinged(ana, room, "first", by=bot)
    device, before = bot.device, await identity(bot.user, ana)
    assert await ana.trusted_devices(bot.user) == {device}

    await bot.kill()
    await bot.again()
    await pinged(ana, room, "restarted", by=bot)
    assert await ana.trusted_devices(bot.user) == {device}

    await bot.kill()
    shutil.rmtree(bot.data / "crypto")
    await bot.again()
    await ana.until_device(bot.user, bot.device)
    await pinged(ana, room, "lost", by=bot)
    await pinged(ana, private, "lost in private", by=bot)

    assert bot.device != device
    assert await ana.trusted_devices(bot.user) == {bot.device}
    assert await identity(bot.user, ana) == before


async def test_a_strict_client_talks_to_kith_after_its_session_was_ended(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    ana.is_strict = True
    room = await circle(ana, bot)

    await bot.asks("POST", "logout", {})
    await bot.until_says("logging in again as the same device")
    await ana.until_device(bot.user, bot.device)

    await pinged(ana, room, "heron", by=bot)

    assert await ana.trusted_devices(bot.user) == {bot.device}


async def test_check_shows_the_identity_that_clients_show(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    shown = await identity(bot.user, ana)

    beside = await bot.verb("check")
    assert await bot.stop() == 0
    alone = await bot.verb("check")

    for told in (beside, alone):
        (line,) = [line for line in told.out.splitlines() if line.startswith("ok  identity: ")]
        groups = line.removeprefix("ok  identity: ").split(" ")
        assert "".join(groups) == shown
        assert {len(group) for group in groups[:-1]} == {4}
    assert "ok  cross-signing: " in alone.out
    assert (beside.status, alone.status) == (0, 0)
