"""A person at a terminal: the real program in a session of its own, what it shows, and what is typed."""

from __future__ import annotations

import asyncio
import os
import pty
import sys
from pathlib import Path
from typing import Self

ROOT = Path(__file__).parents[2]
PATIENCE = 150.0  # seconds to wait for anything; the story waits for a minute on the clock

# Its standard input becomes the terminal that closes with it and whose Ctrl-C is meant for it.
_IN_A_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""


class Terminal:
    """``python -m bot demo`` in a pseudo-terminal of 80 columns; its temporary files are in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.shown = ""
        self._changed = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._master = -1

    async def open(self, *args: str, **env: str) -> Self:
        self._master, slave = pty.openpty()
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", _IN_A_TERMINAL, "-m", "bot", "demo", *args),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            cwd=ROOT,
            env=os.environ | {"TMPDIR": str(self.folder), "COLUMNS": "80"} | env,
            start_new_session=True,
        )
        os.close(slave)
        asyncio.get_running_loop().add_reader(self._master, self._read)
        return self

    def _read(self) -> None:
        try:
            chunk = os.read(self._master, 65_536)
        except OSError:  # the other end is closed
            chunk = b""
        if not chunk:
            asyncio.get_running_loop().remove_reader(self._master)
        self.shown += chunk.decode(errors="replace").replace("\r\n", "\n")
        self._changed.set()

    async def until(self, words: str) -> None:
        """Return when these words are shown; what was shown before the last :meth:`types` does not count."""
        try:
            async with asyncio.timeout(PATIENCE):
                while words not in self.shown:
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"not shown: {words}\n{self.shown}") from None

    def types(self, keys: str) -> None:
        """Type; what is shown from here on is news."""
        self.shown = ""
        os.write(self._master, keys.encode())

    def hang_up(self) -> None:
        """Close the terminal."""
        asyncio.get_running_loop().remove_reader(self._master)
        os.close(self._master)

    async def ended(self) -> int:
        """Return its exit status."""
        assert self._process
        async with asyncio.timeout(PATIENCE):
            return await self._process.wait()

    def traces(self) -> list[str]:
        """Return what of it is still there: processes that know its folder, and what is in that."""
        mine = str(self.folder).encode()
        processes = [line for path in Path("/proc").glob("[0-9]*/cmdline") if mine in (line := _read_or_nothing(path))]
        return [*(line.decode() for line in processes), *(path.name for path in self.folder.iterdir())]


def _read_or_nothing(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # it ended meanwhile
        return b""
