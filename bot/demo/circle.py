"""The group of the demo: four people with a client each, their room, and their private chats with Kith."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from collections.abc import Set as AbstractSet
from contextlib import AsyncExitStack, asynccontextmanager
from enum import Enum
from functools import partial
from pathlib import Path

from bot.demo.homeserver import Homeserver
from bot.demo.transcript import KITH, Transcript
from bot.matrix import Account
from bot.matrix.member import Member, NotSent
from bot.matrix.sight import Message, Seen
from bot.storage.tx import KEYCAPS

GROUP = "River Circle"
TOGETHER_WITHIN = 30.0  # seconds; half of one is usual
NAMES = ("ana", "ben", "cleo", "dee")


class Where(Enum):
    """In the group's room, or in a person's private chat with Kith."""

    ROOM = "room"
    PRIVATE = "private"


ROOM, PRIVATE = Where.ROOM, Where.PRIVATE


class Circle:
    """Who is there and where they talk; everything that any of them sees goes into the transcript, once.

    ``people`` are the members by the names of :data:`NAMES`, ``passwords`` what they log in with.
    ``kith`` is Kith's user ID and ``room`` the group's room, into which Kith is not invited yet.
    """

    def __init__(self, kith: str, transcript: Transcript) -> None:
        """Use :func:`gathered`."""
        self.kith = kith
        self.room = ""
        self.people: dict[str, Member] = {}
        self.passwords: dict[str, str] = {}
        self._transcript = transcript
        self._numbers = {(kith, key) for key in KEYCAPS}  # the question itself shows them
        self._shown: dict[str, Seen] = {}
        self._chats: dict[str, str] = {}

    def place(self, who: str, where: Where) -> str | None:
        """Return the room that this is for a person; ``None`` for a private chat that was not opened yet."""
        if where is ROOM:
            return self.room
        if found := self.people[who].chat_with(self.kith):
            self._chats[who] = found
        return self._chats.get(who)

    async def says(self, who: str, where: Where, words: str) -> str:
        """Let a person write and return the event; a private chat is opened together with its first message."""
        person = self.people[who]
        room = self.place(who, where)
        if room is None:
            room = self._chats[who] = await person.open_chat(self.kith)
        return await person.say(room, words)

    async def puts(self, who: str, where: Where, mark: str, under: str) -> str:
        """Let a person put a mark under Kith's newest message with these words in it, and return the event."""
        person, room = self.people[who], self.place(who, where)
        for seen in reversed(person.seen):
            if isinstance(seen, Message) and (seen.room, seen.sender) == (room, self.kith) and under in seen.text:
                return await person.react(seen.room, seen.event, mark)
        raise NotSent("there is no such message")

    def show(self, who: str, seen: Seen) -> None:
        """Write into the transcript what one of them saw, unless another did so before."""
        if seen.event in self._shown:
            return
        self._shown[seen.event] = seen
        heading, sender = self._heading(who, seen.room), self._name(seen.sender)
        if isinstance(seen, Message):
            self._transcript.says(heading, sender, seen.text)
        elif (seen.sender, seen.key) not in self._numbers:
            target = self._shown.get(seen.on)
            self._transcript.marks(heading, sender, seen.key, self._name(target.sender) if target else None)

    def _heading(self, who: str, room: str) -> str:
        now = self.people[who].room(room)
        if now is None:
            return "A room"
        two = now.joined | now.invited
        private = now.direct and two == {self.people[who].user_id, self.kith}
        name = f"{self._name(self.people[who].user_id)} and {KITH}, private" if private else now.name
        return f"{name} (encrypted)" if now.encrypted else name

    def _name(self, user: str) -> str:
        return KITH if user == self.kith else user[1:].partition(":")[0].capitalize()


@asynccontextmanager
async def gathered(server: Homeserver, folder: Path, kith: str, transcript: Transcript) -> AsyncIterator[Circle]:
    """Register the four, log them in and bring them together in an encrypted room; they go home after the block.

    Raises :class:`NotSent` where the homeserver does not let them, and :class:`bot.matrix.CannotStart`.
    """
    circle = Circle(kith, transcript)
    async with AsyncExitStack() as home:
        for name in NAMES:
            password = circle.passwords[name] = f"{name}-{secrets.token_hex(4)}"
            user = await server.register(name, password)
            account = Account(server.url, user, password, None, "Kith demo", name.capitalize(), encryption=True)
            member = circle.people[name] = await Member.arrive(account, folder / name, partial(circle.show, name))
            home.push_async_callback(member.close)
        try:
            async with asyncio.timeout(TOGETHER_WITHIN):
                await _meet(circle)
        except TimeoutError as error:
            raise NotSent("they did not come together in time") from error
        yield circle


async def _meet(circle: Circle) -> None:
    """Have the first create the room, invite the others, and return when each of them sees all."""
    first, *others = circle.people.values()
    circle.room = await first.create(GROUP)
    for other in others:
        await first.invite(circle.room, other.user_id)
    everybody = {member.user_id for member in circle.people.values()}
    for member in circle.people.values():
        await member.until(partial(_sees, member, circle.room, everybody))


def _sees(member: Member, room: str, everybody: AbstractSet[str]) -> bool | None:
    now = member.room(room)
    return (now is not None and now.joined >= everybody) or None
