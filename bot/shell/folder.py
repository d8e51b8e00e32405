"""The data directory: made for Kith's eyes alone, and used by one `run` at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"


class Stopped(Exception):
    """Kith can't go on: one line that says why and what to do, and the exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        """Keep both."""
        super().__init__(message)
        self.status = status


@contextmanager
def held(data_dir: Path) -> Iterator[Path]:
    """Make the directory (0700) where it is missing, and hold it; the system lets go when a process dies."""
    try:
        data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(data_dir / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        message = (
            f"{data_dir}: can't be written ({error.strerror}). Give the user that runs Kith the right to write there."
        )
        raise Stopped(message, 2) from error
    try:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            message = f"{data_dir}: is in use by another kith. Stop that one first, or give this one its own data_dir."
            raise Stopped(message) from error
        yield data_dir
    finally:
        os.close(lock)


def is_held(data_dir: Path) -> bool:
    """Return whether another Kith runs on this directory."""
    try:
        lock = os.open(data_dir / LOCK, os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(lock)
    return False
