"""A session that is ended, a homeserver that forgot its caches, and one that answers from them: nothing comes twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from bot.demo.homeserver import Homeserver, homeserver
from tests.e2e.conftest import begun
from tests.e2e.kith import Kith
from tests.e2e.tally import Evening

pytestmark = pytest.mark.asyncio(loop_scope="session")

PLAIN = ("lake", "wood")


async def end_session(server: Homeserver, bot: Kith) -> None:
    """Log Kith's device out from another session of its account, as its operator can."""
    login = {
        "type": "m.login.password",
        "identifier": {"type": "m.id.user", "user": bot.user},
        "password": bot.password,
    }
    url = f"{server.url}/_matrix/client/v3"
    async with aiohttp.ClientSession() as http:
        async with http.post(f"{url}/login", json=login) as answer:
            http.headers["Authorization"] = f"Bearer {(await answer.json())['access_token']}"
        async with http.post(f"{url}/delete_devices", json={"devices": [bot.device]}) as answer:
            session = (await answer.json())["session"]
        ended = {"devices": [bot.device], "auth": {**login, "session": session}}
        async with http.post(f"{url}/delete_devices", json=ended) as answer:
            assert answer.ok
        async with http.post(f"{url}/logout", json={}) as answer:
            assert answer.ok


async def test_a_session_that_is_ended_while_commands_come(evening: Evening, server: Homeserver) -> None:
    await evening.asks(2)
    asking = asyncio.create_task(evening.asks(5, rooms=PLAIN))

    await end_session(server, evening.bot)
    await evening.asks(2, rooms=PLAIN)
    await asking
    await evening.bot.until_says("logging in again as the same device")
    await evening.ana.until_device(evening.bot.user, evening.bot.device)
    await evening.asks(2)

    assert await evening.tally() == (0, 0)


async def test_a_homeserver_that_dies_and_comes_back_without_its_caches(tmp_path: Path) -> None:
    async with homeserver(tmp_path / "homeserver") as server, begun(server, tmp_path) as evening:
        await evening.asks(2)
        asking = asyncio.create_task(evening.asks(5))
        await server.kill()
        await server.start()
        await asking
        await evening.asks()

        assert await evening.tally() == (0, 0)


@pytest.mark.parametrize("kept", [True, False], ids=["with its token", "with no token"])
async def test_a_homeserver_that_answers_from_its_cache_of_two_minutes(
    server: Homeserver, tmp_path: Path, kept: bool
) -> None:
    async with begun(server, tmp_path) as evening:
        await evening.asks(3)
        await evening.until_answered()
        await evening.bot.kill()
        if kept:
            await evening.asks(3)
        else:
            for file in evening.bot.data.glob("kith.sqlite3*"):
                file.unlink()
        await evening.bot.again()
        await evening.asks(3)

        assert await evening.tally() == (0, 0)
