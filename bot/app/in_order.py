"""Batches are kept one after the other; none is waited for longer than people can wait for help."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

PATIENCE = 3.0
"""Seconds that a batch may take to be kept until whoever asked for places in it is answered from memory."""
MOST_BEHIND = 1000
"""Batches that may wait for the database to be free until no further one is asked for."""


class InOrder:
    """Keeps batches in their order, also where one after the other waits for a database that another program holds."""

    def __init__(self) -> None:
        """Wait for nothing yet."""
        self._last: asyncio.Task[None] | None = None
        self._waiting = 0

    @property
    def is_behind(self) -> bool:
        """Whether something is not kept yet that was given here."""
        return self._last is not None and not self._last.done()

    async def kept(self, keep: Callable[[], Awaitable[None]]) -> bool:
        """Keep this after all before it; return false where that takes too long, and it is kept later.

        Raises what this, or one before it that was kept later, ended with: nothing is kept out of its order.
        """
        patience = PATIENCE if self._waiting < MOST_BEHIND else None
        keeping = self._last = asyncio.create_task(self._after(self._last, keep), name="keep")
        keeping.add_done_callback(_seen)
        try:
            await asyncio.wait({keeping}, timeout=patience)
        except asyncio.CancelledError:
            keeping.cancel()
            raise
        if not keeping.done():
            return False
        self._last = None
        keeping.result()
        return True

    async def _after(self, before: asyncio.Task[None] | None, keep: Callable[[], Awaitable[None]]) -> None:
        self._waiting += 1
        try:
            if before is not None:
                await before
            await keep()
        finally:
            self._waiting -= 1

    async def stop(self) -> None:
        """Keep nothing any more: the token is still that of the last batch that was kept, so all others come again."""
        if self._last is not None:
            self._last.cancel()
            await asyncio.wait({self._last})


def _seen(task: asyncio.Task[None]) -> None:
    """Look at what a task ended with: asyncio would log it, and its words may be somebody's (N14)."""
    if not task.cancelled():
        task.exception()
