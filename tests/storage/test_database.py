from __future__ import annotations

import asyncio
import logging
import random
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import Path

import aiosqlite
import pytest

from bot.storage.database import FILE, CannotOpen, Database, copy, opened, what_ails

ROW = "INSERT INTO inbox (event, outcome, at) VALUES (?, 'done', 0)"
SEED = 20_261_123


def _events(connection: sqlite3.Connection) -> set[str]:
    return {row["event"] for row in connection.execute("SELECT event FROM inbox")}


def _keep(event: str, connection: sqlite3.Connection) -> int:
    return connection.execute(ROW, (event,)).rowcount


def _files(path: Path) -> dict[str, bytes]:
    """Return what is in the database's files, journals included."""
    return {file.name: file.read_bytes() for file in path.parent.glob(f"{path.name}*")}


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


def _make_folder(path: Path) -> None:
    path.mkdir()


def _read(path: Path) -> bytes:
    return path.read_bytes()


def _pragma(name: str, connection: sqlite3.Connection) -> object:
    return connection.execute(f"PRAGMA {name}").fetchone()[0]


# ------------------------------------------------- what aiosqlite keeps to itself and we lean on


async def test_aiosqlite_runs_a_function_on_its_own_thread_and_returns_what_it_returns(db: Database) -> None:
    thread: threading.Thread = await db._execute(threading.current_thread)  # type: ignore[no-untyped-call]  # not ours

    assert thread is not threading.main_thread()


async def test_aiosqlite_hands_out_the_connection_itself(db: Database) -> None:
    assert isinstance(db._conn, sqlite3.Connection)


async def test_aiosqlite_raises_what_the_function_raised(db: Database) -> None:
    def breaks() -> None:
        raise LookupError("heron")

    with pytest.raises(LookupError, match="heron"):
        await db._execute(breaks)  # type: ignore[no-untyped-call]  # not ours


async def test_aiosqlite_runs_one_function_after_the_other(db: Database) -> None:
    order: list[str] = []

    def first() -> None:
        order.extend("ab")

    def second() -> None:
        order.extend("cd")

    await asyncio.gather(db._execute(first), db._execute(second))  # type: ignore[no-untyped-call]  # not ours

    assert order == ["a", "b", "c", "d"]


async def test_aiosqlite_keeps_to_the_connector_that_it_is_given(tmp_path: Path) -> None:
    def connect() -> sqlite3.Connection:
        return sqlite3.connect(tmp_path / "other", isolation_level=None, check_same_thread=False)

    async with aiosqlite.Connection(connect, iter_chunk_size=64) as connection:
        assert connection.isolation_level is None


# ------------------------------------------------------------------------- a transaction


async def test_a_transaction_is_kept_whole(db: Database) -> None:
    def work(connection: sqlite3.Connection) -> str:
        connection.execute(ROW, ("$a",))
        connection.execute(ROW, ("$b",))
        return "done"

    assert await db.run(work) == "done"
    assert await db.run(_events) == {"$a", "$b"}


async def test_a_transaction_that_raises_leaves_nothing(db: Database) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute(ROW, ("$a",))
        raise LookupError

    with pytest.raises(LookupError):
        await db.run(work)

    assert await db.run(_events) == set()


async def test_a_transaction_that_broke_does_not_hold_up_the_next(db: Database) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("SELECT nothing FROM nowhere")

    with pytest.raises(sqlite3.OperationalError):
        await db.run(work)
    await db.run(partial(_keep, "$a"))

    assert await db.run(_events) == {"$a"}


async def test_an_error_without_a_code_is_raised_as_it_is(db: Database) -> None:
    def work(connection: sqlite3.Connection) -> None:
        connection.execute("SELECT CAST(x'ff' AS TEXT)").fetchone()

    with pytest.raises(sqlite3.OperationalError, match="Could not decode"):
        await db.run(work)


async def test_a_caller_that_is_cancelled_does_not_cancel_the_transaction(db: Database) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def work(connection: sqlite3.Connection) -> None:
        connection.execute(ROW, ("$a",))
        begun.set()
        go_on.wait(10)
        connection.execute(ROW, ("$b",))

    caller = asyncio.create_task(db.run(work))
    await asyncio.to_thread(begun.wait, 10)
    caller.cancel()
    go_on.set()

    with pytest.raises(asyncio.CancelledError):
        await caller
    assert await db.run(_events) == {"$a", "$b"}


async def test_cancelled_at_any_moment_a_transaction_is_kept_or_not_and_never_half(db: Database) -> None:
    chance = random.Random(SEED)  # noqa: S311 - repeatable, no secret

    async def one(n: int) -> None:
        def work(connection: sqlite3.Connection) -> None:
            for part in "abcd":
                connection.execute(ROW, (f"${n}{part}",))

        await db.run(work)

    for n in range(300):
        caller = asyncio.create_task(one(n))
        for _ in range(chance.randrange(6)):
            await asyncio.sleep(0)
        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)

    kept = await db.run(_events)
    parts = {n: {event[-1] for event in kept if event[1:-1] == str(n)} for n in range(300)}
    assert {"".join(sorted(found)) for found in parts.values()} == {"", "abcd"}


async def test_a_transaction_that_is_cancelled_before_it_began_breaks_no_later_one(db: Database) -> None:
    callers = [asyncio.create_task(db.run(partial(_keep, f"${n}"))) for n in range(20)]
    for caller in callers[::2]:
        caller.cancel()
    await asyncio.gather(*callers, return_exceptions=True)

    assert {f"${n}" for n in range(1, 20, 2)} <= await db.run(_events)


# ------------------------------------------------------------------------- what SQLite is told


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1), ("busy_timeout", 5000)],
)
async def test_the_connection_is_as_safe_as_it_is_meant_to_be(path: Path, pragma: str, value: object) -> None:
    async with opened(path) as db:
        assert await db.run(lambda connection: _pragma(pragma, connection)) == value


async def test_what_is_deleted_is_overwritten_in_the_file(db: Database, path: Path) -> None:
    await db.run(partial(_keep, "$kingfisher" * 100))
    await db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"kingfisher" in _files(path)[FILE]

    await db.run(lambda connection: connection.execute("DELETE FROM inbox").rowcount)
    await db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    assert [name for name, content in _files(path).items() if b"kingfisher" in content] == []


async def test_what_belongs_to_a_group_goes_with_it(db: Database) -> None:
    def work(connection: sqlite3.Connection) -> int:
        connection.execute("INSERT INTO grp (id, room, name, joined_at) VALUES (1, '!a', 'A', 0)")
        connection.execute("INSERT INTO member (grp, person, since) VALUES (1, '@ana:a', 0)")
        connection.execute("DELETE FROM grp")
        (left,) = connection.execute("SELECT count(*) FROM member").fetchone()
        return int(left)

    assert await db.run(work) == 0


async def test_every_table_is_strict(db: Database) -> None:
    loose = await db.run(
        lambda connection: [
            row["name"]
            for row in connection.execute("PRAGMA table_list").fetchall()
            if row["type"] == "table" and not row["strict"] and not row["name"].startswith("sqlite_")
        ]
    )

    assert loose == []


# ------------------------------------------------------------------------------- the file


async def test_every_file_is_for_kiths_eyes_alone(db: Database, path: Path) -> None:
    await db.run(partial(_keep, "$a"))

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in path.parent.glob(f"{FILE}*")}

    assert modes == dict.fromkeys((FILE, f"{FILE}-wal", f"{FILE}-shm"), 0o600)


async def test_opening_again_keeps_everything(path: Path) -> None:
    async with opened(path) as db:
        await db.run(partial(_keep, "$a"))

    async with opened(path) as db:
        assert await db.run(_events) == {"$a"}


async def test_the_connection_is_closed_when_its_block_breaks(path: Path) -> None:
    with pytest.raises(LookupError):
        async with opened(path) as db:
            raise LookupError

    assert not db._thread.is_alive()


async def test_the_thread_is_gone_when_opening_fails(path: Path) -> None:
    _write(path, _garbage())
    before = set(threading.enumerate())

    await _is_refused(path)

    assert set(threading.enumerate()) == before


async def _is_refused(path: Path) -> str:
    with pytest.raises(CannotOpen) as refused:
        async with opened(path):
            pass
    return str(refused.value)


def _garbage() -> bytes:
    return random.Random(SEED).randbytes(8192)  # noqa: S311 - repeatable, no secret


async def test_a_file_that_is_no_database_is_told_and_left_as_it_is(path: Path) -> None:
    _write(path, _garbage())

    told = await _is_refused(path)

    assert told.startswith(f"{path}: is damaged")
    assert "kith restore" in told
    assert len(told.splitlines()) == 1
    assert _read(path) == _garbage()


async def test_a_damaged_database_is_told_and_left_as_it_is(path: Path) -> None:
    async with opened(path) as db:
        await db.executemany(ROW, [(f"${n:>0200}",) for n in range(500)])
        await db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = bytearray(_read(path))
    middle = len(whole) // 2
    whole[middle : middle + 8192] = _garbage()
    _write(path, bytes(whole))

    told = await _is_refused(path)

    assert told.startswith(f"{path}: is damaged")
    assert _read(path) == bytes(whole)


async def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    told = await _is_refused(tmp_path / "nowhere" / FILE)

    assert "can't be written" in told
    assert len(told.splitlines()) == 1


async def test_a_folder_in_its_place_is_told(path: Path) -> None:
    _make_folder(path)

    assert "can't be written" in await _is_refused(path)


async def test_a_file_that_cannot_be_written_is_told(path: Path) -> None:
    """SQLite itself opens it for reading alone: who may write everywhere, as root may, meets this as well."""
    async with opened(path):
        pass
    immutable = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    try:
        with pytest.raises(sqlite3.OperationalError) as error:
            immutable.execute(ROW, ("$a",))
    finally:
        immutable.close()

    assert "can't be written" in what_ails(path, error.value)


async def test_a_full_disk_is_told_and_leaves_the_last_step_undone(path: Path) -> None:
    async with opened(path) as db:
        await db.execute_fetchall("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as error:
            await db.run(lambda c: c.executemany(ROW, [(f"${n:>0500}",) for n in range(500)]).rowcount)
        kept = await db.run(_events)

    assert what_ails(path, error.value).startswith(f"{path}: the disk is full")
    assert kept == set()


async def test_a_database_that_another_program_holds_is_waited_for(db: Database, path: Path) -> None:
    await db.execute_fetchall("PRAGMA busy_timeout = 1")
    told = asyncio.Event()

    def tells(_record: logging.LogRecord) -> bool:
        told.set()
        return True

    log = logging.getLogger("bot.storage.database")
    log.addFilter(tells)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        waiting = asyncio.create_task(db.run(partial(_keep, "$a")))
        await told.wait()
        assert not waiting.done()
        other.execute("ROLLBACK")
    log.removeFilter(tells)

    assert await waiting == 1
    assert await db.run(_events) == {"$a"}


# ------------------------------------------------------------------------------- a copy


@pytest.fixture
def source(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE t (x)")
    connection.execute("INSERT INTO t VALUES ('heron')")
    connection.commit()
    yield connection
    connection.close()


def test_a_copy_is_one_file_for_kiths_eyes_alone(source: sqlite3.Connection, tmp_path: Path) -> None:
    dest = tmp_path / "copies" / "copy.sqlite3"
    dest.parent.mkdir()

    copy(source, dest)

    assert [file.name for file in dest.parent.iterdir()] == ["copy.sqlite3"]
    assert stat.S_IMODE(dest.stat().st_mode) == 0o600
    found = sqlite3.connect(dest)
    assert found.execute("SELECT x FROM t").fetchall() == [("heron",)]
    found.close()


def test_a_copy_replaces_an_older_one_only_when_it_is_complete(source: sqlite3.Connection, tmp_path: Path) -> None:
    dest = tmp_path / "copy.sqlite3"
    dest.write_bytes(b"older")
    (tmp_path / "copy.sqlite3.part").write_bytes(b"left behind by a power cut")
    source.close()

    with pytest.raises(sqlite3.ProgrammingError):
        copy(source, dest)

    assert dest.read_bytes() == b"older"
