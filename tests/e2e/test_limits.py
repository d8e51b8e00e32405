"""Kith on a homeserver as it comes, which takes ten messages at once and then one every five seconds."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver, homeserver
from tests.e2e.circle import circle, pongs, said
from tests.e2e.conftest import new_kith
from tests.e2e.people import Person

COMMANDS = 15
AT_ONCE = 11  # the burst that the homeserver takes, and what it may take besides while that goes on


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
