"""A real homeserver on loopback for as long as it is needed: Synapse on SQLite, from the extra ``demo``.

It federates with nobody, asks nothing of any network and keeps everything in
one folder. It lives in a process of its own that ends with whoever started it.
"""

from __future__ import annotations

import asyncio
import hmac
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

from bot.demo import synapse
from bot.demo.synapse import LOOPBACK, Limits

READY_WITHIN = 30.0  # seconds; a second or two is usual
STOPS_WITHIN = 5.0  # seconds, after which it is killed


class NoHomeserver(Exception):
    """The homeserver can't be had; the text says why and what to do."""


@asynccontextmanager
async def homeserver(folder: Path, *, limits: Limits = "raised", port: int | None = None) -> AsyncIterator[Homeserver]:
    """Run a homeserver in ``folder`` while the block runs; accounts and rooms stay in the folder.

    ``limits`` are Synapse's own rate limits (``default``) or none to speak of
    (``raised``). ``port`` is a free one where none is given.

    Raises :class:`NoHomeserver` when Synapse is not installed or does not start.
    """
    if importlib.util.find_spec("synapse") is None:
        message = "The demo needs a homeserver that is not installed. In Kith's folder: make demo"
        raise NoHomeserver(f"{message} (elsewhere: pip install 'kith-bot[demo]')")
    with reserved(port) as number:
        server = Homeserver(folder, number, limits)
        try:
            await server.start()
            yield server
        finally:
            await server.stop()


class Homeserver:
    """One Synapse: ``url`` for clients, ``name`` for the IDs of its people, ``folder`` with all that it keeps.

    It can be stopped, killed and started again on the same address with the same data.
    Its methods may be called from any event loop.
    """

    def __init__(self, folder: Path, port: int, limits: Limits, settings: Mapping[str, Any] | None = None) -> None:
        """Settle where it will be; :meth:`start` starts it. ``settings`` of Synapse's replace the demo's."""
        self.folder = folder.resolve()
        self.url = f"http://{LOOPBACK}:{port}"
        self._port = port
        self._limits = limits
        self._settings = settings or {}
        self.name: str = self._settings.get("server_name", synapse.NAME)
        self._log = self.folder / "homeserver.log"
        self._secret = secrets.token_urlsafe(32)
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The number of its process, ``None`` while it is stopped."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start it and return when it answers.

        Raises :class:`NoHomeserver` with the end of its log if it ends first.
        """
        assert self._process is None, "it runs already"
        config = synapse.furnish(
            self.folder, port=self._port, secret=self._secret, limits=self._limits, more=self._settings
        )
        self._process = self._launch(config)
        try:
            await self._answers(self._process)
        except BaseException:
            await self.kill()
            raise

    async def stop(self) -> None:
        """Stop it and return when its process is gone; nothing happens when it is stopped already."""
        await self._end(signal.SIGTERM)

    async def kill(self) -> None:
        """End it as a power cut would, and return when its process is gone."""
        await self._end(signal.SIGKILL)

    async def register(self, localpart: str, password: str, *, admin: bool = False) -> str:
        """Make an account and return its user ID, by Synapse's ``/_synapse/admin/v1/register``.

        Raises :class:`aiohttp.ClientResponseError` with status 400 when the name is taken.
        """
        user, _ = await self.enter(localpart, password, admin=admin)
        return user

    async def enter(self, localpart: str, password: str, *, admin: bool = False) -> tuple[str, str]:
        """Make an account as :meth:`register` does; return its user ID and the access token that it begins with."""
        address = f"{self.url}/_synapse/admin/v1/register"
        async with aiohttp.ClientSession(raise_for_status=True) as http:
            async with http.get(address) as response:
                nonce = (await response.json())["nonce"]
            signed = "\0".join((nonce, localpart, password, "admin" if admin else "notadmin"))
            account = {
                "nonce": nonce,
                "username": localpart,
                "password": password,
                "admin": admin,
                "mac": hmac.digest(self._secret.encode(), signed.encode(), "sha1").hex(),
            }
            async with http.post(address, json=account) as response:
                made = await response.json()
                return str(made["user_id"]), str(made["access_token"])

    def _launch(self, config: Path) -> subprocess.Popen[bytes]:
        # A test run hands the measuring of coverage on to its children; Synapse would become several times slower.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
        with synapse.private(self._log, os.O_APPEND) as log:
            return subprocess.Popen(
                [sys.executable, "-c", synapse.PROGRAM, "--config-path", config],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=environment,
                cwd=self.folder,
                umask=0o077,
                start_new_session=True,  # Ctrl-C in a terminal is for the starter, which stops it in order
            )

    async def _answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + READY_WITHIN
        async with aiohttp.ClientSession() as http:
            while process.poll() is None and time.monotonic() < deadline:
                try:
                    async with http.get(f"{self.url}/_matrix/client/versions", raise_for_status=True):
                        return
                except aiohttp.ClientError:  # it does not listen yet
                    await asyncio.sleep(0.02)
        tail = "\n".join(self._log.read_text(errors="replace").splitlines()[-15:])
        raise NoHomeserver(f"The homeserver did not start; the end of its log:\n{tail}")

    async def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            with suppress(subprocess.TimeoutExpired):  # then it is killed
                await asyncio.to_thread(process.wait, STOPS_WITHIN)
        finally:
            process.kill()
            process.wait()
            assert process.stdin
            process.stdin.close()


@contextmanager
def reserved(port: int | None = None) -> Iterator[int]:
    """Keep a port while the block runs, so that nobody takes it when the server is down.

    The socket is bound and never listens. Linux lets a second one listen beside it,
    because both allow the address to be reused; elsewhere it has to make room first.
    """
    with socket.socket() as reservation:
        reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            reservation.bind((LOOPBACK, port or 0))
        except OSError as error:
            raise NoHomeserver(f"Port {port} can't be used ({error.strerror}); choose another one") from error
        number: int = reservation.getsockname()[1]
        if sys.platform != "linux":
            reservation.close()
        yield number
