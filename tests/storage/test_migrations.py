from __future__ import annotations

import re
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from bot.storage import database
from bot.storage.database import FILE, CannotOpen, migrations, opened

GROUND = migrations()
NEXT = len(GROUND) + 1
SMALL = (
    NEXT,
    "-- Small.\nCREATE TABLE heron (name TEXT NOT NULL) STRICT;\nINSERT INTO inbox VALUES ('$new', 'done', 0);",
)
BROKEN = (NEXT, "CREATE TABLE heron (name TEXT NOT NULL) STRICT;\nINSERT INTO nowhere VALUES (1);")


async def _made(path: Path) -> None:
    async with opened(path) as db:
        await db.execute("INSERT INTO inbox VALUES ('$old', 'done', 0)")


def _version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _bytes(path: Path) -> bytes:
    return path.read_bytes()


def _events(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [event for (event,) in connection.execute("SELECT event FROM inbox ORDER BY event DESC")]


def _tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_the_scripts_are_numbered_without_a_gap() -> None:
    assert [number for number, _ in GROUND] == list(range(1, NEXT))


def test_every_script_says_first_what_it_is_for() -> None:
    assert [number for number, script in GROUND if not re.match(r"-- \w.{10,}\n", script)] == []


async def test_a_fresh_database_gets_every_step_and_no_copy(path: Path) -> None:
    await _made(path)

    assert _version(path) == NEXT - 1
    assert list(path.parent.glob("*.before-*")) == []


async def test_an_older_database_is_copied_and_brought_up(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await _made(path)
    monkeypatch.setattr(database, "migrations", lambda: [*GROUND, SMALL])

    async with opened(path):
        pass

    before = path.with_name(f"{FILE}.before-{NEXT:04d}")
    assert _version(path) == NEXT
    assert _events(path) == ["$old", "$new"]
    assert _version(before) == NEXT - 1
    assert _events(before) == ["$old"]
    assert stat.S_IMODE(before.stat().st_mode) == 0o600


async def test_a_step_is_taken_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "migrations", lambda: [*GROUND, SMALL])
    await _made(path)

    async with opened(path):
        pass

    assert _events(path) == ["$old", "$new"]


async def test_a_step_that_breaks_leaves_the_old_version_and_its_copy(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await _made(path)
    monkeypatch.setattr(database, "migrations", lambda: [*GROUND, BROKEN])

    with pytest.raises(CannotOpen, match=re.escape(str(path))):
        async with opened(path):
            pass

    assert _version(path) == NEXT - 1
    assert "heron" not in _tables(path)
    assert _events(path) == ["$old"]
    assert _events(path.with_name(f"{FILE}.before-{NEXT:04d}")) == ["$old"]


async def test_after_a_step_that_broke_the_mended_one_is_taken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await _made(path)
    monkeypatch.setattr(database, "migrations", lambda: [*GROUND, BROKEN])
    with pytest.raises(CannotOpen):
        async with opened(path):
            pass
    monkeypatch.setattr(database, "migrations", lambda: [*GROUND, SMALL])

    async with opened(path):
        pass

    assert _version(path) == NEXT
    assert "heron" in _tables(path)


async def test_of_several_steps_those_before_the_broken_one_stay(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await _made(path)
    monkeypatch.setattr(database, "migrations", lambda: [*GROUND, SMALL, (NEXT + 1, "INSERT INTO nowhere VALUES (1);")])

    with pytest.raises(CannotOpen):
        async with opened(path):
            pass

    assert _version(path) == NEXT


async def test_a_newer_database_is_refused_untouched(path: Path) -> None:
    await _made(path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {NEXT}")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    before = _bytes(path)

    with pytest.raises(CannotOpen, match="written by a newer Kith") as refused:
        async with opened(path):
            pass

    assert _bytes(path) == before
    assert list(path.parent.glob("*.before-*")) == []
    assert len(str(refused.value).splitlines()) == 1


async def test_a_choice_of_group_is_kept_when_people_may_set_more(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "migrations", lambda: [step for step in GROUND if step[0] < 6])
    async with opened(path) as db:
        await db.execute("INSERT INTO grp (id, room, name, joined_at) VALUES (7, '!lake:example.org', 'Lake', 0)")
        await db.execute("INSERT INTO person (person, grp, grp_until) VALUES ('@ben:example.org', 7, 12)")
    monkeypatch.setattr(database, "migrations", lambda: GROUND)

    async with opened(path) as db:
        await db.execute("INSERT INTO person (person, quiet) VALUES ('@cleo:example.org', 'off')")

    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT person, grp, grp_until, quiet FROM person ORDER BY person").fetchall()
    assert rows == [("@ben:example.org", 7, 12, None), ("@cleo:example.org", None, None, "off")]
