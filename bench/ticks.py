"""What a moment costs at which nothing is due: with no meeting, and with ten thousand of them."""

from __future__ import annotations

import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from rich.table import Table

from bot.app import App
from bot.chat import House
from bot.domain.meeting import MOST
from bot.domain.meeting_words import Plan
from bot.domain.schedule_words import parse
from bot.render import Renderer
from bot.storage.database import FILE, Database, opened
from bot.storage.tx import Tx

DAY = "2026-11-24"
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
WITH = (0, 10_000)
"""How many meetings there are."""
TICKS = 2_000
KITH = "@kith:example.org"
SCHEDULES = ("weekly wed 19:00", "daily 07:30", "monthly last fri 20:00", "every 2 weeks tue 18:30", "weekdays 12:00")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")


async def ticks(folder: Path) -> Table:
    """Measure in ``folder``, in turns so that what disturbs the machine disturbs both, and return the table."""
    house = House(me=KITH, allow=("*:example.org",))
    measured: dict[int, list[float]] = {}
    for turn in range(2):
        for meetings in WITH if turn == 0 else reversed(WITH):
            path = folder / f"{turn}-{meetings}" / FILE
            path.parent.mkdir()
            async with opened(path) as db:
                app = await _full(db, house, meetings)
                measured.setdefault(meetings, []).extend([await _tick(app) for _ in range(TICKS)])
    shown = Table(title="A tick at which nothing is due", caption=f"{2 * TICKS} ticks each")
    for name in ("meetings", "p50 ms", "p95 ms", "ratio"):
        shown.add_column(name, justify="right")
    floor = median(measured[0])
    for meetings, seconds in measured.items():
        figures = (median(seconds) * 1000, quantiles(seconds, n=20)[-1] * 1000, median(seconds) / floor)
        shown.add_row(f"{meetings:,}", *(f"{figure:.2f}" for figure in figures))
    return shown


async def _tick(app: App) -> float:
    before = time.perf_counter()
    await app.tick(NOW + timedelta(milliseconds=1))
    return time.perf_counter() - before


async def _full(db: Database, house: House, meetings: int) -> App:
    """Return an application with so many meetings in as many groups as they need."""
    render = Renderer(house)
    app = App(db, house, render)
    await app.start(NOW)

    def fill(connection: sqlite3.Connection) -> None:
        tx = Tx(connection, house, render, NOW)
        for first in range(0, meetings, MOST):
            group = tx.groups.joined(f"!{first}:example.org", f"Circle {first}", NOW)
            for which in range(first, first + MOST):
                schedule = SCHEDULES[which % len(SCHEDULES)]
                zone = ZONES[which // len(SCHEDULES) % len(ZONES)]
                tx.meetings.add(
                    group, f"meeting {which}", Plan(parse(f"{schedule} from {DAY} {zone}")), "@ana:example.org"
                )

    await db.run(fill)
    while (due := await app.tick(NOW)) is not None and due <= NOW:
        pass  # what a start owes is done
    return app
