"""A group's room in memory, over the real application and a real SQLite file."""

from __future__ import annotations

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any, TypeVar

import pytest
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket

from bot.app import App
from bot.chat import Ask, Batch, Heard, House, Invited, Mark, RoomNow, Under, Words
from bot.render import Renderer
from bot.storage.database import FILE, Database, opened
from bot.storage.letters import Renderer as LetterRenderer
from bot.storage.tx import Tx
from tests.network import KITH, WITHIN, Network

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
CIRCLE = "!circle:example.org"

T = TypeVar("T")


def at(name: str) -> str:
    """Return the Matrix ID of Ana, Ben, Cleo or Dee."""
    return name if name.startswith("@") else f"@{name}:example.org"


class Room:
    """A group's room and its people's private chats, with Kith in them and a clock that jumps."""

    def __init__(
        self, db: Database, network: Network, house: House, path: Path, render: LetterRenderer | None = None
    ) -> None:
        self.db, self.network, self.house, self.path = db, network, house, path
        self.render = render or Renderer(house)
        self.app = App(db, house, self.render)
        self.now = NOON
        self.room = CIRCLE
        self.delivery: asyncio.Task[None] | None = None
        self._tokens = itertools.count(1)
        self._events = itertools.count(1)

    # -------------------------------------------------------------------- Kith itself

    async def starts(self) -> None:
        """Let Kith start."""
        await self.app.start(self.now)
        self.delivery = asyncio.create_task(self.app.deliver(self.network, lambda: self.now))

    async def stops(self) -> None:
        """Let Kith stop as on SIGTERM: what is being sent is finished."""
        if self.delivery is not None:
            self.delivery.cancel()
            await asyncio.gather(self.delivery, return_exceptions=True)

    async def dies(self) -> None:
        """Let Kith end as by a power cut: what a transaction has kept stays, and nothing else is finished."""
        while alive := asyncio.all_tasks() - {asyncio.current_task()}:
            for task in alive:
                task.cancel()
            await asyncio.wait(alive)
        self.delivery = None

    async def restarts(self, *, after: timedelta = timedelta(0)) -> None:
        """Let Kith stop, and start again on the same database."""
        await self.stops()
        self.now += after
        self.app = App(self.db, self.house, self.render)
        await self.starts()

    # ------------------------------------------------------------ what happens outside

    async def hears(self, *heard: Heard, settle: bool = True) -> None:
        """Hand over a batch and let everything that it causes be delivered."""
        await self.app.hear(Batch(heard, f"s{next(self._tokens)}"), self.now)
        if settle:
            await self.settled()

    async def settled(self) -> None:
        """Wait until nothing is owed any more."""
        async with asyncio.timeout(WITHIN):
            while await self.read(lambda tx: tx.outbox.destinations()):
                pass  # each look lets delivery go on

    async def read(self, work: Callable[[Tx], T]) -> T:
        """Look at the database, or change it, in one transaction."""
        return await self.db.run(lambda connection: work(Tx(connection, self.house, self.render, self.now)))

    def bytes(self) -> bytes:
        """Return all that the database's files hold, journals included."""
        return b"".join(path.read_bytes() for path in sorted(self.path.parent.glob(f"{self.path.name}*")))

    def room_now(
        self, *people: str, room: str = CIRCLE, name: str = "River Circle", direct: bool = False, **more: Any
    ) -> RoomNow:
        """Return what a room with Kith and these people looks like, and make the network agree.

        Ana, who made it, has the power of a facilitator.
        """
        here = self.network.members[room] = {KITH, *map(at, people)}
        invited: frozenset[str] = frozenset()
        seen = RoomNow(room, name, frozenset(here), invited, encrypted=True, direct=direct, now=self.now)
        names = {person: person[1:].partition(":")[0].title() for person in here}
        seen = replace(seen, names=names, powers={at("ana"): 100} if at("ana") in here else {})
        return replace(seen, **more)

    async def has(self, *people: str, room: str = CIRCLE, name: str = "River Circle") -> None:
        """Let the group have these members and no others."""
        await self.hears(self.room_now(*people, room=room, name=name))

    async def opens_chat(self, person: str, *asks: Ask) -> str:
        """Let a person open a private chat with Kith; return its room."""
        name = at(person)[1:].partition(":")[0]
        room = f"!{name}-alone-{next(self._events)}:example.org"
        await self.hears(Invited(room, at(person), direct=True, now=self.now))
        joined = self.room_now(person, room=room, name=name, direct=True)
        await self.hears(joined, *(replace(ask, room=room) for ask in asks))
        return room

    def ask(self, person: str, text: str, *, room: str | None = None, **more: Any) -> Ask:
        """Return a message as it would arrive now."""
        event = f"$said{next(self._events)}"
        return replace(Ask(event, room or self.room, at(person), text, now=self.now, said=self.now), **more)

    def mark(self, person: str, on: str, key: str, *, room: str | None = None) -> Mark:
        """Return a reaction as it would arrive now."""
        return Mark(f"$mark{next(self._events)}", room or self.room, at(person), on, key, self.now)

    # ------------------------------------------------------------------ what people do

    async def says(self, person: str, text: str, *, room: str | None = None, **more: Any) -> list[str]:
        """Let a person write in the group's room; return what Kith then wrote there."""
        before = len(self.network.sent)
        await self.hears(self.ask(person, text, room=room, **more))
        return [words.plain for words in self.words(room or self.room, since=before)]

    async def private(self, person: str, text: str, **more: Any) -> str:
        """Let a person write to Kith alone; return what Kith then wrote to them, one text below the other."""
        room = await self.chat_of(person)
        before = len(self.network.sent)
        await self.hears(self.ask(person, text, room=room, **more))
        return "\n".join(words.plain for words in self.words(room, since=before))

    async def chat_of(self, person: str) -> str:
        """Return the room of a person's private chat, opened by them where there was none."""
        chat = await self.read(lambda tx: tx.chats.of(at(person)))
        return chat.room if chat is not None and chat.room is not None else await self.opens_chat(person)

    # ----------------------------------------------------------------- what Kith sent

    def words(self, room: str | None = None, *, since: int = 0) -> list[Words]:
        """Return the texts that arrived in a room, or anywhere."""
        return self.network.words(room, since=since)

    def marks(self, room: str | None = None) -> list[Under]:
        """Return the marks that arrived in a room, or anywhere."""
        return self.network.marks(room)

    def event_of(self, text: str) -> str:
        """Return the event of the newest message of Kith's that has this in it."""
        for arrived in reversed(self.network.of(Words)):
            if isinstance(arrived.letter.content, Words) and text in arrived.letter.content.plain and arrived.event:
                return arrived.event
        raise AssertionError(text)

    # --------------------------------------------------------------------------- time

    async def until(self, moment: datetime | timedelta) -> None:
        """Let time pass: each due moment is ticked at its own time, as a running Kith does."""
        goal = self.now + moment if isinstance(moment, timedelta) else moment
        while (due := await self.app.tick(self.now)) is not None and due <= goal:
            self.now = max(self.now, due)
            await self.app.tick(self.now)
            await self.settled()
        self.now = goal
        await self.app.tick(goal)
        await self.settled()


@pytest.fixture(autouse=True, scope="session")
def breathless() -> Iterator[None]:
    """Let no mark wait for a word that may follow: thousands would, and one test of its own looks at that."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.turnstile.BREATH", 0.0)
        yield


class Compiled(BytecodeCache):
    """What templates became, for all tests of this process: each test has a renderer that begins with none."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code
        self._code[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(autouse=True, scope="session")
def compiled() -> Iterator[None]:
    """Compile each template once: it would be the most of what a test's answer takes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.render.Environment", partial(Environment, bytecode_cache=Compiled()))
        yield


@pytest.fixture
def house() -> House:
    return House(me=KITH, allow=("*:example.org",))


@pytest.fixture
def network() -> Network:
    return Network()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies."""
    return tmp_path / FILE


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database as a first start leaves it, to copy: to make one takes longer than most tests."""
    path = tmp_path_factory.mktemp("prepared") / FILE

    async def made() -> None:
        async with opened(path):
            pass

    asyncio.run(made())
    return path


@pytest.fixture
async def db(path: Path, prepared: Path) -> AsyncIterator[Database]:
    shutil.copy(prepared, path)
    async with opened(path) as database:
        await database.execute("PRAGMA synchronous = OFF")  # nobody cuts the power of this machine
        yield database


@asynccontextmanager
async def circle(
    db: Database, network: Network, house: House, path: Path, render: LetterRenderer | None = None
) -> AsyncIterator[Room]:
    """Run Kith in River Circle with Ana, Ben, Cleo and Dee, its first message already read."""
    room = Room(db, network, house, path, render)
    await room.starts()
    try:
        await room.app.tick(room.now)
        await room.has("ana", "ben", "cleo", "dee")
        network.sent.clear()
        network.tried.clear()
        yield room
    finally:
        await room.stops()


@pytest.fixture
async def room(db: Database, network: Network, house: House, path: Path) -> AsyncIterator[Room]:
    async with circle(db, network, house, path) as room:
        yield room


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses that Kith makes between sends; none of them takes time."""
    made: list[float] = []
    sleep = asyncio.sleep

    async def paused(seconds: float) -> None:
        if seconds > 0:
            made.append(seconds)
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", paused)
    return made
