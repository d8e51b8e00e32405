"""One destination's letters.

They are started in the order in which they were written. Those of one cause
wait for each other; those of different causes fly side by side, a moment
apart, since a homeserver takes many messages into one room together faster than
one after another (bench/README.md). Whatever has piled up, and whatever comes after
a refusal, goes strictly one by one: then order is what people read by.

A letter that the homeserver itself keeps refusing without saying for good is put
aside after a while and tried by itself, so that nobody else's words wait behind it.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol, TypeVar

from bot.app.failures import reference_for
from bot.app.turnstile import Rank, Turnstile
from bot.chat import File, Later, Under, Words
from bot.storage.outbox import Owed
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

T = TypeVar("T")

WIDTH = 20
"""Letters in the air at once; more than that waiting is a backlog."""
APART = 0.003
"""Seconds between two starts, so that the server takes them in their order."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a destination is tried again where the server names none: doubled each time, with jitter."""
PATIENCE, LESS_PATIENCE = 5, 2
"""Refusals of one letter before the others go past it, and while there is such a letter already."""
GIVEN_UP = timedelta(days=1)
"""How long a letter that is refused again and again is tried."""


class InTx(Protocol):
    """Runs a function in one transaction."""

    def __call__(self, work: Callable[[Tx], T], /) -> Awaitable[T]:
        """Run it and return what it returns."""
        ...


Send = Callable[[Owed], Awaitable[Later | None]]
"""Sends a letter and notes what became of it; returns :class:`Later` where it is still owed."""


def pause(named: float | None, refusals: int) -> float:
    """Return how many seconds to wait after so many refusals in a row; a server that names a time gets it."""
    seconds = named if named is not None else min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(refusals, 10))
    return seconds * random.uniform(1.0, 1.25)  # noqa: S311 - jitter, no secret


class Lane:
    """Sends what one destination is owed, until nothing is."""

    def __init__(self, dest: str, in_tx: InTx, send: Send, turnstile: Turnstile) -> None:
        """Serve ``dest``; ``more`` is set when letters may have been added, or dropped."""
        self.more = asyncio.Event()
        self.flying: dict[str, asyncio.Task[None]] = {}
        self._dest = dest
        self._in_tx = in_tx
        self._send = send
        self._turnstile = turnstile
        self._one_by_one = dest.startswith("@")  # a private chat may have to be opened before anything else
        self._later: Later | None = None
        self._refusals = 0
        self._refused: Counter[str] = Counter()
        self._aside: dict[str, float] = {}  # causes, and when they are tried again

    async def run(self) -> None:
        """Send until nothing is owed."""
        try:
            await self._run()
        finally:
            self._turnstile.leave(self._dest)

    async def _run(self) -> None:
        while True:
            self.more.clear()
            waiting = await self._in_tx(lambda tx: tx.outbox.next_for(self._dest, 2 * WIDTH + len(self._refused)))
            if not waiting and not self.flying:
                return
            now = asyncio.get_running_loop().time()
            owed = [letter for letter in waiting if letter.letter.key not in self.flying and self._may_go(letter, now)]
            # In a private chat nothing is gained by hurry, and everything by order.
            privately = any(letter.letter.person is not None for letter in owed)
            self._one_by_one = self._one_by_one or privately or len(owed) > WIDTH
            for place, letter in enumerate(owed):
                waited = await self._wait_for_turn(letter)
                if self._later is not None or (waited and self.more.is_set()):
                    break  # in the second case it may be owed no more: Kith may have been removed, and be back (N13)
                rank: Rank | None = None
                if isinstance(letter.letter.content, Words | Under | File):
                    rank = await self._turnstile.turn(self._dest, min(each.rank for each in owed[place:]), self.more)
                    if rank is None:
                        break
                self.flying[letter.letter.key] = asyncio.create_task(self._fly(letter, rank), name=letter.cause)
                if not self._one_by_one:
                    await asyncio.sleep(APART)
            if not owed:
                await self._something(now)
            if self._later is not None:
                await self._rest(self._later)

    def _may_go(self, letter: Owed, now: float) -> bool:
        """Return whether nothing of its cause was put aside until later than now."""
        return self._aside.get(letter.cause, 0.0) <= now

    async def _fly(self, letter: Owed, rank: Rank | None) -> None:
        later: Later | None = None
        try:
            later = await self._send(letter)
        except Exception as error:  # noqa: BLE001 - the letter is still owed; a task's own error would be logged with it
            later = Later(None, f"broke, reference {reference_for(error, 'delivery')}", refused=True)
        finally:
            if rank is not None:
                self._turnstile.landed(self._dest, rank, later)
        try:
            await self._landed(letter, later)
        finally:
            self.flying.pop(letter.letter.key, None)  # not before: it would start again meanwhile

    async def _landed(self, letter: Owed, later: Later | None) -> None:
        if later is None:
            self._refusals = 0
            self._refused.pop(letter.letter.key, None)
            self._aside.pop(letter.cause, None)
        elif later.refused and self._refused[letter.letter.key] >= (LESS_PATIENCE if self._aside else PATIENCE):
            await self._put_aside(letter, later)
        else:
            self._refused[letter.letter.key] += later.refused
            self._later = later

    async def _put_aside(self, letter: Owed, later: Later) -> None:
        key = letter.letter.key
        self._refused[key] += 1
        self._refusals = 0
        again = pause(later.seconds, self._refused[key])
        self._aside[letter.cause] = asyncio.get_running_loop().time() + again
        if await self._in_tx(lambda tx: tx.outbox.given_up(key, tx.now - GIVEN_UP, tx.now)):
            log.warning("one letter is given up after %s: %s", GIVEN_UP, later.why)
            self._refused.pop(key, None)
            self._aside.pop(letter.cause, None)

    async def _wait_for_turn(self, letter: Owed) -> bool:
        """Wait until this letter may start beside those in the air; return whether that took any time."""
        waited = False
        while self.flying:
            if self._one_by_one:
                before = set(self.flying.values())
            elif len(self.flying) >= WIDTH:
                before = {next(iter(self.flying.values()))}
            elif not (before := {task for task in self.flying.values() if task.get_name() == letter.cause}):
                break
            await asyncio.wait(before)
            waited = True
        return waited

    async def _something(self, now: float) -> None:
        """Wait for something to land, for more letters, or for the time of what was put aside.

        ``now`` is when that was looked at: what became due since then would else be waited for without an end.
        """
        soonest = min((at - now for at in self._aside.values() if at > now), default=None)
        more = asyncio.create_task(self.more.wait())
        try:
            await asyncio.wait({more, *self.flying.values()}, timeout=soonest, return_when=asyncio.FIRST_COMPLETED)
        finally:
            more.cancel()

    async def _rest(self, later: Later) -> None:
        """Let everything land, pause as the server asked, and go on one by one from the oldest.

        Where the server takes no message at all, the pause is that of all, and whoever is most pressing ends it.
        """
        if self.flying:
            await asyncio.wait(set(self.flying.values()))
        if later.limited:
            self._later, self._one_by_one = None, True
            return
        seconds = pause(later.seconds, self._refusals)
        self._refusals += 1
        self._later, self._one_by_one = None, True
        await asyncio.sleep(seconds)
