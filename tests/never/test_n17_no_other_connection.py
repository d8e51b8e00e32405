"""N17: no network connection but the homeserver's, and the operator's own listener where it is set."""

from __future__ import annotations

import ast
import asyncio
import json
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import yaml

from bot.demo.homeserver import Homeserver, homeserver

ROOT = Path(__file__).parents[2]
LEADS_OUT = {
    *("aiohttp", "ftplib", "http", "imaplib", "nio", "poplib", "requests", "smtplib", "socket", "socketserver", "ssl"),
    *("telnetlib", "webbrowser", "websockets", "xmlrpc"),
}
STARTS_OTHERS = {"multiprocessing", "pty", "subprocess"}
SPEAKS = ("bot/matrix/", "bot/demo/")
LISTENS = {"bot/shell/metrics.py": ("aiohttp",)}  # the operator's own listener: a server, which connects to nobody

# Tells every address that the program connects, sends or binds to, and every name that it looks up.
WATCHED = """
import json, sys

def watch(event, args):
    if event in {"socket.connect", "socket.sendto", "socket.bind"}:
        told = [event, list(args[1]) if isinstance(args[1], tuple) else [str(args[1])]]
    elif event in {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "subprocess.Popen"}:
        told = [event, [str(args[0])]]
    else:
        return
    with open(sys.argv[1], "a") as log:
        log.write(json.dumps(told) + "\\n")

sys.addaudithook(watch)
from bot.cli import main
sys.exit(main(sys.argv[2:]))
"""


def _imported(path: Path) -> set[str]:
    """Return what a module imports, with the dotted names that could be modules."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        match node:
            case ast.Import(names=names):
                found |= {alias.name for alias in names}
            case ast.ImportFrom(module=str(module), names=names, level=0):
                found |= {module, *(f"{module}.{alias.name}" for alias in names)}
            case _:
                pass
    return found


def test_only_the_matrix_side_and_the_demo_import_what_leads_to_a_network() -> None:
    speaking = {
        (name, module)
        for path in (ROOT / "bot").rglob("*.py")
        if not (name := path.relative_to(ROOT).as_posix()).startswith(SPEAKS)
        for module in _imported(path)
        if module.partition(".")[0] in LEADS_OUT | STARTS_OTHERS or module.startswith("urllib.request")
        if not module.startswith(LISTENS.get(name, ()))
    }

    assert speaking == set()


def test_nobody_opens_a_connection_through_asyncio() -> None:
    opens = re.compile(
        r"\.(open_connection|open_unix_connection|create_connection|create_datagram_endpoint|create_subp)"
    )

    files = [path for path in (ROOT / "bot").rglob("*.py") if path.parent.name != "demo"]

    assert [path.name for path in files if opens.search(path.read_text())] == []


def test_the_operators_listener_only_listens() -> None:
    (listener,) = LISTENS
    names = {
        node.attr for node in ast.walk(ast.parse((ROOT / listener).read_text())) if isinstance(node, ast.Attribute)
    }

    assert _imported(ROOT / listener) & {"aiohttp.ClientSession", "aiohttp.client"} == set()
    assert not names & {"ClientSession", "request", "ws_connect"}


class Person:
    """Somebody on the homeserver who speaks its bare HTTP API."""

    def __init__(self, http: aiohttp.ClientSession, url: str, token: str = "") -> None:
        self._http, self._url, self._token = http, url, token

    @classmethod
    async def log_in(cls, http: aiohttp.ClientSession, server: Homeserver, name: str) -> Person:
        user = await server.register(name, name)
        person = cls(http, server.url)
        identifier = {"type": "m.id.user", "user": user}
        person._token = (
            await person.ask("POST", "login", {"type": "m.login.password", "identifier": identifier, "password": name})
        )["access_token"]
        return person

    async def ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        url = f"{self._url}/_matrix/client/v3/{path}"
        async with self._http.request(method, url, json=body, headers=headers, raise_for_status=True) as response:
            found: dict[str, Any] = await response.json()
            return found

    async def until_answered(self, room: str, since: str | None = None) -> str:
        """Return what the first message of somebody else's in this room says that answers a ping."""
        while True:
            query = f"sync?timeout=5000{f'&since={since}' if since else ''}"
            seen = await self.ask("GET", query)
            since = seen["next_batch"]
            timeline = seen.get("rooms", {}).get("join", {}).get(room, {}).get("timeline", {}).get("events", [])
            for event in timeline:
                if "heron: I'm here" in str(event.get("content", {}).get("body")):
                    return str(event["content"]["body"])


@asynccontextmanager
async def _program(folder: Path, server: Homeserver, user: str, password: str) -> AsyncIterator[Path]:
    """Run `kith run` under watch until it was used; give the file that tells its connections."""
    config, told = folder / "config.yaml", folder / "told"
    config.touch(mode=0o600)
    config.write_text(
        yaml.safe_dump(
            {
                "homeserver": server.url,
                "user_id": user,
                "password": password,
                "data_dir": str(folder / "data"),
                "invites": {"allow": [f"*:{server.name}"]},
            }
        )
    )
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WATCHED, told, "run", "--config", config),
        cwd=ROOT,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    try:
        log = b""
        while b"ready as" not in log:
            line = await process.stderr.readline()
            assert line, log.decode()
            log += line
        yield told
        process.terminate()
        await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0


async def test_a_running_kith_speaks_with_its_homeserver_alone(tmp_path: Path) -> None:
    (tmp_path / "homeserver").mkdir()
    async with (
        asyncio.timeout(90),
        homeserver(tmp_path / "homeserver") as server,
        aiohttp.ClientSession() as http,
    ):
        kith = await server.register("kith", "heron")
        ana = await Person.log_in(http, server, "ana")
        async with _program(tmp_path, server, kith, "heron") as told:
            room = (await ana.ask("POST", "createRoom", {"invite": [kith]}))["room_id"]
            where = f"rooms/{quote(room)}"
            seen = await ana.ask("GET", "sync?timeout=0")
            while len((await ana.ask("GET", f"{where}/joined_members"))["joined"]) < 2:
                seen = await ana.ask("GET", f"sync?timeout=1000&since={seen['next_batch']}")
            await ana.ask("PUT", f"{where}/send/m.room.message/1", {"msgtype": "m.text", "body": "!ping heron"})
            await ana.until_answered(room)
            await ana.ask("PUT", f"{where}/send/m.room.message/2", {"msgtype": "m.text", "body": "!hello"})

        events = [json.loads(line) for line in told.read_text().splitlines()]

    port = urlsplit(server.url).port
    connected = {tuple(address) for event, address in events if event == "socket.connect"}
    assert connected == {("127.0.0.1", port)}
    assert [event for event in events if event[0] != "socket.connect"] == []
