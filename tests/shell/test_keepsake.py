from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.shell.folder import Stopped, held
from bot.shell.keepsake import REPLACED, backup, restore
from bot.storage.database import FILE, migrations, opened
from tests.conftest import NOON, Room, at, circle
from tests.network import Network


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies: in a folder of its own, as `kith run` has it."""
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path / "data" / FILE


@pytest.fixture
def data_dir(path: Path) -> Path:
    return path.parent


@pytest.fixture
async def lived_in(room: Room) -> Room:
    """A database with a round, a member's chat, something unsent and something unread in it."""
    await room.says("ana", "!checkin open for 1h")
    await room.private("ben", "ping heron")
    await room.stops()
    await room.hears(room.ask("cleo", "!ping unsent"), settle=False)
    return room


def _all(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


def _names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def _refused(run: Callable[[], object]) -> Stopped:
    with pytest.raises(Stopped) as refused:
        run()
    assert len(str(refused.value).splitlines()) == 1
    return refused.value


# ----------------------------------------------------------------------------- a backup


async def test_a_backup_beside_a_running_kith_is_one_whole_file(lived_in: Room, data_dir: Path, tmp_path: Path) -> None:
    with held(data_dir):
        file = backup(data_dir, tmp_path / "kept.sqlite3", NOON)

    assert file == tmp_path / "kept.sqlite3"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert _names(tmp_path) == {"data", "kept.sqlite3"}
    assert _all(file, "PRAGMA integrity_check") == [("ok",)]
    assert (at("ana"),) in _all(file, "SELECT person FROM member")


async def test_a_backup_into_a_folder_is_named_after_its_moment(lived_in: Room, data_dir: Path, tmp_path: Path) -> None:
    file = backup(data_dir, tmp_path, NOON)

    assert file == tmp_path / "kith-2026-11-23-120000.sqlite3"


async def test_a_backup_holds_no_key_of_any_encryption(lived_in: Room, data_dir: Path, tmp_path: Path) -> None:
    for folder in ("crypto", "identity"):
        (data_dir / folder).mkdir()
        (data_dir / folder / "key").write_text("a secret of the device")

    file = backup(data_dir, tmp_path / "kept.sqlite3", NOON)

    assert b"a secret of the device" not in file.read_bytes()


async def test_a_backup_replaces_nothing(lived_in: Room, data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "kept.sqlite3").write_text("older")

    refused = _refused(lambda: backup(data_dir, tmp_path / "kept.sqlite3", NOON))

    assert refused.status == 2
    assert (tmp_path / "kept.sqlite3").read_text() == "older"


def test_without_a_database_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    assert "nothing to back up" in str(_refused(lambda: backup(tmp_path, tmp_path / "kept.sqlite3", NOON)))
    assert list(tmp_path.iterdir()) == []


async def test_a_backup_to_nowhere_is_told(lived_in: Room, data_dir: Path, tmp_path: Path) -> None:
    refused = _refused(lambda: backup(data_dir, tmp_path / "nowhere" / "kept.sqlite3", NOON))

    assert "can't be written" in str(refused)


def test_a_damaged_database_is_not_backed_up(data_dir: Path, tmp_path: Path) -> None:
    (data_dir / FILE).write_bytes(b"no database" * 1000)

    refused = _refused(lambda: backup(data_dir, tmp_path / "kept.sqlite3", NOON))

    assert "damaged" in str(refused)
    assert not (tmp_path / "kept.sqlite3").exists()


# ---------------------------------------------------------------------------- a restore


@pytest.fixture
async def kept(lived_in: Room, data_dir: Path, tmp_path: Path) -> Path:
    """A backup of it; its database is closed, and has gone on since."""
    file = backup(data_dir, tmp_path / "kept.sqlite3", NOON)
    await lived_in.db.execute("INSERT INTO inbox VALUES ('$since', 'done', 0)")
    await lived_in.db.close()
    return file


def test_a_restored_database_holds_what_the_backup_held(kept: Path, data_dir: Path) -> None:
    restore(data_dir, kept, NOON)

    restored = data_dir / FILE
    assert _all(restored, "PRAGMA integrity_check") == [("ok",)]
    assert _all(restored, "SELECT count(*) FROM member") == [(4,)]
    assert _all(restored, "SELECT count(*) FROM round") == [(1,)]
    assert ("$since",) not in _all(restored, "SELECT event FROM inbox")
    assert stat.S_IMODE(restored.stat().st_mode) == 0o600


def test_a_restored_database_goes_on_from_now_with_another_salt_and_nothing_unsent(kept: Path, data_dir: Path) -> None:
    assert _all(kept, "SELECT count(*) FROM letters WHERE state = 'owed'") == [(1,)]

    restore(data_dir, kept, NOON)

    restored = data_dir / FILE
    # Those who are forgotten stay known by the one; by the other whoever waits for a person is told.
    assert _all(restored, "SELECT name FROM meta") == [("people_key",), ("restored",)]
    assert _all(restored, "SELECT count(*) FROM letters WHERE state = 'owed'") == [(0,)]
    assert _all(restored, "SELECT count(*) FROM undecrypted") == [(0,)]


def test_the_backup_itself_stays_as_it_is(kept: Path, data_dir: Path) -> None:
    before = kept.read_bytes()

    restore(data_dir, kept, NOON)

    assert kept.read_bytes() == before
    assert [file.name for file in kept.parent.glob("kept*")] == ["kept.sqlite3"]


def test_the_replaced_database_is_whole_and_stands_beside(kept: Path, data_dir: Path) -> None:
    replaced = restore(data_dir, kept, NOON)

    assert replaced is not None
    assert replaced.name.startswith(REPLACED)
    assert ("$since",) in _all(replaced, "SELECT event FROM inbox")


def test_nothing_else_is_left_behind(kept: Path, data_dir: Path) -> None:
    replaced = restore(data_dir, kept, NOON)

    assert replaced is not None
    assert {file.name for file in data_dir.iterdir() if file.is_file()} == {FILE, replaced.name, "lock"}


def test_two_restores_keep_both_databases_that_were_replaced(kept: Path, data_dir: Path) -> None:
    first = restore(data_dir, kept, NOON)
    second = restore(data_dir, kept, NOON + timedelta(seconds=1))

    assert first != second
    assert first is not None
    assert ("$since",) in _all(first, "SELECT event FROM inbox")


def test_where_there_was_no_database_the_backup_becomes_it(kept: Path, tmp_path: Path) -> None:
    assert restore(tmp_path / "new", kept, NOON) is None

    assert _all(tmp_path / "new" / FILE, "SELECT count(*) FROM member") == [(4,)]


async def test_kith_starts_on_a_restored_database_and_says_nothing_old(kept: Path, data_dir: Path, room: Room) -> None:
    restore(data_dir, kept, NOON)
    network = Network()

    async with opened(data_dir / FILE) as db, circle(db, network, room.house, data_dir / FILE) as again:
        assert again.words() == []
        assert (await again.says("ana", "!checkin close", event="$new"))[0].startswith("The check-in is closed.")


def test_a_restore_beside_a_running_kith_is_refused(kept: Path, data_dir: Path) -> None:
    with held(data_dir):
        assert "in use by another kith" in str(_refused(lambda: restore(data_dir, kept, NOON)))

    assert ("$since",) in _all(data_dir / FILE, "SELECT event FROM inbox")


@pytest.mark.parametrize("what", ["missing", "folder", "garbage", "truncated", "of another program", "newer"])
def test_what_is_no_backup_changes_nothing(kept: Path, data_dir: Path, tmp_path: Path, what: str) -> None:
    source = tmp_path / "source.sqlite3"
    match what:
        case "folder":
            source.mkdir()
        case "garbage":
            source.write_bytes(os.urandom(5000))
        case "truncated":
            source.write_bytes(kept.read_bytes()[:-4096])
        case "of another program":
            with closing(sqlite3.connect(source)) as connection:
                connection.execute("CREATE TABLE t (x)")
        case "newer":
            source.write_bytes(kept.read_bytes())
            with closing(sqlite3.connect(source)) as connection:
                connection.execute(f"PRAGMA user_version = {migrations()[-1][0] + 1}")

    refused = _refused(lambda: restore(data_dir, source, NOON))

    assert "restoring" not in str(refused)
    assert str(source) in str(refused)
    assert ("$since",) in _all(data_dir / FILE, "SELECT event FROM inbox")
    assert {file.name for file in data_dir.iterdir() if file.is_file()} <= {FILE, f"{FILE}-wal", f"{FILE}-shm", "lock"}


def test_a_restore_in_place_of_a_damaged_database_works(kept: Path, data_dir: Path) -> None:
    (data_dir / FILE).write_bytes(b"broken" * 1000)

    replaced = restore(data_dir, kept, NOON)

    assert replaced is not None
    assert replaced.read_bytes() == b"broken" * 1000
    assert _all(data_dir / FILE, "SELECT count(*) FROM member") == [(4,)]
