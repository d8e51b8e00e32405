from __future__ import annotations

import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from ical.calendar_stream import IcsCalendarStream

from bot.chat import File, Gone
from bot.cli import main
from bot.shell.export import export
from bot.shell.folder import Stopped, held
from bot.storage.database import FILE
from tests.conftest import NOON, Room

LAKE = "!lake:example.org"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies: in a folder of its own, as `kith run` has it."""
    (tmp_path / "data").mkdir(mode=0o700)
    return tmp_path / "data" / FILE


@pytest.fixture
async def data_dir(room: Room, path: Path) -> Path:
    """River Circle meets on Wednesdays, Lake Circle on Fridays; Kith runs."""
    await room.says("ana", '!meeting add "Wednesday circle" weekly wed 19:00 Europe/Berlin')
    await room.has("ana", "eve", room=LAKE, name="Lake Circle")
    await room.says("ana", '!meeting add "Friday circle" weekly fri 19:00 Europe/Berlin', room=LAKE)
    return path.parent


def _refused(run: Callable[[], object]) -> Stopped:
    with pytest.raises(Stopped) as refused:
        run()
    assert len(str(refused.value).splitlines()) == 1
    return refused.value


async def test_a_running_kiths_meetings_are_written_as_it_sends_them(
    room: Room, data_dir: Path, tmp_path: Path
) -> None:
    await room.says("ben", "!meeting ics")

    with held(data_dir):
        file = export(data_dir, "River Circle", tmp_path / "ours.ics", room.now)

    (sent,) = (arrived.letter.content for arrived in room.network.of(File))
    assert isinstance(sent, File)
    assert file.read_bytes().decode() == sent.text
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("wanted", [LAKE, "Lake Circle", "lake circle", "lake"])
def test_a_group_is_named_by_its_room_its_name_or_a_part_of_it(data_dir: Path, tmp_path: Path, wanted: str) -> None:
    file = export(data_dir, wanted, tmp_path, NOON)

    calendar = IcsCalendarStream.calendar_from_ics(file.read_bytes().decode())
    assert file == tmp_path / "lake-circle.ics"
    assert [event.summary for event in calendar.events] == ["Friday circle"]


@pytest.mark.parametrize(("wanted", "why"), [("otter", "none of the groups"), ("circle", "more than one")])
def test_a_name_that_means_no_group_or_several_is_answered_with_those_there_are(
    data_dir: Path, tmp_path: Path, wanted: str, why: str
) -> None:
    refused = _refused(lambda: export(data_dir, wanted, tmp_path, NOON))

    assert refused.status == 2
    assert str(refused) == (
        f"--group '{wanted}' is {why}: Lake Circle ({LAKE}); River Circle (!circle:example.org). "
        f"Like this: kith export --group '{LAKE}' --format ics"
    )
    assert list(tmp_path.glob("*.ics")) == []


async def test_a_room_that_is_called_after_its_people_lends_the_file_no_name(
    room: Room, data_dir: Path, tmp_path: Path
) -> None:
    await room.has("ana", "eve", room=LAKE, name="Ana, Eve")

    file = export(data_dir, LAKE, tmp_path, NOON)

    assert file == tmp_path / "meetings.ics"
    assert not [name for name in ("Ana", "Eve") if name in file.read_bytes().decode()]


def test_a_file_that_is_there_stays_as_it_is(data_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "river-circle.ics").write_text("older")

    refused = _refused(lambda: export(data_dir, "River Circle", tmp_path, NOON))

    assert refused.status == 2
    assert (tmp_path / "river-circle.ics").read_text() == "older"


async def test_a_group_without_meetings_has_no_file(room: Room, data_dir: Path, tmp_path: Path) -> None:
    await room.says("ana", "!meeting end")

    refused = _refused(lambda: export(data_dir, "River Circle", tmp_path, NOON))

    assert refused.status == 1
    assert str(refused) == "River Circle: no meeting is planned there, so nothing was written."


async def test_a_group_that_kith_left_is_none(room: Room, data_dir: Path, tmp_path: Path) -> None:
    await room.hears(Gone(LAKE, room.now))

    refused = _refused(lambda: export(data_dir, LAKE, tmp_path, NOON))

    assert "none of the groups: River Circle" in str(refused)


def test_a_folder_that_is_not_there_is_told(data_dir: Path, tmp_path: Path) -> None:
    refused = _refused(lambda: export(data_dir, "lake", tmp_path / "nowhere" / "ours.ics", NOON))

    assert (refused.status, "can't be written" in str(refused)) == (1, True)


def test_without_a_database_there_is_nothing_to_export(tmp_path: Path) -> None:
    assert "there is no database yet" in str(_refused(lambda: export(tmp_path, "River Circle", tmp_path, NOON)))
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_database_is_told(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"no database" * 1000)

    assert "damaged" in str(_refused(lambda: export(path.parent, "River Circle", tmp_path, NOON)))


def test_the_database_of_another_kith_is_left_to_it(data_dir: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(data_dir / FILE)) as connection:
        connection.execute("PRAGMA user_version = 999")

    refused = _refused(lambda: export(data_dir, "River Circle", tmp_path, NOON))

    assert refused.status == 2
    assert "schema 999" in str(refused)


def test_the_verb_says_what_it_wrote_and_what_is_missing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data_dir: Path
) -> None:
    config = tmp_path / "config.yaml"
    config.write_text(
        f'homeserver: http://127.0.0.1:9\nuser_id: "@kith:localhost"\npassword: secret-word\ndata_dir: {data_dir}\n'
    )
    config.chmod(0o600)
    out = tmp_path / "ours.ics"

    done = main(["export", "--config", str(config), "--group", "lake", "--format", "ics", "--out", str(out)])
    again = main(["export", "--config", str(config), "--group", "lake", "--out", str(out)])
    with pytest.raises(SystemExit) as ended:
        main(["export", "--config", str(config), "--group", "lake", "--format", "pdf"])

    told = capsys.readouterr()
    assert (done, again, ended.value.code) == (0, 2, 2)
    assert told.out == f"written: {out}\n"
    assert f"kith: {out}: exists already" in told.err
    assert "invalid choice: 'pdf'" in told.err


async def test_a_kith_in_no_group_says_so(room: Room, path: Path, tmp_path: Path) -> None:
    await room.hears(Gone(room.room, room.now))

    refused = _refused(lambda: export(path.parent, "River Circle", tmp_path, NOON))

    assert str(refused) == "Kith is in no group yet. Invite it to a room first."
