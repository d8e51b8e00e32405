"""A request ends when its time is up and when whoever waits for it is cancelled, also where both come at once."""

from __future__ import annotations

import asyncio
import time

import pytest
from aiohttp import web

from bot.matrix.wire import Wire, path
from tests.matrix.line import Line

PATIENCE = 0.2  # seconds


async def test_a_cancelling_in_the_moment_in_which_the_time_is_up_is_not_lost() -> None:
    asked, over = asyncio.Event(), asyncio.Event()

    async def says_nothing(_request: web.Request) -> web.Response:
        asked.set()
        await over.wait()
        return web.json_response({})

    async with Line("") as line:
        line.faults.append(says_nothing)
        wire = Wire(line.url)
        asking = asyncio.create_task(wire.ask("GET", path("sync"), patience=PATIENCE))
        await asked.wait()

        time.sleep(PATIENCE * 2)  # noqa: ASYNC251 - the whole process stands still, as where a machine sleeps
        await asyncio.sleep(0)  # the loop has both to do in one turn
        asking.cancel()

        with pytest.raises(asyncio.CancelledError):
            await asking
        over.set()
        await wire.close()
