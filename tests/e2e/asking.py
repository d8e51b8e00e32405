"""A circle in which support is on: who listens, in chats of their own, and where it is noon for everybody."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tests.e2e.circle import chat, circle, said
from tests.e2e.crowd import Plain
from tests.e2e.heard import Message
from tests.e2e.kith import Kith
from tests.e2e.people import Person

PING = "Can you "
PROMISE = "I'll write again at"
HELD = "It's held, someone is there"
LATER = "Someone answered before you"
WAIT = "I ask whether it suits them"


def noon() -> str:
    """Return a zone in which it is about noon now, so that nobody is in their quiet hours."""
    east = 12 - datetime.now(UTC).hour
    return f"Etc/GMT{-east:+d}" if east else "Etc/GMT"


@dataclass(slots=True)
class Support:
    """A Kith, the room, the people in it, and the private chat of each."""

    bot: Kith
    room: str
    people: Mapping[str, Person]
    chats: Mapping[str, str]

    async def say(self, name: str, text: str) -> str:
        """Let somebody write to Kith alone; return the event."""
        return await self.people[name].say(self.chats[name], text)

    async def hears(self, name: str, text: str, *, after: str | None = None, within: float = 30.0) -> Message:
        """Wait until somebody is told this in private."""
        return await self.people[name].until(
            text, room=self.chats[name], sender=self.bot.user, after=after, within=within
        )

    def told(self, name: str) -> list[str]:
        """Return what Kith said to somebody alone, oldest first."""
        return said(self.bot, self.people[name], self.chats[name])

    async def pinged(self, *names: str, number: int) -> list[str]:
        """Wait until so many of these were pinged; return who, in the order in which they were."""
        waiting = {asyncio.create_task(self.hears(name, PING), name=name) for name in names}
        rang: list[str] = []
        try:
            while len(rang) < number:
                done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
                assert done, f"{number} of {names} were to be pinged"
                for task in done:
                    await task
                    rang.append(task.get_name())
        finally:
            for task in waiting:
                task.cancel()
        return rang


async def arrival(bot: Kith, message: Message) -> int:
    """Return when the homeserver took a message, in milliseconds of its clock."""
    event = await bot.asks("GET", f"rooms/{quote(message.room)}/event/{quote(message.event)}")
    return int(event["origin_server_ts"])


async def listens(person: Person | Plain, room: str, bot: Kith) -> None:
    """Say yes to being asked, in a private chat: the clock is right, and the phone rang."""
    asked = await person.say(room, "listen on")
    await person.until("`1` yes", room=room, sender=bot.user, after=asked)
    clock = await person.say(room, "yes")
    await person.until("`1` yes", room=room, sender=bot.user, after=clock)
    rang = await person.say(room, "1")
    await person.until("listen", room=room, sender=bot.user, after=rang)


async def support(bot: Kith, people: Mapping[str, Person], listeners: str, **more: Any) -> Support:
    """Open a circle of the first of these people, switch support on, and let these listen."""
    first, *others = people.values()
    room = await circle(first, bot, *others, **more)
    places = await first.say(room, "!resources add Night line, 0800 111 0 111, always")
    await first.until("Night line", room=room, sender=bot.user, after=places)
    on = await first.say(room, "!support on")
    await first.until("switched support on", room=room, sender=bot.user, after=on)
    rooms = await asyncio.gather(*(chat(person, bot) for person in people.values()))
    chats = dict(zip(people, rooms, strict=True))
    await asyncio.gather(*(listens(people[name], chats[name], bot) for name in listeners.split()))
    return Support(bot, room, people, chats)
