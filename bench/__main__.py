"""``python -m bench``: from command to answer, for Kith, for a bare nio bot and for the floor, in one run."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import tempfile
import time
from contextlib import AsyncExitStack
from pathlib import Path

from rich.console import Console

from bench.account import Account
from bench.asker import Asker
from bench.bots import PASSWORD, RAW, bots, memory
from bench.rounds import Place, play
from bench.sealed import SealedAccount
from bench.table import table
from bench.ticks import ticks
from bot.demo.homeserver import homeserver

FULL = (20, 5)  # rounds, and starts of each bot
QUICK = (5, 3)
WIDTH = 120  # of the table, wherever it is printed


async def bench(folder: Path, rounds: int, starts: int) -> None:
    """Measure in ``folder`` and print the table."""
    async with AsyncExitStack() as stack:
        server = await stack.enter_async_context(homeserver(folder / "homeserver"))
        ana, ben = [await server.register(name, PASSWORD) for name in ("ana", "ben")]
        everybody = await stack.enter_async_context(bots(server, folder))
        line = await stack.enter_async_context(Account.log_in(server.url, ana, PASSWORD))
        sealed_line = await stack.enter_async_context(SealedAccount.log_in(server.url, ben, PASSWORD, folder))
        asker = await stack.enter_async_context(Asker.on(line))
        sealed = await stack.enter_async_context(Asker.on(sealed_line))
        plain = [Place("plain", bot, asker, await asker.meet(bot.user)) for bot in everybody]
        encrypted = [
            Place("encrypted", bot, sealed, await sealed.meet(bot.user)) for bot in everybody if bot.name != RAW
        ]
        assert server.pid
        blocks = await play(plain + encrypted, server.pid, rounds)
        used = {bot.name: memory(bot.pid) for bot in everybody}
        seconds: dict[str, list[float]] = {bot.name: [] for bot in everybody}
        for _ in range(starts):
            for place in plain:
                seconds[place.bot.name].append(await start(place))
    console = Console(width=WIDTH)
    console.print(table(blocks, seconds, used))
    console.print(f"{rounds} rounds, {starts} starts; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")


async def start(place: Place) -> float:
    """Start a place's bot again and return the seconds until it answers what was asked at that moment."""
    await place.bot.stop()
    await asyncio.sleep(1.5)  # longer than the clocks' slack that the raw loop allows for
    before = time.perf_counter()
    await place.bot.start()
    await place.asker.ask(place.room)
    return time.perf_counter() - before


def main() -> None:
    """Read the command line and measure in a folder that is removed afterwards."""
    line = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    line.add_argument("--quick", action="store_true", help="a minute instead of several; the figures are coarse")
    line.add_argument("--ticks", action="store_true", help="what a moment costs with many meetings, and nothing else")
    logging.getLogger("nio").setLevel(logging.ERROR)  # it warns of keys that it then goes and fetches
    asked = line.parse_args()
    rounds, starts = QUICK if asked.quick else FULL
    with tempfile.TemporaryDirectory(prefix="kith-bench-") as folder:
        if asked.ticks:
            Console(width=WIDTH).print(asyncio.run(ticks(Path(folder))))
        else:
            asyncio.run(bench(Path(folder), rounds, starts))


if __name__ == "__main__":
    main()
