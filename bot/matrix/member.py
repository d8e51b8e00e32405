"""A person's own client: the people of `kith demo` write and read with it, beside a Kith that knows nothing of it."""

from __future__ import annotations

import asyncio
import uuid
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING, Self, TypeVar

from bot.chat import Invited, Join, Letter, Open, Sent, Under, Words
from bot.matrix.account import Account
from bot.matrix.chores import Chores
from bot.matrix.direct import ENCRYPTION, Direct, Opening
from bot.matrix.keys import Keys, store_file
from bot.matrix.login import Login
from bot.matrix.loose import Json, text
from bot.matrix.outbound import Outbound
from bot.matrix.quiet import hush
from bot.matrix.rooms import Rooms
from bot.matrix.sharing import Sharing
from bot.matrix.sight import Seen, Sight
from bot.matrix.sync import Sync
from bot.matrix.wire import Wire, path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.chat import Content, RoomNow

Found = TypeVar("Found")


class NotSent(Exception):
    """The homeserver did not take it; the text is its reason."""


class Member:
    """One person at one client, who joins whatever they are invited to.

    ``seen`` holds every message and mark that could be read, in the order of that, own ones too.
    Whatever is done raises :class:`NotSent` where the homeserver does not take it.
    """

    def __init__(self, wire: Wire, login: Login, keys: Keys, name: str, tell: Callable[[Seen], None]) -> None:
        """Use :meth:`arrive`."""
        self.user_id = login.identity.user_id
        self.seen: list[Seen] = []
        self._wire = wire
        self._keys = keys
        self._tell = tell
        self._rooms = Rooms(self.user_id)
        self._sharing = Sharing(wire, keys, self._rooms)
        direct = Direct(wire, self.user_id)
        opening = Opening(wire, self._rooms, direct, encryption=True)
        self._outbound = Outbound(wire, self._rooms, opening, keys, self._sharing)
        self._sight = Sight(self.user_id, keys, _now)
        self._sync = Sync(wire, self._rooms, direct, keys, self._sight)
        self._chores = Chores(wire, self._rooms, direct, self._sharing, None, None, name)
        self._changed = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def arrive(cls, account: Account, folder: Path, tell: Callable[[Seen], None]) -> Self:
        """Log in with keys of a new device in ``folder``, and listen; ``tell`` hears of everything that is seen.

        Returns when others can write to this device. Raises :class:`bot.matrix.CannotStart`.
        """
        hush()
        wire = Wire(account.homeserver)
        try:
            login = Login(account, folder / "identity", wire, _now)
            await login.enter()
            keys = Keys(login.identity, store_file(folder / "crypto", login.identity))
        except BaseException:
            await wire.close()
            raise
        member = cls(wire, login, keys, account.display_name or account.user_id, tell)
        try:
            if trouble := await member._sharing.upkeep():
                login.must_be_good(trouble)
        except BaseException:
            await member.close()
            raise
        member._chores.start()
        member._listening = asyncio.create_task(member._listen(), name=f"{account.display_name} listens")
        return member

    async def close(self) -> None:
        """Stop listening and close the connection; the account and its rooms stay."""
        try:
            if self._listening:
                self._listening.cancel()
                with suppress(asyncio.CancelledError):
                    await self._listening
            await self._chores.stop()
        finally:
            await self._wire.close()
            self._keys.close()

    async def until(self, found: Callable[[], Found | None]) -> Found:
        """Return what ``found`` gives, once it is something; it is looked for again whenever there is news."""
        async with self._changed:
            while (value := found()) is None:
                await self._changed.wait()
            return value

    def room(self, room: str) -> RoomNow | None:
        """Return what a joined room is now, ``None`` where this client does not know it."""
        known = self._rooms.get(room)
        return None if known is None else known.now(_now(), direct=False)

    async def say(self, room: str, words: str) -> str:
        """Write a message, encrypted where the room is, and return its event."""
        return (await self._send(Words(words, escape(words).replace("\n", "<br>"), rings=True), room)).event or ""

    async def react(self, room: str, on: str, key: str) -> str:
        """Put the mark ``key`` under the message ``on`` and return its event."""
        return (await self._send(Under(on, key), room)).event or ""

    async def create(self, name: str) -> str:
        """Create an encrypted group and return its room once this client knows it."""
        wanted = {"name": name, "preset": "private_chat", "initial_state": [ENCRYPTION]}
        room = text((await self._post(path("createRoom"), wanted)).get("room_id")) or ""
        # A homeserver may show a room before it is furnished.
        return await self.until(
            lambda: room if (now := self.room(room)) and now.encrypted and now.name == name else None
        )

    async def open_chat(self, person: str) -> str:
        """Open an encrypted private chat and return its room, into which can be written before the other has joined."""
        return (await self._send(Open(), person=person)).room

    def chat_with(self, person: str) -> str | None:
        """Return the private chat with somebody, ``None`` where this client knows of none."""
        two = {self.user_id, person}
        return next((room.id for room in self._rooms if room.direct and room.people == two), None)

    async def invite(self, room: str, person: str) -> None:
        """Invite somebody to a room."""
        await self._post(path("rooms", room, "invite"), {"user_id": person})

    async def _post(self, where: str, body: Json) -> Json:
        answer = await self._wire.ask("POST", where, body)
        if not answer.good:
            raise NotSent(answer.code or str(answer.status))
        return answer.body

    async def _send(self, content: Content, room: str = "", person: str | None = None) -> Sent:
        delivery = await self._outbound.send(Letter(uuid.uuid4().hex, content, room, person))
        if not isinstance(delivery, Sent):
            raise NotSent(getattr(delivery, "why", "not private"))
        return delivery

    async def _listen(self) -> None:
        async for batch in self._sync.batches(None, frozenset()):
            self._chores.due()
            if batch.keys:
                self._sight.look_again()
            for seen in self._sight.news():
                self.seen.append(seen)
                self._tell(seen)
            for heard in batch.heard:
                if isinstance(heard, Invited):
                    with suppress(NotSent):  # the invitation was taken back
                        await self._send(Join(), heard.room)
            async with self._changed:
                self._changed.notify_all()


def _now() -> datetime:
    return datetime.now(UTC)
