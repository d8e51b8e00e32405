from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from bot.shell.folder import LOCK, Stopped, held, is_held

HOLDS = """
import sys
from pathlib import Path
from bot.shell.folder import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "kith" / "data"


def test_a_missing_folder_is_made_for_kiths_eyes_alone(data_dir: Path) -> None:
    with held(data_dir) as folder:
        assert folder == data_dir
        assert stat.S_IMODE(data_dir.stat().st_mode) == 0o700
        assert stat.S_IMODE((data_dir / LOCK).stat().st_mode) == 0o600


def test_a_second_run_is_refused(data_dir: Path) -> None:
    with held(data_dir), pytest.raises(Stopped, match="in use by another kith") as refused, held(data_dir):
        pass

    assert refused.value.status == 1
    assert str(refused.value).startswith(f"{data_dir}: ")
    assert len(str(refused.value).splitlines()) == 1


def test_a_run_after_the_first_has_ended_is_not_refused(data_dir: Path) -> None:
    with held(data_dir):
        pass

    with held(data_dir):
        pass


def test_a_run_that_broke_lets_go(data_dir: Path) -> None:
    with pytest.raises(LookupError), held(data_dir):
        raise LookupError

    assert not is_held(data_dir)


def test_whether_it_is_held_can_be_asked_without_holding_it(data_dir: Path) -> None:
    assert not is_held(data_dir)
    with held(data_dir):
        assert is_held(data_dir)
        assert is_held(data_dir)

    assert not is_held(data_dir)


def test_a_process_that_dies_lets_go(data_dir: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS, data_dir],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        assert is_held(data_dir)
        with pytest.raises(Stopped), held(data_dir):
            pass

        os.kill(other.pid, signal.SIGKILL)
        other.wait()

    with held(data_dir):
        pass


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(Stopped, match="can't be written") as refused, held(tmp_path / "file" / "data"):
        pass

    assert len(str(refused.value).splitlines()) == 1
