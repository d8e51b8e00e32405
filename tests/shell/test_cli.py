from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from bot.cli import main
from bot.shell.folder import held


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return a good configuration of a homeserver that nobody runs."""
    file = tmp_path / "config.yaml"
    file.write_text('homeserver: http://127.0.0.1:9\nuser_id: "@kith:localhost"\npassword: secret-word\n')
    file.chmod(0o600)
    return file


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("homeserver: nowhere\nuser_id: kith\npasword: x\n")

    status = main(["run", "--config", str(file)])

    told = capsys.readouterr().err
    assert status == 2
    assert f"{file}:1: homeserver" in told
    assert f"{file}:2: user_id" in told
    assert f"{file}:3: pasword: unknown key (did you mean password?)" in told
    assert "Traceback" not in told


def test_a_homeserver_that_is_not_there_is_one_line(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["run", "--config", str(config)])

    told = capsys.readouterr().err
    assert status == 1
    assert "http://127.0.0.1:9" in told
    assert len([line for line in told.splitlines() if line.startswith("kith: ")]) == 1
    assert "Traceback" not in told
    assert "secret-word" not in told


def test_check_says_what_is_well_and_what_is_not(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", "--config", str(config)])

    told = capsys.readouterr().out.splitlines()
    assert status == 1
    assert told[0].startswith("ok  configuration: ")
    assert told[1].startswith("ok  database: ")
    assert told[2].startswith("NOT homeserver, login and identity: ")


def test_check_tells_mistakes_with_status_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["check", "--config", str(tmp_path / "none.yaml")])

    assert status == 2
    assert capsys.readouterr().out.startswith("NOT configuration: ")


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        ("PRAGMA user_version = 999", "was written by a newer Kith (schema 999"),
        (None, "is damaged"),
    ],
)
def test_check_looks_at_the_database(
    config: Path, capsys: pytest.CaptureFixture[str], harm: str | None, told: str
) -> None:
    database = config.parent / "data" / "kith.sqlite3"
    database.parent.mkdir()
    if harm is None:
        database.write_bytes(b"no database at all" * 100)
    else:
        with sqlite3.connect(database) as connection:
            connection.execute(harm)
        connection.close()

    status = main(["check", "--config", str(config)])

    assert status == 1
    assert told in capsys.readouterr().out


def test_check_beside_a_run_leaves_its_device_alone(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with held(config.parent / "data"):
        status = main(["check", "--config", str(config)])

    assert status == 0
    assert "kith run is using this data_dir now" in capsys.readouterr().out


def test_a_second_run_is_refused(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with held(config.parent / "data"):
        status = main(["run", "--config", str(config)])

    assert status == 1
    assert "is in use by another kith" in capsys.readouterr().err


def test_there_is_nothing_to_back_up_before_the_first_run(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["backup", "--config", str(config), str(config.parent / "backup")])

    assert status == 1
    assert "there is no database yet" in capsys.readouterr().err


def test_a_backup_and_a_restore_say_what_they_did(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["run", "--config", str(config)])  # makes the database, then finds no homeserver
    capsys.readouterr()
    saved = config.parent / "saved.sqlite3"

    backed_up = main(["backup", "--config", str(config), str(saved)])
    restored = main(["restore", "--config", str(config), str(saved)])

    assert (backed_up, restored) == (0, 0)
    told = capsys.readouterr().out
    assert f"written: {saved}" in told
    assert "kith.sqlite3.replaced" in told


def test_a_verb_that_is_none_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])

    assert ended.value.code == 2
    assert "run" in capsys.readouterr().err


@pytest.mark.parametrize("broken", [b"{", b"\xff", b'{"master": 5}'])
def test_check_beside_a_run_tells_of_a_broken_identity_in_a_line(
    config: Path, capsys: pytest.CaptureFixture[str], broken: bytes
) -> None:
    folder = config.parent / "data" / "identity"
    folder.mkdir(parents=True)
    (folder / "cross_signing.json").write_bytes(broken)

    with held(config.parent / "data"):
        status = main(["check", "--config", str(config)])

    told = capsys.readouterr()
    assert status == 1
    assert told.out.splitlines()[-1].startswith("NOT identity: ")
    assert "cross_signing.json" in told.out.splitlines()[-1]
    assert told.err == ""
