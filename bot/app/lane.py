"""One destination's letters.

They are started in the order in which they were written. Those of one cause
wait for each other; those of different causes fly side by side, a moment
apart, since a homeserver takes many messages into one room together faster than
one after another (bench/README.md). Whatever has piled up, and whatever comes after
a refusal, goes strictly one by one: then order is what people read by.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Protocol, TypeVar

from bot.chat import Later
from bot.storage.letters import Owed
from bot.storage.tx import Tx

T = TypeVar("T")

WIDTH = 20
"""Letters in the air at once; more than that waiting is a backlog."""
APART = 0.003
"""Seconds between two starts, so that the server takes them in their order."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a destination is tried again where the server names none: doubled each time, with jitter."""


class InTx(Protocol):
    """Runs a function in one transaction."""

    def __call__(self, work: Callable[[Tx], T], /) -> Awaitable[T]:
        """Run it and return what it returns."""
        ...


Send = Callable[[Owed], Awaitable[Later | None]]
"""Sends a letter and notes what became of it; returns :class:`Later` where it is still owed."""


class Lane:
    """Sends what one destination is owed, until nothing is."""

    def __init__(self, dest: str, in_tx: InTx, send: Send) -> None:
        """Serve ``dest``; ``more`` is set when letters may have been added."""
        self.more = asyncio.Event()
        self.flying: dict[str, asyncio.Task[None]] = {}
        self._dest = dest
        self._in_tx = in_tx
        self._send = send
        self._one_by_one = dest.startswith("@")  # a private chat may have to be opened before anything else
        self._later: Later | None = None
        self._refusals = 0

    async def run(self) -> None:
        """Send until nothing is owed."""
        while True:
            self.more.clear()
            waiting = await self._in_tx(lambda tx: tx.outbox.next_for(self._dest, 2 * WIDTH))
            owed = [letter for letter in waiting if letter.letter.key not in self.flying]
            if not owed and not self.flying:
                return
            self._one_by_one = self._one_by_one or len(owed) > WIDTH
            for letter in owed:
                await self._wait_for_turn(letter)
                if self._later is not None:
                    break
                self.flying[letter.letter.key] = asyncio.create_task(self._fly(letter), name=letter.cause)
                if not self._one_by_one:
                    await asyncio.sleep(APART)
            if not owed:
                await self._something()
            if self._later is not None:
                await self._rest()

    async def _fly(self, letter: Owed) -> None:
        try:
            later = await self._send(letter)
        finally:
            self.flying.pop(letter.letter.key, None)
        if later is not None:
            self._later = later
        else:
            self._refusals = 0

    async def _wait_for_turn(self, letter: Owed) -> None:
        while self.flying:
            if self._one_by_one:
                before = set(self.flying.values())
            elif len(self.flying) >= WIDTH:
                before = {next(iter(self.flying.values()))}
            elif not (before := {task for task in self.flying.values() if task.get_name() == letter.cause}):
                return
            await asyncio.wait(before)

    async def _something(self) -> None:
        more = asyncio.create_task(self.more.wait())
        try:
            await asyncio.wait({more, *self.flying.values()}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            more.cancel()

    async def _rest(self) -> None:
        """Let everything land, pause as the server asked, and go on one by one from the oldest."""
        if self.flying:
            await asyncio.wait(set(self.flying.values()))
        named = self._later.seconds if self._later is not None else None
        pause = named if named is not None else min(LONGEST_PAUSE, FIRST_PAUSE * 2**self._refusals)
        self._refusals = min(self._refusals + 1, 10)
        self._later, self._one_by_one = None, True
        await asyncio.sleep(pause * random.uniform(1.0, 1.25))  # noqa: S311 - jitter, no secret
