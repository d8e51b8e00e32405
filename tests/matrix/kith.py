"""Kith's session with a consumer that keeps what the database would keep."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from bot.chat import Batch, Content, Delivery, Gone, Heard, Letter, RoomNow, Sent, Words
from bot.matrix import Account, CannotStart, Session
from bot.matrix.keys import Keys
from bot.matrix.publishing import published

PATIENCE = 20.0

T = TypeVar("T")


class Kith:
    """A session and what it heard; it keeps what the database would keep, and can be stopped and started."""

    def __init__(self, account: Account, data_dir: Path) -> None:
        self.account, self.data_dir = account, data_dir
        self.me = account.user_id
        self.since: str | None = None
        self.known: set[str] = set()
        self.heard: list[Heard] = []
        self.batches: list[Batch] = []
        self.session: Session
        self._news = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None
        self._keys = itertools.count(1)

    async def start(self) -> Kith:
        self.session = await Session.connect(self.account, self.data_dir)
        self._task = asyncio.create_task(self._listen())
        return self

    async def stop(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError, CannotStart):
                await self._task
            self._task = None
            await self.session.close()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def until(self, kind: type[T], when: Callable[[T], bool] = lambda _: True) -> T:
        """Return the first that was heard of this kind and fits, waiting for it."""
        async with asyncio.timeout(PATIENCE), self._news:
            while True:
                for one in self.heard:
                    if isinstance(one, kind) and when(one):
                        return one
                if self._task and self._task.done():
                    self._task.result()
                await self._news.wait()

    async def until_batch(self, when: Callable[[Batch], bool]) -> Batch:
        async with asyncio.timeout(PATIENCE), self._news:
            while not (found := [batch for batch in self.batches if when(batch)]):
                await self._news.wait()
        return found[0]

    async def send(self, content: Content, room: str = "", person: str | None = None, key: str = "") -> Delivery:
        return await self.session.send(Letter(key or f"letter{next(self._keys)}", content, room, person))

    async def sent(self, content: Content, room: str = "", person: str | None = None, key: str = "") -> Sent:
        """Send what has to arrive; only a message's event is known."""
        delivery = await self.send(content, room, person, key)
        assert isinstance(delivery, Sent), delivery
        return delivery

    async def says(self, text: str, room: str, person: str | None = None, key: str = "", **more: Any) -> str:
        """Send words that have to arrive and return their event."""
        sent = await self.sent(Words(text, text, **more), room, person, key)
        assert sent.event
        return sent.event

    @property
    def keys(self) -> Keys:
        assert self.session._keys
        return self.session._keys

    async def asks(self, method: str, where: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask the server something as Kith."""
        return (await self.session._wire.ask(method, f"/_matrix/client/v3/{where}", body)).body

    async def published(self) -> None:
        """Wait until the server has the keys of Kith's device."""
        machine = self.keys.machine
        async with asyncio.timeout(PATIENCE):
            while not (await published(self.session._wire, machine.user_id, machine.device_id))[1].device:
                pass

    def deaf(self) -> None:
        """Hear no more of what happens, as when syncs fail."""
        assert self._task
        self._task.cancel()

    def of(self, kind: type[T]) -> list[T]:
        return [one for one in self.heard if isinstance(one, kind)]

    async def _listen(self) -> None:
        try:
            async for batch in self.session.batches(self.since, frozenset(self.known)):
                for one in batch.heard:
                    if isinstance(one, RoomNow):
                        self.known.add(one.room)
                    if isinstance(one, Gone):
                        self.known.discard(one.room)
                self.since = batch.since
                self.heard.extend(batch.heard)
                self.batches.append(batch)
                async with self._news:
                    self._news.notify_all()
        finally:
            async with self._news:
                self._news.notify_all()
