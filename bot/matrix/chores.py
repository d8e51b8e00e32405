"""What is done beside the sync loop: keys, the account's name, the list of private chats. Nothing waits for it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.matrix.loose import text
from bot.matrix.wire import Answer, Pauses, Wire, path

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from bot.matrix.direct import Direct
    from bot.matrix.farewell import Farewell
    from bot.matrix.rooms import Rooms
    from bot.matrix.sharing import Sharing
    from bot.matrix.trust import Trust

log = logging.getLogger(__name__)

_PAIR = 2
_LONGEST = 300.0  # seconds between two attempts


class Chores:
    """A task of its own; whatever fails is tried again later, and is never fatal."""

    def __init__(  # noqa: PLR0913 - what there is to look after
        self,
        wire: Wire,
        rooms: Rooms,
        direct: Direct,
        sharing: Sharing | None,
        trust: Trust | None,
        farewell: Farewell | None,
        name: str | None,
    ) -> None:
        """``name`` is the display name that the account is to have, if any; what is ``None`` is not done."""
        self._wire = wire
        self._rooms = rooms
        self._direct = direct
        self._sharing = sharing
        self._trust = trust
        self._name = name
        self._due = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._duties = [
            *([_Duty(sharing.upkeep)] if sharing else []),
            *([_Duty(trust.upkeep)] if trust else []),
            *([_Duty(farewell.see_off)] if farewell else []),
            _Duty(self._take_name),
            _Duty(self._record_chats),
        ]

    def start(self) -> None:
        """Begin."""
        self._due.set()
        self._task = asyncio.create_task(self._run(), name="kith: chores")

    def due(self) -> None:
        """A sync may have brought something to do."""
        self._due.set()

    def after_login(self) -> None:
        """Kith had to log in again."""
        if self._sharing:
            self._sharing.publishing.doubt()
        if self._trust:
            self._trust.doubt()  # a session that ends takes the device's signatures along
        self._due.set()

    async def stop(self) -> None:
        """End, in the middle of whatever it is."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])

    async def _run(self) -> None:
        while True:
            self._due.clear()
            for duty in self._duties:
                await duty.look()
            with suppress(TimeoutError):
                async with asyncio.timeout_at(min((duty.again for duty in self._duties if duty.again), default=None)):
                    await self._due.wait()

    async def _take_name(self) -> Answer | None:
        """Give the account its display name, once."""
        if self._name is None:
            return None
        where = path("profile", self._rooms.me, "displayname")
        answer = await self._wire.ask("GET", where)
        if answer.final and text(answer.body.get("displayname")) != self._name:
            answer = await self._wire.ask("PUT", where, {"displayname": self._name})
        if answer.final:
            self._name = None
        return None if answer.good else answer

    async def _record_chats(self) -> Answer | None:
        """Write into ``m.direct`` the private chats that are missing there."""
        for room in self._rooms:
            if room.direct and room.id not in self._direct.rooms and len(room.people) == _PAIR:
                person = next(person for person in room.people if person != self._rooms.me)
                answer = await self._direct.record(person, room.id)
                if not answer.good:
                    return answer
        return None


class _Duty:
    """One thing to keep up. Where it fails it rests by itself, and holds up none of the others."""

    def __init__(self, do: Callable[[], Awaitable[Answer | None]]) -> None:
        """``do`` returns the answer of what has to be tried again; ``again`` is when, by the loop's clock."""
        self._do = do
        self._pauses = Pauses(_LONGEST)
        self.again: float | None = None

    async def look(self) -> None:
        """Do what is due, unless it rests."""
        if self.again is not None and asyncio.get_running_loop().time() < self.again:
            return
        try:
            trouble = await self._do()
        except Exception as error:  # noqa: BLE001 - the sync loop meets the same trouble and tells it
            log.warning("Upkeep failed (%s)", type(error).__name__)
            trouble = Answer(0)
        if trouble is None or trouble.final:
            self._pauses, self.again = Pauses(_LONGEST), None
        else:
            self.again = asyncio.get_running_loop().time() + self._pauses.after(trouble)
