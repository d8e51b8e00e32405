"""What keeps Kith from starting: one line that says what to do, the right status, and nothing damaged."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from tests.e2e.circle import circle, pinged
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.kith import Ended, Kith
from tests.e2e.wire import LOOPBACK, Wire


def says_why(ended: Ended, *words: str, status: int) -> None:
    """Hold that it ended with this status and one line for the operator, which has these words."""
    assert "Traceback" not in ended.err
    lines = [line for line in ended.err.splitlines() if " INFO " not in line]  # what went well until then
    assert len(lines) == 1, ended.err
    assert lines[0].startswith("kith: ")
    for word in words:
        assert word in lines[0]
    assert (ended.status, ended.out) == (status, "")


# ------------------------------------------------------------- the homeserver and the account


async def test_a_wrong_password(kith: MakeKith) -> None:
    bot = await kith(ready=False)
    right = bot.password

    bot.configure(password="wrong")
    ended = await bot.verb("run")
    bot.configure(password=right)
    await bot.again()

    says_why(ended, bot.user, "the password is wrong", "correct `user_id` and the password", status=2)


async def test_a_wrong_token(kith: MakeKith) -> None:
    bot = await kith(ready=False)
    token = bot.folder / "token"
    token.touch(mode=0o600)
    token.write_text("syt_wrong\n")

    bot.configure(password=None, access_token_file=str(token))
    ended = await bot.verb("run")
    by_environment = await bot.verb("run", env={"KITH_ACCESS_TOKEN": "syt_wrong"})

    says_why(ended, "does not know the access token", f"make a new one for {bot.user}", status=2)
    says_why(by_environment, "does not know the access token", status=2)
    assert "syt_wrong" not in ended.err + by_environment.err


@contextmanager
def closed_port() -> Iterator[str]:
    """Give an address where nobody listens."""
    with socket.socket() as reserved:
        reserved.bind((LOOPBACK, 0))
        yield f"http://{LOOPBACK}:{reserved.getsockname()[1]}"


@asynccontextmanager
async def another_site() -> AsyncIterator[str]:
    """Give the address of something on the web that is no homeserver."""

    async def page(_: web.Request) -> web.Response:
        return web.Response(text="<h1>It works</h1>", content_type="text/html")

    application = web.Application()
    application.router.add_route("*", "/{path:.*}", page)
    runner = web.AppRunner(application)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, 0).start()
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def test_a_homeserver_that_cannot_be_reached(kith: MakeKith) -> None:
    bot = await kith(ready=False)

    with closed_port() as nobody:
        bot.configure(homeserver=nobody)
        ended = await bot.verb("run")

    says_why(ended, nobody, "can't be reached", "is the address right and the server up?", status=1)


async def test_a_site_that_is_no_homeserver(kith: MakeKith) -> None:
    bot = await kith(ready=False)

    async with another_site() as site:
        bot.configure(homeserver=site)
        ended = await bot.verb("run")

    says_why(ended, site, "does not answer as a Matrix homeserver", "correct `homeserver`", status=2)


@pytest.mark.parametrize("off", [timedelta(minutes=10), -timedelta(hours=1)], ids=["behind", "ahead"])
async def test_a_clock_that_is_far_off(kith: MakeKith, line: Wire, off: timedelta) -> None:
    bot = await kith(homeserver=line.url, ready=False)

    line.clock_off = off
    ended = await bot.verb("run")
    line.clock_off = timedelta()
    await bot.again()

    way = "behind" if off > timedelta() else "ahead of"
    says_why(ended, f"s {way} the homeserver's", "Set one of the two right", status=1)


# ------------------------------------------------------------- the files


async def test_a_password_file_that_others_may_read(kith: MakeKith) -> None:
    bot = await kith(ready=False)
    password = bot.folder / "password"
    password.write_text(bot.password)

    password.chmod(0o644)
    bot.configure(password=None, password_file=str(password))
    ended = await bot.verb("run")
    password.chmod(0o600)
    await bot.again()

    assert (ended.status, ended.out) == (2, "")
    assert "password_file" in ended.err
    assert f"chmod 600 {password}" in ended.err
    assert "Traceback" not in ended.err


async def test_a_data_directory_that_another_kith_uses(kith: MakeKith, person: MakePerson, tmp_path: Path) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)

    second = bot.another(tmp_path / "second")
    ended = await second.verb("run")
    await pinged(ana, room, "heron", by=bot)

    says_why(ended, str(bot.data), "in use by another kith", "Stop that one first", status=1)


@pytest.mark.parametrize("where", ["in its place", "above it"])
async def test_a_data_directory_that_cannot_be_written(kith: MakeKith, where: str) -> None:
    bot = await kith(ready=False)
    in_the_way = bot.folder / "file"
    in_the_way.write_text("somebody's letter")

    bot.configure(data_dir=str(in_the_way if where == "in its place" else in_the_way / "data"))
    ended = await bot.verb("run")

    says_why(
        ended, str(in_the_way), "can't be written", "Give the user that runs Kith the right to write there", status=2
    )
    assert in_the_way.read_text() == "somebody's letter"


def make_newer(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA user_version = 999")


def scribble(database: Path) -> None:
    with database.open("r+b") as file:
        file.seek(4096)
        file.write(b"no page of a database" * 2000)


def replace_whole(database: Path) -> None:
    database.write_bytes(b"no database at all\n" * 1000)


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (make_newer, ("was written by a newer Kith", "Install the newer version again")),
        (scribble, ("is damaged", "kith restore FILE")),
        (replace_whole, ("is damaged", "kith restore FILE")),
    ],
    ids=["newer", "scribbled", "replaced"],
)
async def test_a_database_that_cannot_be_used_is_left_as_it_is(
    kith: MakeKith, person: MakePerson, damage: object, words: tuple[str, ...]
) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    assert await bot.stop() == 0
    assert callable(damage)
    good = bot.database.read_bytes()

    damage(bot.database)
    bad = bot.database.read_bytes()
    ended = await bot.verb("run")
    left = files(bot)
    bot.database.write_bytes(good)
    await bot.again()
    await pinged(ana, room, "heron", by=bot)

    says_why(ended, str(bot.database), "Nothing was changed", *words, status=2)
    assert left == {bot.database.name: bad}


def files(bot: Kith) -> dict[str, bytes]:
    """Return what lies in the data directory besides folders and the lock."""
    return {path.name: path.read_bytes() for path in bot.data.iterdir() if path.is_file() and path.name != "lock"}


async def test_a_failed_start_costs_nothing(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    device, devices, address = bot.device, await bot.devices(), bot.homeserver
    assert await bot.stop() == 0

    await ana.say(room, "!ping heron")
    with closed_port() as nobody:
        bot.configure(homeserver=nobody)
        for _ in range(4):  # more than Kith needs to suspect the batch that it was given
            assert (await bot.verb("run")).status == 1
    bot.configure(homeserver=address)
    await bot.again()
    await ana.until("heron: I'm here.", room=room, sender=bot.user)
    await pinged(ana, room, "stork", by=bot)

    assert bot.device == device
    assert await bot.devices() == devices
    assert [message.body for message in ana.heard(room)].count("heron: I'm here.") == 1
