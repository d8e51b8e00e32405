"""A start that is killed between any two requests leaves one identity and one device that others can write to."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from bot.matrix import Account, Session, fingerprint, retire
from tests.matrix.conftest import World
from tests.matrix.kith import PATIENCE, Kith
from tests.matrix.line import Line
from tests.matrix.person import Person
from tests.matrix.secret import Secret
from tests.strict import master, trusted

if TYPE_CHECKING:
    from pathlib import Path


class Cut:
    """Holds request number ``at`` until the line ends, before it arrives or once it was answered."""

    def __init__(self, line: Line, at: int, *, arrives: bool) -> None:
        self.reached = asyncio.Event()
        self._line, self._left, self._arrives = line, at, arrives
        self._over = asyncio.Event()
        line.faults.append(self._fault)

    def heal(self) -> None:
        self._over.set()
        self._line.faults.clear()

    async def _fault(self, request: web.Request) -> web.StreamResponse | None:
        self._left -= 1
        if self._left:
            return None
        if self._arrives:
            await self._line.forward(request)
        self.reached.set()
        await self._over.wait()
        return web.Response()


async def killed(cut: Cut, account: Account, folder: Path) -> bool:
    """Start Kith, and end it when it is at the cut; return whether it came to that."""
    starting = asyncio.create_task(Session.connect(account, folder))
    reached = asyncio.create_task(cut.reached.wait())
    async with asyncio.timeout(PATIENCE):
        await asyncio.wait({starting, reached}, return_when=asyncio.FIRST_COMPLETED)
    for task in (starting, reached):
        task.cancel()
    session, _ = await asyncio.gather(starting, reached, return_exceptions=True)
    cut.heal()
    if not isinstance(session, Session):
        assert isinstance(session, asyncio.CancelledError), session
        return True
    await session.close()
    return False


async def becomes_one(kith: Kith) -> None:
    """Wait until others see one device, which is Kith's and trusted, and one identity, whose seeds are kept."""
    async with asyncio.timeout(PATIENCE):
        while True:
            keys: dict[str, Any] = await kith.asks("POST", "keys/query", {"device_keys": {kith.me: []}})
            device = json.loads((kith.data_dir / "identity" / "device.json").read_text())["device_id"]
            if trusted(keys, kith.me) == set(keys["device_keys"][kith.me]) == {device}:
                break
    assert (fingerprint(kith.data_dir) or "").replace(" ", "") == master(keys, kith.me)


Beginning = Callable[[World, Line], Awaitable[tuple[Account, str]]]


async def first(world: World, line: Line) -> tuple[Account, str]:
    account = await world.account(homeserver=line.url)
    return account, f"first-{line.url.rpartition(':')[2]}"


async def lost(world: World, line: Line) -> tuple[Account, str]:
    kith = await world.kith(homeserver=line.url)
    await kith.stop()
    for file in (kith.data_dir / "crypto").iterdir():
        file.unlink()
    return kith.account, kith.data_dir.name


async def restored(world: World, line: Line) -> tuple[Account, str]:
    kith = await world.kith(homeserver=line.url)
    await kith.stop()
    retire(kith.data_dir)
    return kith.account, kith.data_dir.name


async def replaced(world: World, line: Line) -> tuple[Account, str]:
    other = await elsewhere(world, line)
    return other.account, f"replaced-{line.url.rpartition(':')[2]}"


async def recovered(world: World, line: Line) -> tuple[Account, str]:
    other, secret = await elsewhere(world, line), Secret.fresh()
    await secret.store(other.account, json.loads((other.data_dir / "identity" / "cross_signing.json").read_text()))
    return replace(other.account, recovery_key=secret.typed), f"recovered-{line.url.rpartition(':')[2]}"


async def elsewhere(world: World, line: Line) -> Kith:
    """Return somebody's client that made an identity and was logged out."""
    other = await world.kith(homeserver=line.url)
    other.deaf()
    await other.session._chores.stop()
    other.session._wire.renew = None
    await other.asks("POST", "logout", {})
    await other.stop()
    return other


@pytest.mark.parametrize("beginning", [first, lost, restored, replaced, recovered])
@pytest.mark.parametrize("arrives", [False, True])
async def test_one_identity_and_one_device_are_left(world: World, beginning: Beginning, *, arrives: bool) -> None:
    ana = await world.person("ana")
    for at in itertools.count(1):
        line = await world.line()
        account, folder = await beginning(world, line)
        before = await identity(account, ana)
        was_killed = await killed(Cut(line, at, arrives=arrives), account, world.folder / folder)
        between = await identity(account, ana)

        kith = await world.kith_of(account, folder)

        await becomes_one(kith)
        assert between in {before, await identity(account, ana)}, "an identity is replaced once, never twice"
        await kith.stop()
        if not was_killed:
            break
    assert at > 6, "a start makes more requests than that"


async def identity(account: Account, asker: Person) -> str | None:
    """Return the identity that others see."""
    keys = await asker.raw("POST", "keys/query", {"device_keys": {account.user_id: []}})
    return master(keys, account.user_id) if account.user_id in keys["master_keys"] else None
