"""The bots that are measured, each a process of its own, and what such a process uses."""

from __future__ import annotations

import asyncio
import ctypes
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import yaml

from bot.demo.homeserver import Homeserver

ROOT = Path(__file__).parents[1]
PASSWORD = "heron"
ENDS_WITHIN = 15.0  # seconds

RAW, ECHO, KITH = "raw HTTP loop", "bare nio echo", "Kith"


class Bot:
    """A bot with an account: ``name`` in the table, ``user`` on the homeserver."""

    def __init__(self, name: str, user: str, command: list[str], log: Path) -> None:
        """Know how it is started; :meth:`start` starts it."""
        self.name = name
        self.user = user
        self._command = command
        self._log = log
        self._process: asyncio.subprocess.Process | None = None

    @property
    def pid(self) -> int:
        """The number of its process."""
        assert self._process, f"{self.name} does not run"
        return self._process.pid

    async def start(self) -> None:
        """Start its process and return at once."""
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", *self._command),
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_the_bench,
            )

    async def stop(self) -> None:
        """Stop its process and return when it is gone."""
        if self._process and self._process.returncode is None:
            self._process.terminate()
            try:
                async with asyncio.timeout(ENDS_WITHIN):
                    await self._process.wait()
            finally:
                if self._process.returncode is None:
                    self._process.kill()
                    await self._process.wait()

    def log(self) -> str:
        """Return the end of what it wrote."""
        return self._log.read_text(errors="replace")[-2000:]


@asynccontextmanager
async def bots(server: Homeserver, folder: Path) -> AsyncIterator[list[Bot]]:
    """Have all bots up while the block runs, the floor first."""
    raw, echo, kith = [await server.register(name, PASSWORD) for name in ("raw", "echo", "kith")]
    kept = folder / "echo"
    kept.mkdir()
    config = folder / "kith.yaml"
    config.touch(mode=0o600)
    account = {"homeserver": server.url, "user_id": kith, "password": PASSWORD, "data_dir": str(folder / "kith")}
    config.write_text(yaml.safe_dump(account | {"invites": {"allow": [f"*:{server.name}"]}}))
    everybody = [
        Bot(RAW, raw, ["bench.raw", server.url, raw, PASSWORD], folder / "raw.log"),
        Bot(ECHO, echo, ["bench.echo", server.url, echo, PASSWORD, str(kept)], folder / "echo.log"),
        Bot(KITH, kith, ["bot", "run", "--config", str(config)], folder / "kith.log"),
    ]
    try:
        for bot in everybody:
            await bot.start()
        yield everybody
    finally:
        for bot in everybody:
            await bot.stop()


def cpu(pid: int) -> float:
    """Return the seconds of processor time that all threads of a process have had (Linux, clock_getcpuclockid(3))."""
    return time.clock_gettime(~pid << 3 | 2)


def memory(pid: int) -> float:
    """Return the MiB of memory that a process has now (Linux, proc(5), ``VmRSS``)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def _end_with_the_bench() -> None:
    """Have the kernel kill this process with the one that started it (PR_SET_PDEATHSIG)."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
