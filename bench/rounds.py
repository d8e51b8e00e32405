"""The rounds: every load on every bot in turn, so that whatever disturbs the machine disturbs all alike."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from bench.asker import Asker
from bench.bots import Bot, cpu

REST = 0.15  # seconds after a load, in which a bot ends what it still has to do

Ask = Callable[[], Awaitable[float]]


async def one_at_a_time(ask: Ask) -> list[float]:
    """Ask five times, each after the answer to the one before."""
    return [await ask() for _ in range(5)]


async def ten_a_second(ask: Ask) -> list[float]:
    """Ask ten times in a second, whether answers come or not."""
    asked = []
    for _ in range(10):
        asked.append(asyncio.ensure_future(ask()))
        await asyncio.sleep(0.1)
    return await asyncio.gather(*asked)


async def twenty_at_once(ask: Ask) -> list[float]:
    """Ask twenty times at the same moment."""
    return await asyncio.gather(*(ask() for _ in range(20)))


LOADS = {"one at a time": one_at_a_time, "10 a second": ten_a_second, "20 at once": twenty_at_once}


@dataclass(frozen=True, slots=True)
class Place:
    """A room of a bot and one who asks there."""

    kind: str  # plain or encrypted
    bot: Bot
    asker: Asker
    room: str


@dataclass(frozen=True, slots=True)
class Block:
    """One load on one bot in one round; all times in seconds, ``cpu`` and ``server_cpu`` for each command."""

    round: int
    kind: str
    load: str
    bot: str
    waits: tuple[float, ...]
    seconds: float
    cpu: float
    server_cpu: float


async def play(places: list[Place], server: int, rounds: int) -> list[Block]:
    """Play so many rounds and return every block; ``server`` is the homeserver's process.

    A round before them warms everything up and does not count.
    """
    blocks = []
    for number in range(rounds + 1):
        for load in LOADS:
            for place in _turned(places, number):
                block = await _measured(place, server, load, number)
                blocks += [block] if number else []
    return blocks


async def _measured(place: Place, server: int, load: str, number: int) -> Block:
    bot = place.bot.pid
    bot_before, server_before = cpu(bot), cpu(server)
    before = time.perf_counter()
    try:
        waits = await LOADS[load](lambda: place.asker.ask(place.room))
    except TimeoutError:
        raise TimeoutError(f"{place.bot.name} gave no answer ({place.kind}, {load}):\n{place.bot.log()}") from None
    seconds = time.perf_counter() - before
    await asyncio.sleep(REST)
    each = len(waits)
    used, server_used = (cpu(bot) - bot_before) / each, (cpu(server) - server_before) / each
    return Block(number, place.kind, load, place.bot.name, tuple(waits), seconds, used, server_used)


def _turned(places: list[Place], number: int) -> Iterator[Place]:
    """Yield all places, forwards and backwards by turns and beginning with another one each time."""
    first = number % len(places)
    yield from (places[first:] + places[:first])[:: 1 if number % 2 else -1]
