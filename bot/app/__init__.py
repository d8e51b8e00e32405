"""What a message, a moment and a connection do: `hear`, `tick`, `deliver`.

A message goes one way: it is heard in a transaction that ends with letters, and
the letters are delivered. Nothing here reads a clock; moments are arguments.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from bot.app import moments, rooms, talk
from bot.app.failures import reference_for
from bot.app.in_order import InOrder
from bot.app.memory import Memory
from bot.app.post import Post
from bot.chat import Ask, Batch, Chat, Echo, Erased, Gone, Heard, House, Invited, Letter, Mark, RoomNow, Sealed
from bot.jobs import keep
from bot.storage.database import Database, is_ours
from bot.storage.letters import Renderer
from bot.storage.meta import RESTORED
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

SUSPICIOUS_STARTS = 2


class App:
    """Kith without its shell: everything but the clock, the configuration and the connection."""

    def __init__(self, db: Database, house: House, render: Renderer) -> None:
        """Work on this database, as this Kith, in these words."""
        self._db = db
        self._house = house
        self._render = render
        self._talk = talk.Talk()
        self._memory = Memory(house, render)
        self._at_once: asyncio.Queue[Letter] = asyncio.Queue()
        self._in_order = InOrder()
        self._one_by_one = False
        self._ticked = datetime.min.replace(tzinfo=UTC)
        self._rooms: dict[str, RoomNow] = {}
        self.owed = asyncio.Event()
        """Set whenever letters may have been written."""
        self.due = asyncio.Event()
        """Set whenever jobs may have been added."""

    async def start(self, now: datetime) -> None:
        """Count this start, and owe what is owed in every database.

        A batch that ended the process twice is taken event by event: two starts
        without a kept batch between them are the sign of it (a kill counts too).
        """
        self._one_by_one = await self._db.run(partial(self._start, now)) > SUSPICIOUS_STARTS

    def _start(self, now: datetime, connection: sqlite3.Connection) -> int:
        tx = self._tx(connection, now)
        tx.forgotten.key()  # a backup from before the first who is forgotten has it, too
        starts = int(tx.meta.get("starts") or 0) + 1
        tx.meta.put("starts", str(starts))
        tx.jobs.cancel(keep.KIND, "daily")  # it may stand years away, after a clock that was wrong for a while
        tx.jobs.at(now, keep.KIND, "daily")
        tx.support.look()
        moments.look_again(tx)
        tx.rota.look_again()
        if tx.meta.get(RESTORED) is not None:
            tx.letters.cause = f"restored {tx.meta.get(RESTORED)}"
            tx.support.end_all("restored")
            tx.meta.drop(RESTORED)
        self._memory.begin(connection)
        return starts

    def _tx(self, connection: sqlite3.Connection, now: datetime) -> Tx:
        tx = Tx(connection, self._house, self._render, now)
        tx.rooms = self._rooms
        return tx

    # ------------------------------------------------------------------ a message

    async def hear(self, batch: Batch, now: datetime) -> None:
        """Keep what a batch does and its token in one transaction, each event in a savepoint.

        While another program holds the database locked this returns before it is kept: whoever asked for places is
        answered from memory (N18), and further batches are kept after this one. Until then the token is
        the old one, so that the end of the program loses none of them.
        """
        began = asyncio.get_running_loop().time()
        if not await self._in_order.kept(partial(self._keep, batch, now, began)):
            for ask in batch.heard:
                if isinstance(ask, Ask):
                    self._answer_from_memory(ask)

    @property
    def is_behind(self) -> bool:
        """Whether something that was heard is not kept yet."""
        return self._in_order.is_behind

    def _answer_from_memory(self, ask: Ask) -> None:
        try:
            letter = self._memory.answer(ask)
        except Exception as error:  # noqa: BLE001 - the message is not lost: it is heard when the database is free
            reference_for(error, "memory")
        else:
            if letter is not None:
                self._at_once.put_nowait(letter)

    async def _keep(self, batch: Batch, now: datetime, began: float) -> None:
        hear = partial(self._hear, now=now, began=began, loop=asyncio.get_running_loop())
        if self._one_by_one:
            for heard in batch.heard:
                await self._db.run(partial(hear, Batch((heard,), None)))
            batch = replace(batch, heard=())
            self._one_by_one = False
        await self._db.run(partial(hear, batch))
        self.owed.set()
        self.due.set()

    def _hear(
        self,
        batch: Batch,
        connection: sqlite3.Connection,
        *,
        now: datetime,
        began: float,
        loop: asyncio.AbstractEventLoop,
    ) -> None:
        late = timedelta(seconds=int(loop.time() - began))  # it may have waited: what is promised counts from here
        now += late
        tx = self._tx(connection, now)
        for heard in batch.heard:
            self._guarded(tx, heard if isinstance(heard, Echo | Erased) else replace(heard, now=heard.now + late))
        for event in batch.opened:
            tx.undecrypted.drop(event)
        if batch.since is not None:
            tx.meta.put("since", batch.since)
            tx.meta.heard(now)
            if tx.meta.get("starts") != "0":
                tx.meta.put("starts", "0")
        self._memory.learn(connection)

    def _guarded(self, tx: Tx, heard: Heard) -> None:
        tx.db.execute("SAVEPOINT heard")
        try:
            self._one(tx, heard)
            tx.support.settle()
        except Exception as error:
            if not is_ours(error):
                raise
            tx.changed.clear()
            self._broke(tx, heard, error)
        tx.db.execute("RELEASE heard")

    def _broke(self, tx: Tx, heard: Heard, error: Exception) -> None:
        tx.db.execute("ROLLBACK TO heard")
        reference = reference_for(error, type(heard).__name__)
        if isinstance(heard, Ask):
            self._say_sorry(tx, heard, reference)

    def _say_sorry(self, tx: Tx, ask: Ask, reference: str) -> None:
        """Say that something broke, unless that breaks too: then the batch goes on without."""
        tx.db.execute("SAVEPOINT sorry")
        try:
            self._talk.sorry(tx, ask, reference, self._memory)
        except Exception as error:
            if not is_ours(error):
                raise
            tx.db.execute("ROLLBACK TO sorry")
            reference_for(error, "sorry")
        tx.db.execute("RELEASE sorry")

    def _one(self, tx: Tx, heard: Heard) -> None:
        match heard:
            case Ask():
                tx.undecrypted.drop(heard.event)  # if it waited for its key, it waits no longer
                self._talk.heard(tx, heard)
            case Mark():
                self._talk.marked(tx, heard)
            case RoomNow(room=room):
                self._rooms[room] = heard
                rooms.now(tx, heard)
            case Gone(room=room):
                self._rooms.pop(room, None)
                rooms.gone(tx, heard)
            case Invited():
                rooms.invited(tx, heard)
            case Sealed():
                rooms.sealed(tx, heard)
            case Erased(target=target):
                tx.undecrypted.drop(target)
            case Echo(event=event, key=key):
                tx.outbox.sent(key, event, tx.now)
                tx.support.delivered(key)

    async def sealed(self, now: datetime, sessions: frozenset[str] | None = None) -> tuple[Sealed, ...]:
        """Return what waits for these keys, or for any."""
        return await self._db.run(lambda connection: self._tx(connection, now).undecrypted.of(sessions))

    async def standing(self, now: datetime) -> tuple[str | None, frozenset[str]]:
        """Return the token to go on from, and the rooms that Kith was in when it was given."""

        def read(connection: sqlite3.Connection) -> tuple[str | None, frozenset[str]]:
            tx = self._tx(connection, now)
            return tx.meta.since, tx.groups.rooms() | tx.chats.rooms()

        return await self._db.run(read)

    # ------------------------------------------------------------------- a moment

    async def tick(self, now: datetime) -> datetime | None:
        """Do what is due now and return when to look again, or ``None`` when nothing is owed."""
        set_back, self._ticked = now < self._ticked, now
        did, again = await self._db.run(partial(self._tick, now, set_back))
        if did:
            self.owed.set()
        return again

    def _tick(self, now: datetime, set_back: bool, connection: sqlite3.Connection) -> tuple[bool, datetime | None]:  # noqa: FBT001 - bound at once
        tx = self._tx(connection, now)
        if set_back:
            tx.support.look()
            moments.look_again(tx)
            tx.rota.look_again()
        due = tx.jobs.due(now)
        for job in due:
            moments.do(tx, job)
        self._memory.learn(connection)
        return bool(due) or set_back, tx.jobs.next()

    async def forgotten(self, now: datetime) -> dict[str, datetime]:
        """Return who is forgotten, by seal, and since when."""
        return await self._db.run(lambda connection: self._tx(connection, now).forgotten.moments())

    # --------------------------------------------------------------- a connection

    async def deliver(self, chat: Chat, clock: Callable[[], datetime]) -> None:
        """Send what is owed, for ever; what is under way is finished when this is cancelled."""
        post = Post(self._db, chat, self._house, self._render, clock, self._at_once, self._memory, self.owed, self.due)
        try:
            await post.run()
        finally:
            await self._in_order.stop()
