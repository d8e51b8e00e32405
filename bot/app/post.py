"""Delivery: destinations side by side, the most pressing first, ordered within each.

A letter is owed until the server has it. Handing the same one over twice is
harmless, since its key is the transaction ID; so the outcome is noted after the
fact, and a stop at any moment loses and repeats nothing.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import TypeVar

from bot.app.address import Address
from bot.app.hurry import Hurry
from bot.app.lane import FIRST_PAUSE, Lane
from bot.app.memory import Memory
from bot.app.turnstile import Turnstile
from bot.chat import Chat, House, Letter
from bot.storage.database import Database
from bot.storage.letters import Renderer
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

LANDING = 8.0
"""Seconds that sends under way have to finish when Kith stops."""

T = TypeVar("T")


class Post:
    """Sends what is owed."""

    def __init__(  # noqa: PLR0913 - what delivery needs from the rest, each a different thing
        self,
        db: Database,
        chat: Chat,
        house: House,
        render: Renderer,
        clock: Callable[[], datetime],
        at_once: asyncio.Queue[Letter],
        memory: Memory,
        owed: asyncio.Event,
        due: asyncio.Event,
    ) -> None:
        """Send through ``chat`` whenever ``owed`` is set, and what stands in ``at_once`` whatever the database does.

        ``due`` is set when what became of a letter may have added jobs.
        """
        self._db = db
        self._house = house
        self._render = render
        self._clock = clock
        self._owed, self._due = owed, due
        self._hurry = Hurry(chat, at_once)
        self._memory = memory
        self._address = Address(self.in_tx, chat)
        self._turnstile = Turnstile()
        self._lanes: dict[str, Lane] = {}
        self._running: set[asyncio.Task[None]] = set()

    async def in_tx(self, work: Callable[[Tx], T]) -> T:
        """Run ``work`` in one transaction."""

        def whole(connection: sqlite3.Connection) -> tuple[T, bool]:
            tx = Tx(connection, self._house, self._render, self._clock())
            result = work(tx)
            self._memory.learn(connection)  # a private chat may have been opened, or have ended
            return result, tx.moved

        result, moved = await self._db.run(whole)
        if moved:
            self._owed.set()
            self._due.set()
        return result

    async def run(self) -> None:
        """Give each destination that is owed something a lane; when cancelled, let what is in the air land."""
        self._owed.set()
        hurry = asyncio.create_task(self._hurry.run(), name="hurry")
        self._running.add(hurry)
        try:
            while True:
                await self._owed.wait()
                self._owed.clear()
                owed = await self.in_tx(lambda tx: tx.outbox.destinations())
                for lane in self._lanes.values():  # a lane whose letters were all dropped, too
                    lane.more.set()
                for dest in owed:
                    if dest not in self._lanes:
                        self._start(dest)
        finally:
            await self._land()

    def _start(self, dest: str) -> None:
        lane = self._lanes[dest] = Lane(dest, self.in_tx, self._address.send, self._turnstile)
        task = asyncio.create_task(lane.run(), name="lane")
        self._running.add(task)
        task.add_done_callback(partial(self._ended, dest))

    def _ended(self, dest: str, task: asyncio.Task[None]) -> None:
        self._lanes.pop(dest, None)
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            # The database refused: nothing is lost, and it is asked again soon.
            log.error("a destination's letters wait: %s", type(error).__name__)
            asyncio.get_running_loop().call_later(FIRST_PAUSE, self._owed.set)
            return
        self._owed.set()

    async def _land(self) -> None:
        flying = [task for lane in self._lanes.values() for task in lane.flying.values()]
        flying.extend(self._hurry.flying)
        for task in self._running:
            task.cancel()
        self._turnstile.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(LANDING):
                await asyncio.gather(*self._running, *flying, return_exceptions=True)
