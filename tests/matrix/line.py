"""The line between Kith and its homeserver, which can be cut."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise
from typing import Any, NamedTuple, Self

import aiohttp
from aiohttp import web
from yarl import URL

Fault = Callable[[web.Request], Awaitable[web.StreamResponse | None]]


class Seen(NamedTuple):
    """A request: when it came, its method and its path."""

    at: float
    method: str
    path: str


class Line:
    """What stands between Kith and the homeserver; ``faults`` answer in its place, the first that wants to."""

    def __init__(self, upstream: str) -> None:
        self.faults: list[Fault] = []
        self.seen: list[Seen] = []
        self._upstream = upstream
        self.url = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/{tail:.*}", self._pass)
        self._http = aiohttp.ClientSession(auto_decompress=False)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()
        await self._runner.cleanup()

    def fails(
        self, part: str, answer: web.Response | None = None, *, times: int = 1, method: str = ""
    ) -> asyncio.Event:
        """Answer requests whose path has ``part`` in this way, by hanging up where none is given."""
        left, happened = [times], asyncio.Event()

        async def fault(request: web.Request) -> web.StreamResponse | None:
            if part not in request.path or not left[0] or (method and request.method != method):
                return None
            left[0] -= 1
            happened.set()
            if answer is None:
                assert request.transport
                request.transport.abort()
                return web.Response()
            return web.Response(status=answer.status, text=answer.text, headers=answer.headers)

        self.faults.append(fault)
        return happened

    def loses_answer(self, part: str) -> asyncio.Event:
        """Let the next such request arrive and hang up before its answer does."""
        left, happened = [1], asyncio.Event()

        async def fault(request: web.Request) -> web.StreamResponse | None:
            if part not in request.path or not left[0]:
                return None
            left[0] -= 1
            await self.forward(request)
            happened.set()
            assert request.transport
            request.transport.abort()
            return web.Response()

        self.faults.append(fault)
        return happened

    def alters(self, part: str, change: Callable[[dict[str, Any]], None], *, times: int | None = None) -> None:
        """Let ``change`` work on the JSON that answers such requests: all of them, or so many."""
        left = [times]

        async def fault(request: web.Request) -> web.StreamResponse | None:
            if part not in request.path or left[0] == 0:
                return None
            left[0] = None if left[0] is None else left[0] - 1
            answer = await self.forward(request)
            body = json.loads(answer.text or "{}")
            change(body)
            return web.json_response(body, status=answer.status)

        self.faults.append(fault)

    def requests(self, part: str) -> int:
        return sum(part in seen.path for seen in self.seen)

    def gaps(self, part: str) -> list[float]:
        """Return the seconds between one such request and the next."""
        times = [seen.at for seen in self.seen if part in seen.path]
        return [later - earlier for earlier, later in pairwise(times)]

    async def forward(self, request: web.Request) -> web.Response:
        headers = {name: value for name, value in request.headers.items() if name in {"Authorization", "Content-Type"}}
        address = self._upstream + request.raw_path
        body = await request.read()
        async with self._http.request(
            request.method, URL(address, encoded=True), data=body or None, headers=headers
        ) as answer:
            content = await answer.read()
            kept = {name: value for name, value in answer.headers.items() if name in {"Content-Type", "Date"}}
            return web.Response(status=answer.status, body=content, headers=kept)

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        self.seen.append(Seen(time.monotonic(), request.method, request.path))
        for fault in self.faults:
            answer = await fault(request)
            if answer is not None:
                return answer
        return await self.forward(request)
