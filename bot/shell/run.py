"""kith run: hear, wake and deliver until told to stop."""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.app import App
from bot.app.failures import reference_for
from bot.config import Config
from bot.matrix import CannotStart, Session
from bot.shell import logs
from bot.shell.folder import Stopped, held
from bot.shell.forgetting import remember
from bot.shell.house import account, house, renderer
from bot.shell.metrics import served
from bot.storage.database import FILE, CannotOpen, opened, status_for, what_ails

log = logging.getLogger(__name__)

SKEW = 120.0
"""Seconds that our clock may be off: what Kith promises about time would be wrong beyond."""
LOOK = 30.0
"""Seconds after which the clock is looked at again whatever is due: somebody may have set it."""


def clock() -> datetime:
    """Return the moment it is. Everything below the shell is given it."""
    return datetime.now(UTC)


def skewed(seconds: float | None) -> str | None:
    """Return what to tell the operator about a clock that is this far ahead of the homeserver's, or ``None``."""
    if seconds is None or abs(seconds) <= SKEW:
        return None
    way = "ahead of" if seconds > 0 else "behind"
    return (
        f"The clock is {abs(seconds):.0f} s {way} the homeserver's, so what Kith says about time would be wrong. "
        "Set one of the two right (timedatectl set-ntp true) and start again."
    )


async def run(config: Config) -> None:
    """Run until SIGTERM or SIGINT; raise what the operator has to know."""
    logs.start(config.log.level, config.log.format)
    for warning in config.warnings:
        log.warning("%s", warning)
    stop = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    with held(config.data_dir) as data_dir:
        try:
            async with opened(data_dir / FILE) as db, served(db, config.metrics.listen):
                app = App(db, house(config), renderer(config))
                await app.start(clock())
                remember(data_dir, await app.forgotten(clock()))
                await _with_session(app, config, stop)
        except Exception as error:  # noqa: BLE001 - whatever it is, the operator is told in one line
            raise _told(error, data_dir) from None


def _told(error: Exception, data_dir: Path) -> Exception:
    """Return what to tell the operator, out of whatever ended a loop."""
    cause: BaseException = error
    while isinstance(cause, BaseExceptionGroup):
        cause = cause.exceptions[0]
    match cause:
        case CannotStart() | CannotOpen() | Stopped():
            return cause
        case sqlite3.Error():
            return Stopped(what_ails(data_dir / FILE, cause), status_for(cause))
        case _:
            reference = reference_for(cause, "run")
            return Stopped(f"something broke in Kith itself; nothing that was accepted is lost. Reference {reference}.")


async def _with_session(app: App, config: Config, stop: asyncio.Event) -> None:
    connecting = asyncio.ensure_future(Session.connect(account(config), config.data_dir))
    stopping = asyncio.ensure_future(stop.wait())
    await asyncio.wait({connecting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    if not connecting.done():
        connecting.cancel()
        with suppress(asyncio.CancelledError):
            await connecting
        return
    stopping.cancel()
    session = connecting.result()
    try:
        if off := skewed(session.clock_skew):
            raise Stopped(off)
        await _loops(app, session, stop, config.data_dir)
    finally:
        await session.close()


async def _loops(app: App, session: Session, stop: asyncio.Event, data_dir: Path) -> None:
    ready = asyncio.Event()
    async with asyncio.TaskGroup() as loops:
        tasks = [
            loops.create_task(_listen(app, session, ready), name="listen"),
            loops.create_task(_wake(app, ready, data_dir), name="wake"),
            loops.create_task(_deliver(app, session, ready), name="deliver"),
        ]
        await stop.wait()
        log.info("stopping: what is being sent is finished")
        for task in tasks:
            task.cancel()


async def _listen(app: App, session: Session, ready: asyncio.Event) -> None:
    """Keep every batch before the next is asked for; the first one tells which rooms there are."""
    since, known = await app.standing(clock())
    keys: frozenset[str] = frozenset()
    async for batch in session.batches(since, known):
        await app.hear(batch, clock())
        keys |= batch.keys
        if not ready.is_set():
            await _unseal(app, session, None)
            log.info("ready as %s", session.user_id)
            ready.set()
        elif keys and not app.is_behind:  # while the database is locked, whoever asks for places is still heard
            await _unseal(app, session, keys)
        else:
            continue
        keys = frozenset()


async def _unseal(app: App, session: Session, keys: frozenset[str] | None) -> None:
    sealed = await app.sealed(clock(), keys)
    if sealed:
        await app.hear(await session.unseal(sealed), clock())


async def _wake(app: App, ready: asyncio.Event, data_dir: Path) -> None:
    """Do what is due when it is, and note beside the database whom a restore has to erase again."""
    noted: dict[str, datetime] = {}
    await ready.wait()
    while True:
        app.due.clear()
        again = await app.tick(clock())
        if (forgotten := await app.forgotten(clock())) != noted:
            remember(data_dir, forgotten)
            noted = forgotten
        pause = LOOK if again is None else min(LOOK, max(0.0, (again - clock()).total_seconds()))
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await app.due.wait()


async def _deliver(app: App, session: Session, ready: asyncio.Event) -> None:
    await ready.wait()
    await app.deliver(session, clock)
