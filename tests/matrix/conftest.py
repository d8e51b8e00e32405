"""A real homeserver, Kith's session on it, people with clients of their own, and a line that can be cut."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver, homeserver
from bot.matrix import Account
from tests.matrix.kith import Kith
from tests.matrix.line import Line
from tests.matrix.person import Person


class World:
    """Everything of one test; it is put away after it."""

    def __init__(self, server: Homeserver, folder: Path, stack: AsyncExitStack) -> None:
        self.server, self.folder, self._stack = server, folder, stack
        self._names = secrets.token_hex(4)

    async def account(self, *, encryption: bool = True, homeserver: str | None = None, **more: Any) -> Account:
        user = await self.server.register(f"kith-{self._names}-{secrets.token_hex(4)}", "heron")
        plain = Account(homeserver or self.server.url, user, "heron", None, "Kith", None, encryption)
        return replace(plain, **more)

    async def kith(self, *, encryption: bool = True, homeserver: str | None = None, **more: Any) -> Kith:
        account = await self.account(encryption=encryption, homeserver=homeserver, **more)
        return await self.kith_of(account)

    async def kith_of(self, account: Account, folder: str | None = None) -> Kith:
        kith = Kith(account, self.folder / (folder or account.user_id[1:].partition(":")[0]))
        self._stack.push_async_callback(kith.stop)
        return await kith.start()

    async def person(self, name: str, *, logged_in: bool = True) -> Person:
        user = await self.server.register(f"{name}-{self._names}", "river")
        person = Person(self.server, user, "river", self.folder / f"{name}-{secrets.token_hex(2)}")
        self._stack.push_async_callback(person.close)
        return await person.log_in() if logged_in else person

    async def device(self, person: Person) -> Person:
        """Return another client of the same person."""
        another = Person(self.server, person.id, person.password, self.folder / secrets.token_hex(4))
        self._stack.push_async_callback(another.close)
        return await another.log_in()

    async def line(self) -> Line:
        line = Line(self.server.url)
        await self._stack.enter_async_context(line)
        return line


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    async with homeserver(tmp_path_factory.mktemp("homeserver")) as running:
        yield running


@pytest.fixture
async def world(server: Homeserver, tmp_path: Path) -> AsyncIterator[World]:
    async with AsyncExitStack() as stack:
        yield World(server, tmp_path, stack)
