"""A real homeserver for each test process; fresh people and a fresh Kith for each test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver, homeserver
from tests.e2e.circle import chat, circle
from tests.e2e.faulty import faulty
from tests.e2e.federation import Neighbours, neighbours
from tests.e2e.kith import Kith
from tests.e2e.people import Person
from tests.e2e.tally import Evening
from tests.e2e.telling import pytest_runtest_makereport
from tests.e2e.wire import Wire, wire

__all__ = ["pytest_runtest_makereport"]  # pytest finds its hooks here


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that ``-m "not e2e"`` leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


class MakePerson(Protocol):
    """``await person("ana")``: Ana with an account of her own in this test."""

    async def __call__(self, name: str, *, at: str | None = None) -> Person:
        """Return somebody who listens, at the homeserver's own address or at one that leads to it."""
        ...


class MakeKith(Protocol):
    """``await kith(command_prefix="?")``: Kith with these lines in its configuration, up and ready."""

    async def __call__(self, *, ready: bool = True, **config: Any) -> Kith:
        """Return a Kith that is ready, or one that was not started yet."""
        ...


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Homeserver]:
    """One homeserver for all tests of this process; no test may rely on being alone on it."""
    async with homeserver(tmp_path_factory.mktemp("homeserver")) as running:
        yield running


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Ana and a Kith that was not started yet on one homeserver, Ben and Cleo on the other."""

    pair: Neighbours
    bot: Kith
    ana: Person
    ben: Person
    cleo: Person


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pair(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Neighbours]:
    """Two homeservers that federate, for all tests that run in the loop of the session."""
    async with neighbours(tmp_path_factory.mktemp("neighbours")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def neighbourhood(pair: Neighbours, tmp_path: Path) -> AsyncIterator[Neighbourhood]:
    """Fresh people and a fresh Kith on the two homeservers."""
    await pair.be_whole()
    async with AsyncExitStack() as end:
        people = []
        for name, server in (("ana", pair.near), ("ben", pair.far), ("cleo", pair.far)):
            localpart = f"{name}-{uuid4().hex[:8]}"
            people.append(await Person.join_server(server, localpart, tmp_path / localpart))
            end.push_async_callback(people[-1].close)
        bot = await new_kith(pair.near, tmp_path)
        end.push_async_callback(bot.kill)
        yield Neighbourhood(pair, bot, *people)


@pytest_asyncio.fixture
async def line(server: Homeserver) -> AsyncIterator[Wire]:
    """Another address of the homeserver, whose line can be made to misbehave."""
    async with wire(server.url) as opened:
        yield opened


@pytest_asyncio.fixture
async def person(server: Homeserver, tmp_path: Path) -> AsyncIterator[MakePerson]:
    """Make people; they go home after the test."""
    async with people_of(server, tmp_path) as make:
        yield make


@asynccontextmanager
async def people_of(server: Homeserver, folder: Path) -> AsyncIterator[MakePerson]:
    """Make people on a homeserver; they go home in the end."""
    async with AsyncExitStack() as home:

        async def make(name: str, *, at: str | None = None) -> Person:
            localpart = f"{name}-{uuid4().hex[:8]}"
            user = await server.register(localpart, localpart)
            somebody = await Person.log_in(at or server.url, user, localpart, folder / localpart)
            home.push_async_callback(somebody.close)
            return somebody

        yield make


@pytest_asyncio.fixture
async def kith(server: Homeserver, tmp_path: Path) -> AsyncIterator[MakeKith]:
    """Make a Kith with an account of its own that takes everybody's invitations; it is killed after the test."""
    async with AsyncExitStack() as end:

        async def make(*, ready: bool = True, **config: Any) -> Kith:
            program = await new_kith(server, tmp_path, **config)
            end.push_async_callback(program.kill)
            if ready:
                await program.again()
            return program

        yield make


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def standing(server: Homeserver, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Evening]:
    """One evening for many faults, since beginning one takes longer than most of them; each leaves nothing owed."""
    async with begun(server, tmp_path_factory.mktemp("evening")) as standing:
        yield standing


@pytest.fixture
def evening(standing: Evening) -> Iterator[Evening]:
    """The evening that stands, on a line on which nothing goes wrong yet."""
    yield standing
    for trouble in standing.line.troubles:
        trouble.over()


@asynccontextmanager
async def begun(server: Homeserver, folder: Path) -> AsyncIterator[Evening]:
    """Begin an evening of Ana's with a Kith of its own, on a line of its own."""
    async with AsyncExitStack() as end:
        line = await end.enter_async_context(faulty(server.url))
        bot = await new_kith(server, folder, homeserver=line.url)
        end.push_async_callback(bot.kill)
        await bot.again()
        ana = await Person.join_server(server, f"ana-{uuid4().hex[:8]}", folder / "ana")
        end.push_async_callback(ana.close)
        opening = {
            "river": circle(ana, bot, name="River Circle"),
            "hill": circle(ana, bot, name="Hill Circle"),
            "lake": circle(ana, bot, name="Lake Circle", encrypted=False),
            "wood": circle(ana, bot, name="Wood Circle", encrypted=False),
            "alone": chat(ana, bot),
        }
        rooms = dict(zip(opening, await asyncio.gather(*opening.values()), strict=True))
        yield Evening(bot, ana, line, rooms, {"alone": ["willow"]})


async def new_kith(server: Homeserver, folder: Path, **config: Any) -> Kith:
    """Return a Kith that was not started, with a new account on this homeserver; the password is the account's name."""
    localpart = f"kith-{uuid4().hex[:8]}"
    user = await server.register(localpart, localpart)
    account = {"homeserver": server.url, "user_id": user, "password": localpart}
    invites = {"invites": {"allow": [f"*:{server.name}"]}}
    return Kith(folder / localpart, account | invites | config)
