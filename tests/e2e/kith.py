"""The real program as a process, as an operator runs it."""

from __future__ import annotations

import asyncio
import ctypes
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
import yaml

ROOT = Path(__file__).parents[2]
READY_WITHIN = 45.0  # seconds
STOPS_WITHIN = 15.0  # seconds; the program promises ten, which the tests of stopping measure
ENDS_WITHIN = 45.0  # seconds that a verb may take
LOOKS = 0.1  # seconds between two looks at the database
READY = "ready as"


@dataclass(frozen=True, slots=True)
class Ended:
    """What a verb left behind: its exit status and what it printed."""

    status: int
    out: str
    err: str


class Kith:
    """``python -m bot`` with a configuration, its data and its log in one folder.

    It may be started again after it was stopped or killed, with the same data.
    """

    def __init__(self, folder: Path, config: Mapping[str, Any]) -> None:
        """Write the configuration; ``data_dir`` is in ``folder`` unless the configuration says otherwise."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder = folder
        self.user: str = config["user_id"]
        self.data = Path(config.get("data_dir", folder / "data"))
        self._config = {"data_dir": str(self.data), **config}
        self._file = folder / "config.yaml"
        self._log = folder / "kith.log"
        self._lines: list[str] = []
        self._silent = True
        self._written = asyncio.Condition()
        self._process: asyncio.subprocess.Process | None = None
        self._following: asyncio.Task[None] | None = None
        self.configure()

    def configure(self, **changes: Any) -> None:
        """Write the configuration again with these lines changed, or out for ``None``; it holds from the next start."""
        self._config = {key: value for key, value in {**self._config, **changes}.items() if value is not None}
        self._file.touch(mode=0o600)
        self._file.write_text(yaml.safe_dump(self._config))

    def another(self, folder: Path, **changes: Any) -> Kith:
        """Return a second program with the same configuration but for these lines, and with the same data."""
        return Kith(folder, {**self._config, **changes})

    # ------------------------------------------------------------- kith run

    async def start(self) -> None:
        """Start it; it is ready when :meth:`until_ready` returns."""
        assert self._process is None, "it runs already"
        self._lines, self._silent = [], False
        self._process = await self._launch("run", err=asyncio.subprocess.STDOUT)
        assert self._process.stdout
        self._following = asyncio.create_task(self._follow(self._process.stdout))

    async def until_ready(self, within: float = READY_WITHIN) -> None:
        """Return when its log says that it is ready. Raises :class:`AssertionError` with the log when it does not."""
        await self.until_says(READY, within=within)

    async def until_says(self, what: str, *, within: float = READY_WITHIN) -> None:
        """Return when a line of its log since the last start holds ``what``, or raise :class:`AssertionError`."""

        def said() -> bool:
            return any(what in line for line in self._lines)

        with suppress(TimeoutError):
            async with asyncio.timeout(within), self._written:
                await self._written.wait_for(lambda: said() or self._silent)
        assert said(), f"Kith did not say {what!r} within {within:g} s:\n{self.log()}"

    async def again(self) -> float:
        """Start it and return, when it is ready, how many seconds that took."""
        begun = time.monotonic()
        await self.start()
        await self.until_ready()
        return time.monotonic() - begun

    async def is_up(self, within: float = READY_WITHIN) -> bool:
        """Return whether it is ready, as soon as it is or has ended before."""
        async with asyncio.timeout(within), self._written:
            await self._written.wait_for(lambda: self.is_ready or self._silent)
        return self.is_ready

    @property
    def is_ready(self) -> bool:
        """Whether it said that it is ready since its last start."""
        return any(READY in line for line in self._lines)

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop and return its exit status."""
        return await self._end(how)

    async def kill(self) -> bool:
        """End it as a power cut would; return whether it had not ended by itself."""
        return self._process is not None and await self._end(signal.SIGKILL) == -signal.SIGKILL

    async def until_ended(self, within: float = STOPS_WITHIN) -> int:
        """Return its exit status once it has ended by itself."""
        assert self._process, "it does not run"
        assert self._following
        async with asyncio.timeout(within):
            status = await self._process.wait()
            await self._following
        self._process = None
        return status

    def log(self) -> str:
        """Return all that it wrote, of every start."""
        return self._log.read_text() if self._log.exists() else ""

    # ------------------------------------------------------------- any verb

    async def verb(self, *words: str | Path, env: Mapping[str, str] | None = None) -> Ended:
        """Run ``kith WORDS``, beside ``kith run`` or without, and return what it left behind when it has ended."""
        process = await self._launch(*words, err=asyncio.subprocess.PIPE, env=env)
        try:
            async with asyncio.timeout(ENDS_WITHIN):
                out, err = await process.communicate()
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode is not None
        return Ended(process.returncode, out.decode(), err.decode())

    # ------------------------------------------------------------- its account

    @property
    def database(self) -> Path:
        """The file of its database."""
        return self.data / "kith.sqlite3"

    @property
    def homeserver(self) -> str:
        """The address of its homeserver."""
        return str(self._config["homeserver"])

    @property
    def password(self) -> str:
        """The password of its account."""
        return str(self._config["password"])

    @property
    def device(self) -> str:
        """The device that it is, as it keeps it."""
        return str(self._identity()["device_id"])

    @property
    def token(self) -> str:
        """The access token of that device, as it keeps it."""
        return str(self._identity()["access_token"])

    async def asks(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Ask its homeserver something with its own token. Raises for every answer but success."""
        headers = {"Authorization": f"Bearer {self.token}"}
        async with (
            aiohttp.ClientSession(headers=headers, raise_for_status=True) as http,
            http.request(method, f"{self.homeserver}/_matrix/client/v3/{path}", json=body) as response,
        ):
            answer: dict[str, Any] = await response.json()
            return answer

    async def devices(self) -> list[str]:
        """Return the devices of its account."""
        return [device["device_id"] for device in (await self.asks("GET", "devices"))["devices"]]

    async def direct(self) -> dict[str, list[str]]:
        """Return the private chats that its account records."""
        return await self.asks("GET", f"user/{quote(self.user)}/account_data/m.direct")

    def _identity(self) -> dict[str, Any]:
        kept: dict[str, Any] = json.loads((self.data / "identity" / "device.json").read_text())
        return kept

    async def until_nothing_is_owed(self, within: float = READY_WITHIN) -> None:
        """Return when no letter waits in its database; what waits for the morning aside."""
        query = "SELECT count(*) FROM letters WHERE state = 'owed' AND held_until IS NULL"
        async with asyncio.timeout(within):
            while self._looks(query) != [(0,)]:  # noqa: ASYNC110 - nobody tells when the last one has gone
                await asyncio.sleep(LOOKS)

    def sealed(self) -> dict[str, int]:
        """Return how many messages of whom wait in the database for their key."""
        return dict(self._looks("SELECT sender, count(*) FROM undecrypted GROUP BY sender"))

    def _looks(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute(query).fetchall()

    # ------------------------------------------------------------- the process

    async def _launch(
        self, *words: str | Path, err: int, env: Mapping[str, str] | None = None
    ) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", *words, "--config", self._file),
            cwd=ROOT,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=err,
            env=os.environ | {"PYTHONUNBUFFERED": "1"} | dict(env or {}),
            preexec_fn=_end_with_the_tests,
        )

    async def _end(self, how: signal.Signals) -> int:
        assert self._process, "it does not run"
        with suppress(ProcessLookupError):  # it has ended already
            self._process.send_signal(how)
        try:
            return await self.until_ended()
        except TimeoutError:
            self._process.kill()
            await self.until_ended()
            failure = f"Kith did not stop within {STOPS_WITHIN:g} s:\n{self.log()}"
            raise AssertionError(failure) from None

    async def _follow(self, output: asyncio.StreamReader) -> None:
        """Keep what it writes until it closes its output, and wake whoever waits for a line."""
        with self._log.open("a") as log:
            while not self._silent:
                line = (await output.readline()).decode(errors="replace")
                log.write(line)
                log.flush()
                async with self._written:
                    self._lines.append(line)
                    self._silent = not line
                    self._written.notify_all()


def _end_with_the_tests() -> None:
    """Have the kernel kill this process with the one that started it (Linux: PR_SET_PDEATHSIG)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)
