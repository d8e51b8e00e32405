"""The one who asks: a client that pings a bot and measures until it sees the answer."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Protocol, Self

from bench.account import Heard, word

LOST_AFTER = 30.0  # seconds


class Line(Protocol):
    """An account that speaks and hears, plain or encrypted."""

    user: str

    async def create_room(self, invite: str) -> str:
        """Create a room and invite one person; return its ID."""
        ...

    async def say(self, room: str, body: str) -> None:
        """Write a message and return when the server has it."""
        ...

    def hear(self) -> AsyncIterator[Heard]:
        """Yield every message from now on, without end."""
        ...


class Asker:
    """Asks over one line, which it hears from :meth:`on` to the end of that block."""

    def __init__(self, line: Line) -> None:
        """Ask over this line."""
        self._line = line
        self._numbers = itertools.count()
        self._waiting: dict[str, asyncio.Future[float]] = {}

    @classmethod
    @asynccontextmanager
    async def on(cls, line: Line) -> AsyncIterator[Self]:
        """Hear while the block runs."""
        asker = cls(line)
        hearing = asyncio.create_task(asker._hear())
        try:
            yield asker
        finally:
            hearing.cancel()
            with suppress(asyncio.CancelledError):
                await hearing

    async def meet(self, bot: str) -> str:
        """Create a room with a bot and return its ID once the bot answers there."""
        room = await self._line.create_room(bot)
        async with asyncio.timeout(LOST_AFTER):
            while True:  # what is said before it joined, it may ignore
                with suppress(TimeoutError, KeyError):  # KeyError: the room is not known on this side yet
                    await self.ask(room, within=1)
                    return room
                await asyncio.sleep(0.1)

    async def ask(self, room: str, *, within: float = LOST_AFTER) -> float:
        """Ping with a new word and return the seconds from before its sending until its answer is seen.

        Raises :class:`TimeoutError` when there is none.
        """
        heron = f"heron{next(self._numbers)}"
        answer: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[heron] = answer
        before = time.perf_counter()
        try:
            async with asyncio.timeout(within):
                await self._line.say(room, f"!ping {heron}")
                return await answer - before
        finally:
            del self._waiting[heron]

    async def _hear(self) -> None:
        async for message in self._line.hear():
            seen = time.perf_counter()
            answer = self._waiting.get(word(message.body) or "")
            if message.sender != self._line.user and answer and not answer.done():
                answer.set_result(seen)
