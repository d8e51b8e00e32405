"""Letters from memory: sent beside all others, without the database.

Each is the letter that a transaction will write once it can, which is then sent and accounted for as
any other; so what can't go from here is left to that one.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from bot.app.lane import pause
from bot.chat import Chat, Later, Letter

TRIES = 40
"""How often a letter is tried, three quarters of an hour or so where no server names its own times."""


class Hurry:
    """Sends each letter as soon as it stands in the queue."""

    def __init__(self, chat: Chat, letters: asyncio.Queue[Letter]) -> None:
        """Send through ``chat`` what stands in ``letters``."""
        self.flying: set[asyncio.Task[None]] = set()
        self._chat = chat
        self._letters = letters
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Send for ever; when cancelled, let what is in the air land, and try nothing again."""
        try:
            while True:
                task = asyncio.create_task(self._send(await self._letters.get()), name="hurry")
                self.flying.add(task)
                task.add_done_callback(self.flying.discard)
        finally:
            self._stopping.set()

    async def _send(self, letter: Letter) -> None:
        for tried in range(TRIES):
            outcome = await self._chat.send(letter)
            if not isinstance(outcome, Later):
                return
            with suppress(TimeoutError):
                async with asyncio.timeout(pause(outcome.seconds, tried)):
                    await self._stopping.wait()
                    return
