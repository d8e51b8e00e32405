"""The line between a client and its homeserver, which may be slow, silent or late, and tell the wrong time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http import HTTPStatus
from typing import TypeVar

import aiohttp
from aiohttp import web

LOOPBACK = "127.0.0.1"

Line = TypeVar("Line", bound="Wire")


class Wire:
    """Passes requests on from ``url`` to a homeserver, and can hold some of them.

    ``clock_off`` is added to the time that the homeserver tells. With ``refuse``
    it answers as a server in front of a homeserver that is gone.
    """

    def __init__(self, homeserver: str) -> None:
        """Pass everything on; :func:`wire` opens the line."""
        self.url = ""
        self.clock_off = timedelta()
        self.refuse = False
        self._homeserver = homeserver
        self._http: aiohttp.ClientSession
        self._silent: set[str] = set()
        self._late: set[str] = set()
        self._held = 0
        self._changed = asyncio.Condition()
        self._delayed: list[asyncio.Task[None]] = []
        self._open: set[asyncio.Task[web.Response]] = set()

    def hold(self, part: str = "/") -> None:
        """From now on requests with ``part`` in their path are neither passed on nor answered."""
        self._silent.add(part)

    def delay(self, part: str) -> None:
        """From now on requests with ``part`` in their path are answered with ``{}`` at once and passed on later."""
        self._late.add(part)

    async def until_held(self, number: int = 1) -> None:
        """Return when so many requests are held or delayed."""
        async with asyncio.timeout(30), self._changed:
            await self._changed.wait_for(lambda: self._held >= number)

    async def let_go(self) -> None:
        """Pass on all that is held, and what comes from now on."""
        async with self._changed:
            self._silent, self._late, self._held = set(), set(), 0
            self._changed.notify_all()
        delayed, self._delayed = self._delayed, []
        await asyncio.gather(*delayed)

    async def close(self) -> None:
        """Drop all that is under way."""
        tasks = [*self._delayed, *self._open]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request; it goes on when whoever asked is gone, as on a homeserver."""
        body = await request.read()
        if self.refuse:
            return web.Response(status=HTTPStatus.BAD_GATEWAY, text="<h1>Bad Gateway</h1>", content_type="text/html")
        if any(part in request.path for part in self._late):
            self._delayed.append(asyncio.create_task(self._pass_on_later(request, body)))
            return web.json_response({})
        task = asyncio.create_task(self._pass_on_in_turn(request, body))
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        return await asyncio.shield(task)

    async def _pass_on_in_turn(self, request: web.Request, body: bytes) -> web.Response:
        await self._turn(request.path)
        return await self._pass_on(request, body)

    async def _turn(self, path: str) -> None:
        """Wait until this path is no longer held."""

        def held() -> bool:
            return any(part in path for part in self._silent | self._late)

        async with self._changed:
            if held():
                self._held += 1
                self._changed.notify_all()
                await self._changed.wait_for(lambda: not held())

    async def _pass_on_later(self, request: web.Request, body: bytes) -> None:
        response = await self._pass_on_in_turn(request, body)
        assert response.status == HTTPStatus.OK

    async def _pass_on(self, request: web.Request, body: bytes) -> web.Response:
        kept = {name: request.headers[name] for name in ("Authorization", "Content-Type") if name in request.headers}
        url = f"{self._homeserver}{request.raw_path}"
        try:
            async with self._http.request(request.method, url, data=body, headers=kept) as answer:
                text = await answer.read()
                headers = {
                    "Content-Type": answer.headers.get("Content-Type", "application/json"),
                    "Date": format_datetime(datetime.now(UTC) + self.clock_off, usegmt=True),
                }
                return web.Response(status=answer.status, body=text, headers=headers)
        except aiohttp.ClientError:
            return web.Response(status=HTTPStatus.BAD_GATEWAY)


@asynccontextmanager
async def wire(homeserver: str) -> AsyncIterator[Wire]:
    """Open a line to the homeserver at this address while the block runs."""
    async with opened(Wire(homeserver)) as line:
        yield line


@asynccontextmanager
async def opened(line: Line) -> AsyncIterator[Line]:
    """Open this line while the block runs."""
    application = web.Application(client_max_size=2**24)
    application.router.add_route("*", "/{path:.*}", line.answer)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    async with aiohttp.ClientSession() as line._http:
        try:
            site = web.TCPSite(runner, LOOPBACK, 0)
            await site.start()
            line.url = f"http://{LOOPBACK}:{runner.addresses[0][1]}"
            yield line
        finally:
            await line.close()
            await runner.cleanup()
