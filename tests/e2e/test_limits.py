"""Kith on a homeserver as it comes, which takes ten messages at once and then one every five seconds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver, homeserver
from tests.e2e.asking import PING, PROMISE, arrival, noon, support
from tests.e2e.circle import circle, pinged, pongs, said
from tests.e2e.conftest import new_kith
from tests.e2e.people import Person

COMMANDS = 15
AT_ONCE = 11  # the burst that the homeserver takes, and what it may take besides while that goes on

USED_UP = 7  # of that burst, by what was said in the room a moment ago
OUT_WITHIN = 15_000  # milliseconds by the homeserver's own clock


@pytest_asyncio.fixture
async def strict(tmp_path: Path) -> AsyncIterator[Homeserver]:
    """Run a homeserver with its own rate limits."""
    async with homeserver(tmp_path / "strict", limits="default") as running:
        yield running


@pytest.mark.xdist_group("slow")
async def test_fifteen_commands_in_a_row_are_answered_once_and_in_order_when_limits_hold_them_up(
    strict: Homeserver, tmp_path: Path
) -> None:
    # Few accounts, since logging in is limited too; Ana is an admin, who lifts her own limits and never Kith's.
    ana = await Person.join_server(strict, "ana", tmp_path / "ana", admin=True)
    bot = await new_kith(strict, tmp_path)
    words = [f"word-{n}" for n in range(COMMANDS)]

    try:
        await ana.has_no_limits(ana.user)
        await bot.again()
        room = await circle(ana, bot)
        for word in words:
            await ana.say(room, f"!ping {word}")
        await ana.sees(lambda: set(words) <= set(pongs(said(bot, ana, room))), "every answer", within=90)

        assert await bot.stop() == 0  # so that nothing more can come
        answers = pongs(said(bot, ana, room))
        had_to_wait = answers[AT_ONCE:]
        assert sorted(answers) == sorted(words)
        assert had_to_wait == sorted(had_to_wait, key=words.index)  # those before flew side by side
    finally:
        await bot.kill()
        await ana.close()


@pytest.mark.xdist_group("slow")
async def test_a_wave_of_three_is_out_within_fifteen_seconds_and_its_asker_has_heard_of_it(
    strict: Homeserver, tmp_path: Path
) -> None:
    names = ("ana", "ben", "cleo", "dee")
    people = [await Person.join_server(strict, name, tmp_path / name, admin=name == "ana") for name in names]
    ana = people[0]
    bot = await new_kith(strict, tmp_path, defaults={"timezone": noon()})

    try:
        await ana.has_no_limits(bot.user, *(person.user for person in people))
        await bot.again()
        evening = await support(bot, dict(zip(names, people, strict=True)), "ben cleo dee")
        await bot.until_nothing_is_owed()
        await ana.has_limits(bot.user)
        for n in range(USED_UP):
            await pinged(ana, evening.room, f"word-{n}", by=bot)

        event = await evening.say("ana", "support now")
        asked = await ana.until_heard(event)
        told = await evening.hears("ana", PROMISE, after=event)
        pings = [await evening.hears(name, PING) for name in names[1:]]

        moments = [await arrival(bot, message) for message in (asked, told, *pings)]
        assert max(moments) - moments[0] <= OUT_WITHIN
        assert "I asked 3 people" in told.body
    finally:
        await bot.kill()
        for person in people:
            await person.close()
