from __future__ import annotations

import json
import sqlite3
import stat
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import Redact
from bot.cli import main
from bot.config import Config, load
from bot.shell.folder import Stopped, held
from bot.shell.forgetting import LIST, forget, listed, remember
from bot.shell.keepsake import backup, restore
from bot.storage.database import FILE, opened
from bot.storage.forgotten import KEY
from tests.conftest import NOON, Room, at, circle
from tests.network import Network

BEN = at("ben")
SOON = NOON + timedelta(minutes=1)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies: in a folder of its own, as `kith run` has it."""
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path / "data" / FILE


@pytest.fixture
def data_dir(path: Path) -> Path:
    return path.parent


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text('homeserver: http://127.0.0.1:9\nuser_id: "@kith:example.org"\npassword: secret-word\n')
    file.chmod(0o600)
    return file


@pytest.fixture
def config(file: Path) -> Config:
    return load(file, {})


@pytest.fixture
async def lived_in(room: Room, data_dir: Path) -> Path:
    """A database that knows Ben from a group and a private chat, and is closed."""
    await room.private("ben", "ping kingfisher")
    await room.stops()
    await room.db.close()
    return data_dir


def _bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file())


def _all(file: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()


# ------------------------------------------------------------------------ the verb


@pytest.mark.parametrize("person", ["ben", "@ben", "ben:example.org", "@ben:example.org and more", ""])
def test_what_is_no_id_is_told_in_one_line(file: Path, person: str, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["forget", person, "--config", str(file)])

    told = capsys.readouterr().err
    assert status == 2
    assert len(told.splitlines()) == 1
    assert "kith forget @ana:example.org" in told


def test_without_a_database_nobody_is_held(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["forget", BEN, "--config", str(file)])

    assert status == 1
    assert "there is no database yet" in capsys.readouterr().err


def test_where_kith_does_not_run_it_is_done_at_once(
    lived_in: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["forget", BEN, "--config", str(file)])

    told = capsys.readouterr().out
    assert status == 0
    assert told.startswith(f"forgotten: {BEN}, ")
    assert "(1 chats) is taken back by the next kith run" in told
    assert b"@ben" not in _bytes(lived_in)


def test_whoever_was_never_known_is_forgotten_all_the_same(
    lived_in: Path, file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status = main(["forget", "@gil:example.net", "--config", str(file)])

    assert status == 0
    assert capsys.readouterr().out == "forgotten: @gil:example.net, 0 rows erased.\n"


async def test_the_next_run_takes_back_what_kith_wrote(lived_in: Path, config: Config, room: Room) -> None:
    await forget(config, BEN, SOON)
    network = Network()

    async with opened(lived_in / FILE) as db, circle(db, network, room.house, lived_in / FILE) as again:
        network.sent.clear()
        await again.restarts()
        await again.settled()

    assert b"@ben" not in _bytes(lived_in)


async def test_beside_a_run_it_is_queued_and_done_at_the_next_look(room: Room, data_dir: Path, config: Config) -> None:
    chat = await room.chat_of("ben")
    with held(data_dir):
        told = await forget(config, BEN, room.now)
        await room.until(timedelta(seconds=30))

    assert told == f"queued: the kith run that is using this data_dir forgets {BEN} within half a minute."
    assert [arrived.room for arrived in room.network.of(Redact)] == [chat]
    assert b"@ben" not in _bytes(data_dir)
    assert not await room.read(lambda tx: tx.members.somewhere(BEN))


# ------------------------------------------------------------- the list, and a restore


async def test_the_list_names_nobody_and_is_for_kiths_eyes(lived_in: Path, config: Config) -> None:
    await forget(config, BEN, SOON)

    (at_what_moment,) = listed(lived_in).values()
    assert at_what_moment == SOON
    assert stat.S_IMODE((lived_in / LIST).stat().st_mode) == 0o600
    assert "ben" not in (lived_in / LIST).read_text()


def test_the_list_keeps_the_newest_moment_of_each(tmp_path: Path) -> None:
    remember(tmp_path, {"a": NOON, "b": SOON})
    remember(tmp_path, {"a": SOON, "b": NOON, "c": NOON})

    assert listed(tmp_path) == {"a": SOON, "b": SOON, "c": NOON}


async def test_a_restore_forgets_again_whoever_was_forgotten_since(
    lived_in: Path, config: Config, tmp_path: Path
) -> None:
    kept = backup(lived_in, tmp_path / "kept.sqlite3", NOON)
    await forget(config, BEN, SOON)
    assert (BEN,) in _all(kept, "SELECT person FROM member")

    restore(lived_in, kept, SOON)

    assert b"@ben" not in _bytes(lived_in)
    assert (at("ana"),) in _all(lived_in / FILE, "SELECT person FROM member")
    assert _all(lived_in / FILE, "SELECT count(*) FROM forgotten") == [(1,)]


async def test_a_backup_from_before_there_was_a_key_is_known_by_todays(
    lived_in: Path, config: Config, tmp_path: Path
) -> None:
    kept = backup(lived_in, tmp_path / "kept.sqlite3", NOON)
    with closing(sqlite3.connect(kept)) as connection:
        connection.execute("DELETE FROM meta WHERE name = ?", (KEY,))
        connection.commit()
    await forget(config, BEN, SOON)

    restore(lived_in, kept, SOON)

    assert b"@ben" not in _bytes(lived_in)


async def test_in_the_place_of_a_damaged_database_the_list_still_holds(
    lived_in: Path, config: Config, tmp_path: Path
) -> None:
    kept = backup(lived_in, tmp_path / "kept.sqlite3", NOON)
    await forget(config, BEN, SOON)
    (lived_in / FILE).write_bytes(b"broken" * 1000)

    restore(lived_in, kept, SOON)

    assert b"@ben" not in _bytes(lived_in)


async def test_what_was_stored_after_they_came_back_stays(lived_in: Path, config: Config, tmp_path: Path) -> None:
    kept = backup(lived_in, tmp_path / "kept.sqlite3", SOON + timedelta(minutes=1))
    remember(lived_in, {seal: SOON for (seal,) in [("0" * 64,)]})
    await forget(config, BEN, SOON)

    restore(lived_in, kept, SOON)

    assert (BEN,) in _all(lived_in / FILE, "SELECT person FROM member")


def test_a_list_that_is_broken_stops_a_restore_before_anything_changed(lived_in: Path, tmp_path: Path) -> None:
    kept = backup(lived_in, tmp_path / "kept.sqlite3", NOON)
    (lived_in / LIST).write_text(json.dumps(["no list"]))
    before = (lived_in / FILE).read_bytes()

    with pytest.raises(Stopped, match=LIST) as refused:
        restore(lived_in, kept, SOON)

    assert len(str(refused.value).splitlines()) == 1
    assert (lived_in / FILE).read_bytes() == before
    assert [path.name for path in lived_in.glob("*restoring*")] == []
