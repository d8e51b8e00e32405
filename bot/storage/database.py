"""The database: one connection, one writer, one thread.

A transaction is one sync function that runs whole on that thread, so it can't
interleave with another, can't be cancelled half way and can't touch the network.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib import resources
from pathlib import Path
from typing import TypeVar

import aiosqlite

from bot.storage.cleaning import PATIENCE, UNCLEAN, clean

log = logging.getLogger(__name__)

T = TypeVar("T")
Work = Callable[[sqlite3.Connection], T]

FILE = "kith.sqlite3"


class CannotOpen(Exception):
    """The database can't be used: one line for the operator, and the exit status.

    ``status`` is 2 where starting again won't help, 1 for what may pass by itself.
    """

    def __init__(self, message: str, status: int = 2) -> None:
        """Keep both."""
        super().__init__(message)
        self.status = status


def status_for(error: sqlite3.Error) -> int:
    """Return the exit status for what SQLite ran into."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return 1 if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_IOERR} else 2


class Database(aiosqlite.Connection):
    """A connection that takes whole functions."""

    async def run(self, work: Work[T]) -> T:
        """Run ``work`` in one transaction on the database's thread and return what it returns.

        It commits when ``work`` returns and rolls back when it raises. Cancelling
        the caller does not cancel the transaction: it is then done, unseen. While another
        program holds the database locked it waits. What was erased is gone from the files as well
        when this returns; while somebody else reads, as after the first transaction that finds nobody reading.
        """
        while True:
            try:
                result = await self._once(work)
            except sqlite3.OperationalError as error:
                if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_BUSY:
                    raise
                log.warning("another program has locked the database; waiting for it")
            else:
                return result

    async def _once(self, work: Work[T]) -> T:
        # `_execute` and `_conn` are aiosqlite's own; tests/storage/test_database.py holds them to what we need.
        result: T = await asyncio.shield(self._execute(_whole_and_clean, self._conn, work))  # type: ignore[no-untyped-call]  # aiosqlite has no type for it
        return result


def _whole_and_clean(connection: sqlite3.Connection, work: Work[T]) -> T:
    result = _whole(connection, work)
    if connection.execute("SELECT 1 FROM meta WHERE name = ?", (UNCLEAN,)).fetchone():
        clean(connection)
    return result


def _whole(connection: sqlite3.Connection, work: Work[T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[Database]:
    """Open the database at ``path``, made or migrated where needed; raise :class:`CannotOpen`.

    The file is 0600 and its folder must exist. The connection is closed on every path:
    an open one would hang the exit of the program.
    """
    db = Database(lambda: _connect(path), iter_chunk_size=64)
    try:
        async with db:
            yield db
    finally:
        # Where opening fails, aiosqlite does not wait for its thread, which would then meet a closed event loop.
        db._thread.join()  # noqa: SLF001 - held to what we need by tests/storage/test_database.py


def _connect(path: Path) -> sqlite3.Connection:
    try:
        path.touch(mode=0o600)
        connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        try:
            prepare(connection)
            _must_be_whole(connection, path)
            migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    except OSError as error:
        message = f"{path}: can't be written ({error.strerror}). Give the user that runs Kith the right to write there."
        raise CannotOpen(message) from error
    except sqlite3.DatabaseError as error:
        raise CannotOpen(what_ails(path, error), status_for(error)) from error
    return connection


def _must_be_whole(connection: sqlite3.Connection, path: Path) -> None:
    (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise CannotOpen(_damaged(path, str(verdict).splitlines()[0]))


def _damaged(path: Path, what: object) -> str:
    return f"{path}: is damaged ({what}). Nothing was changed. Bring back a backup: kith restore FILE"


def is_ours(error: BaseException) -> bool:
    """Return whether this is a mistake in Kith's own code; else (full, damaged) it is the operator's to mend."""
    if not isinstance(error, sqlite3.DatabaseError):
        return True
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return code & 0xFF in {
        sqlite3.SQLITE_ERROR,
        sqlite3.SQLITE_CONSTRAINT,
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_MISUSE,
        sqlite3.SQLITE_RANGE,
    }


def what_ails(path: Path, error: sqlite3.Error) -> str:
    """Return one line for the operator on what SQLite ran into, and what to do."""
    match getattr(error, "sqlite_errorcode", None):
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return _damaged(path, error)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN:
            return f"{path}: can't be written ({error}). Give the user that runs Kith the right to write there."
        case sqlite3.SQLITE_FULL:
            return f"{path}: the disk is full. Nothing of the last step was kept; make room and start again."
        case _:
            return f"{path}: {error}. Nothing of the last step was kept."


def prepare(connection: sqlite3.Connection) -> None:
    """Set what every connection to the database needs."""
    connection.row_factory = sqlite3.Row
    for pragma in (
        f"busy_timeout = {PATIENCE}",
        "temp_store = MEMORY",  # nothing of anybody in a file that is not ours
        "journal_mode = WAL",
        "synchronous = FULL",  # an accepted request survives a power cut
        "foreign_keys = ON",
        "secure_delete = ON",  # what is erased is overwritten
    ):
        connection.execute(f"PRAGMA {pragma}")


def migrations() -> list[tuple[int, str]]:
    """Return the numbered SQL scripts in their order."""
    folder = resources.files("bot.storage") / "migrations"
    scripts = sorted((file.name, file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".sql"))
    return [(int(name.split("_")[0]), script) for name, script in scripts]


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the schema up to this program's; each script and its number in one transaction.

    A copy stands beside the file first, named after the number it holds. A
    database that is newer than the program is refused untouched.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    steps = migrations()
    newest = steps[-1][0]
    if version > newest:
        message = (
            f"{path}: was written by a newer Kith (schema {version}, this one knows {newest}). "
            "Nothing was changed. Install the newer version again, or restore an older backup."
        )
        raise CannotOpen(message)
    if 0 < version < newest:
        copy(connection, path.with_name(f"{path.name}.before-{version + 1:04d}"))
    for number, script in steps:
        if number > version:
            _apply(connection, number, script)


def _apply(connection: sqlite3.Connection, number: int, script: str) -> None:
    try:
        # executescript() commits what is open, so the script itself holds BEGIN and COMMIT.
        connection.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def copy(connection: sqlite3.Connection, dest: Path) -> None:
    """Write a whole copy of the database to ``dest``, 0600, replacing what stands there only when it is complete."""
    part = dest.with_name(f"{dest.name}.part")
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    target = sqlite3.connect(part)
    try:
        connection.backup(target)
        # A copy is one file: no journal beside it that a move would leave behind.
        target.execute("PRAGMA journal_mode = DELETE")
    finally:
        target.close()
    part.replace(dest)
