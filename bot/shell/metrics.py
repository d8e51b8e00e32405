"""The operator's own listener, off by default: a few figures about Kith's work, and nothing about anybody."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.config import Address
from bot.shell.folder import Stopped
from bot.storage.database import Database

FIGURES = {
    "kith_letters_owed": "SELECT count(*) FROM letters WHERE state = 'owed'",
    "kith_jobs_owed": "SELECT count(*) FROM jobs",
    "kith_messages_undecrypted": "SELECT count(*) FROM undecrypted WHERE source <> ''",
    "kith_groups": "SELECT count(*) FROM grp WHERE left_at IS NULL",
}


@asynccontextmanager
async def served(db: Database, address: Address | None) -> AsyncIterator[None]:
    """Answer ``GET /metrics`` in the Prometheus text format while inside; do nothing without an address."""
    if address is None:
        yield
        return

    async def metrics(_request: web.Request) -> web.Response:
        figures = await db.run(_figures)
        return web.Response(text="".join(f"{name} {value}\n" for name, value in figures.items()))

    application = web.Application()
    application.router.add_get("/metrics", metrics)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, address.host, address.port).start()
        except OSError as error:
            message = (
                f"metrics.listen: {address.host}:{address.port} can't be used ({error.strerror}). Name another port."
            )
            raise Stopped(message, 2) from error
        yield
    finally:
        await runner.cleanup()


def _figures(connection: sqlite3.Connection) -> dict[str, int]:
    return {name: int(connection.execute(query).fetchone()[0]) for name, query in FIGURES.items()}
