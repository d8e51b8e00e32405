"""Kith as its operator runs it: the real program in a process of its own, with a configuration file."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections import deque
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import yaml

READY_WITHIN = 30.0  # seconds; one or two are usual
STOPS_WITHIN = 12.0  # seconds, after which it is killed; Kith itself promises ten
LAST = 15  # lines of its log that are kept

# It is `python -m bot`, and stops when its standard input closes: the starter is gone then, even by SIGKILL.
_PROGRAM = """
import os, runpy, signal, threading

def stop_with_the_starter():
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)

threading.Thread(target=stop_with_the_starter, daemon=True).start()
runpy.run_module("bot", run_name="__main__", alter_sys=True)
"""
_SECRETS = frozenset({"KITH_PASSWORD", "KITH_ACCESS_TOKEN"})  # of the operator's own Kith; they would win


class Program:
    """A running Kith."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        """Use :func:`running`."""
        self._process = process
        self._ready = asyncio.Event()
        self._last: deque[str] = deque(maxlen=LAST)
        self._following = asyncio.create_task(self._follow(), name="the log of Kith")

    async def until_ready(self) -> bool:
        """Return whether it became ready; it did not if it ended or took too long."""
        ready = asyncio.create_task(self._ready.wait())
        await asyncio.wait({ready, self._following}, timeout=READY_WITHIN, return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        return self._ready.is_set()

    async def until_ended(self) -> None:
        """Return when it has ended, for whatever reason."""
        await self._process.wait()
        await asyncio.wait({self._following})

    def log(self) -> str:
        """Return the last lines of its log, in which nothing stands that anybody wrote."""
        return "\n".join(self._last)

    async def stop(self) -> None:
        """Stop it and return when its process is gone."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(STOPS_WITHIN):
                await self.until_ended()
        finally:
            if self._process.returncode is None:
                self._process.kill()
                await self.until_ended()

    async def _follow(self) -> None:
        assert self._process.stdout
        async for raw in self._process.stdout:
            line = raw.decode(errors="replace").rstrip()
            self._last.append(line)
            if " ready as " in line:
                self._ready.set()


@asynccontextmanager
async def running(folder: Path, config: Mapping[str, object]) -> AsyncIterator[Program]:
    """Run a Kith in ``folder`` while the block runs; ``config`` are the keys of its configuration file."""
    file = _configured(folder, config)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", _PROGRAM, "run", "--config", file),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={name: value for name, value in os.environ.items() if name not in _SECRETS},
        process_group=0,  # Ctrl-C is for the demo, which stops Kith in its turn
    )
    program = Program(process)
    try:
        yield program
    finally:
        await program.stop()


def _configured(folder: Path, config: Mapping[str, object]) -> Path:
    """Write the configuration for nobody else's eyes, since the password stands in it."""
    folder.mkdir(mode=0o700)
    file = folder / "config.yaml"
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        yaml.safe_dump(dict(config), out, allow_unicode=True)
    return file
