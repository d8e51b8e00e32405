"""The embedded homeserver: it answers, keeps what it was told, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp
import pytest

from bot.demo.homeserver import Homeserver, NoHomeserver, homeserver

STARTER = """
import asyncio, pathlib, sys
from bot.demo.homeserver import homeserver

async def main():
    async with homeserver(pathlib.Path(sys.argv[1])) as server:
        print(server.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def log_in(server: Homeserver, localpart: str, password: str) -> str:
    """Return the access token of a new session."""
    who = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": localpart}, "password": password}
    async with (
        aiohttp.ClientSession(raise_for_status=True) as http,
        http.post(f"{server.url}/_matrix/client/v3/login", json=who) as response,
    ):
        return str((await response.json())["access_token"])


async def log_in_ten_times(server: Homeserver) -> None:
    """Log Ana in, one session after the other."""
    for _ in range(10):
        await log_in(server, "ana", "river")


def is_there(pid: int | None) -> bool:
    """Return whether a process of that number exists."""
    assert pid is not None
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


async def test_people_are_registered_and_log_in(tmp_path: Path) -> None:
    async with homeserver(tmp_path / "server") as server:
        ana = await server.register("ana", "river", admin=True)

        token = await log_in(server, "ana", "river")

    assert ana == "@ana:localhost"
    assert token


async def test_a_restart_keeps_people_sessions_and_address(tmp_path: Path) -> None:
    async with homeserver(tmp_path / "server") as server:
        await server.register("ana", "river")
        token, url = await log_in(server, "ana", "river"), server.url

        await server.stop()
        await server.start()
        await server.kill()
        await server.start()

        async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}) as http:
            whoami = await http.get(f"{url}/_matrix/client/v3/account/whoami")
            assert (await whoami.json())["user_id"] == "@ana:localhost"


async def test_no_process_is_left_behind_by_a_block_that_fails(tmp_path: Path) -> None:
    pids = []

    async def fail() -> None:
        async with homeserver(tmp_path / "server") as server:
            pids.append(server.pid)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()

    assert [is_there(pid) for pid in pids] == [False]


async def test_it_stops_at_once_although_somebody_waits_for_news(tmp_path: Path) -> None:
    async with homeserver(tmp_path / "server") as server:
        await server.register("ana", "river")
        headers = {"Authorization": f"Bearer {await log_in(server, 'ana', 'river')}"}
        sync = f"{server.url}/_matrix/client/v3/sync"
        async with aiohttp.ClientSession(headers=headers) as http:
            since = (await (await http.get(sync)).json())["next_batch"]
            waiting = asyncio.create_task(http.get(sync, params={"since": since, "timeout": "30000"}).__aenter__())
            await (await http.get(sync, params={"since": since})).read()

            async with asyncio.timeout(1):
                await server.stop()

            with pytest.raises(aiohttp.ClientError):
                await waiting


async def test_it_ends_with_its_starter_even_when_that_is_killed(tmp_path: Path) -> None:
    starter = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", STARTER, tmp_path / "server"),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[2],
    )
    assert starter.stdout
    pid = int(await starter.stdout.readline())
    gone = asyncio.Event()
    handle = os.pidfd_open(pid)
    asyncio.get_running_loop().add_reader(handle, gone.set)

    starter.kill()

    try:
        await asyncio.wait_for(gone.wait(), 5)
    finally:
        asyncio.get_running_loop().remove_reader(handle)
        os.close(handle)
        await starter.wait()


async def test_only_its_owner_may_read_what_it_keeps(tmp_path: Path) -> None:
    async with homeserver(tmp_path / "server") as server:
        await server.register("ana", "river")

    kept = [tmp_path / "server", *(tmp_path / "server").rglob("*")]
    readable = [path.name for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert len(kept) > 4
    assert readable == []


async def test_a_taken_port_is_told_in_one_line(tmp_path: Path) -> None:
    async with homeserver(tmp_path / "first") as server:
        taken = int(server.url.rpartition(":")[2])

        with pytest.raises(NoHomeserver, match=f"^Port {taken} can't be used"):
            async with homeserver(tmp_path / "second", port=taken):
                pass


async def test_a_server_that_cannot_start_says_why(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    (folder / "signing.key").write_text("no key\n")

    with pytest.raises(NoHomeserver, match="signing"):
        async with homeserver(folder):
            pass


async def test_the_default_limits_hold_back_many_logins(tmp_path: Path) -> None:
    async with homeserver(tmp_path / "server", limits="default") as server:
        await server.register("ana", "river")

        with pytest.raises(aiohttp.ClientResponseError, match="429"):
            await log_in_ten_times(server)


async def test_no_limit_is_met_when_they_are_raised(tmp_path: Path) -> None:
    async with homeserver(tmp_path / "server") as server:
        await server.register("ana", "river")

        await log_in_ten_times(server)


async def test_without_synapse_it_names_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)

    with pytest.raises(NoHomeserver, match=r"pip install 'kith-bot\[demo\]'"):
        async with homeserver(tmp_path / "server"):
            pass
