"""A line to the homeserver on which chosen requests go wrong, and what was asked meanwhile."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import combinations

from aiohttp import web

from tests.e2e.wire import Wire, opened

PassOn = Callable[[], Awaitable[web.StreamResponse]]
Fault = Callable[[web.Request, PassOn], Awaitable[web.StreamResponse]]

HIT_WITHIN = 30.0  # seconds
IN_THE_AIR = 0.3  # seconds from the first failure, in which requests arrive that had left before it
A_SECOND = 2.0  # requests that may be made to an endpoint which fails
_SIGILS = ("!", "@", "$", "#")
_KEYS_FOLLOW = frozenset({"send", "sendToDevice"})


class Trouble:
    """Requests with one of these in their path go wrong, until it is :meth:`over`."""

    def __init__(self, fault: Fault, parts: tuple[str, ...], times: int | None) -> None:
        """Begin; without ``times`` it goes on until it is over."""
        self.hits = 0
        self._fault = fault
        self._parts = parts
        self._left = times
        self._news = asyncio.Condition()
        self._arrived: dict[str, list[float]] = defaultdict(list)
        self._failed: dict[str, float] = {}

    def concerns(self, request: web.Request) -> bool:
        """Return whether this request goes wrong."""
        return self._left != 0 and any(part in request.path for part in self._parts)

    async def answer(self, request: web.Request, pass_on: PassOn) -> web.StreamResponse:
        """Let it go wrong."""
        name = endpoint(request)
        self._arrived[name].append(time.monotonic())
        if self._left is not None:
            self._left -= 1
        try:
            return await self._fault(request, pass_on)
        finally:
            self._failed.setdefault(name, time.monotonic())
            async with self._news:
                self.hits += 1
                self._news.notify_all()

    async def until_hit(self, times: int = 1) -> None:
        """Return when so many requests went wrong."""
        async with asyncio.timeout(HIT_WITHIN), self._news:
            await self._news.wait_for(lambda: self.hits >= times)

    def over(self) -> None:
        """Let everything through again."""
        self._left = 0

    def storms(self) -> dict[str, list[float]]:
        """Return the endpoints that were asked more than twice a second while they failed, and when they were asked.

        What was in the air when one began to fail is left out. Of syncs there is one at a time, so that each is apart
        from the last; of anything else one may arrive a little late.
        """
        found = {}
        for name, arrived in self._arrived.items():
            alone = name.endswith("/sync")
            late, begun = (0.2, 0.0) if alone else (1.0, self._failed[name] + IN_THE_AIR)
            times = [moment for moment in arrived if moment > begun]
            pairs = combinations(range(len(times)), 2)
            if any(last - first > A_SECOND * (times[last] - times[first]) + late for first, last in pairs):
                found[name] = [round(moment - times[0], 2) for moment in times]
        return found


class Faulty(Wire):
    """A line with troubles."""

    def __init__(self, homeserver: str) -> None:
        """Have none."""
        super().__init__(homeserver)
        self.troubles: list[Trouble] = []
        self._paths: list[str] = []
        self._asked = asyncio.Condition()

    def trouble(self, fault: Fault, *parts: str, times: int | None = None) -> Trouble:
        """Let requests with one of ``parts`` in their path go wrong from now on."""
        begun = Trouble(fault, parts, times)
        self.troubles.append(begun)
        return begun

    async def until_asked(self, part: str) -> None:
        """Return when a request with ``part`` in its path has arrived, from now on or before."""
        async with asyncio.timeout(HIT_WITHIN), self._asked:
            await self._asked.wait_for(lambda: any(part in path for path in self._paths))

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, or let it go wrong."""
        async with self._asked:
            self._paths.append(request.path)
            self._asked.notify_all()
        for trouble in self.troubles:
            if trouble.concerns(request):
                return await trouble.answer(request, lambda: super(Faulty, self).answer(request))
        return await super().answer(request)


@asynccontextmanager
async def faulty(homeserver: str) -> AsyncIterator[Faulty]:
    """Open a line to the homeserver at this address while the block runs."""
    async with opened(Faulty(homeserver)) as line:
        yield line


def endpoint(request: web.Request) -> str:
    """Return the method and the path of a request without its variable parts."""
    parts: list[str] = []
    for part in request.path.split("/"):
        parts.append("*" if part.startswith(_SIGILS) else part)
        if part in _KEYS_FOLLOW:
            break
    return f"{request.method} {'/'.join(parts)}"


# ------------------------------------------------------------- what can go wrong


def status(number: int, code: str | None = None, **more: object) -> Fault:
    """Answer so, as a homeserver does where ``code`` is given, else as what stands before it."""

    async def fault(_request: web.Request, _pass_on: PassOn) -> web.StreamResponse:
        if code is None:
            return web.Response(status=number, text="<h1>Trouble</h1>", content_type="text/html")
        return web.json_response({"errcode": code, "error": "trouble", **more}, status=number)

    return fault


async def broken(_request: web.Request, _pass_on: PassOn) -> web.StreamResponse:
    """Answer with JSON that has no end."""
    return web.Response(text='{"next_batch": ', content_type="application/json")


async def dropped(request: web.Request, _pass_on: PassOn) -> web.StreamResponse:
    """Hang up."""
    assert request.transport
    request.transport.abort()
    return web.Response()


async def half_answered(request: web.Request, pass_on: PassOn) -> web.StreamResponse:
    """Let it happen, and hang up in the middle of the answer."""
    whole = await pass_on()
    assert isinstance(whole, web.Response)
    assert isinstance(whole.body, bytes)
    answer = web.StreamResponse(status=whole.status, headers={"Content-Type": "application/json"})
    answer.content_length = len(whole.body)
    await answer.prepare(request)
    await answer.write(whole.body[:-1])
    return await dropped(request, pass_on)


async def lost(request: web.Request, pass_on: PassOn) -> web.StreamResponse:
    """Let it happen, and hang up instead of answering."""
    await pass_on()
    return await dropped(request, pass_on)
