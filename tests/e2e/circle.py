"""Where most evenings begin: a room or a private chat with Kith in it, and the word that shows that it is there."""

from __future__ import annotations

from collections.abc import Iterable

from tests.e2e.heard import Message
from tests.e2e.kith import Kith
from tests.e2e.people import Person

INTRODUCTION = "a bot for check-ins"
GREETING = "I'm Kith, a bot. To reach a person"
PONG = ": I'm here."


async def circle(
    ana: Person,
    bot: Kith,
    *others: Person,
    name: str = "River Circle",
    encrypted: bool = True,
    version: str | None = None,
) -> str:
    """Ana opens a room; return it when the others are in it and Kith has introduced itself."""
    room = await ana.create_room(
        name, invite=[bot.user, *(other.user for other in others)], encrypted=encrypted, version=version
    )
    for other in others:
        await other.until_invited(by=ana.user)
        await other.join(room)
    await ana.until(INTRODUCTION, room=room, sender=bot.user)
    return room


async def chat(ana: Person, bot: Kith, *, encrypted: bool = True) -> str:
    """Ana opens a private chat with Kith by sending it a word; return the room when she was answered."""
    room = await ana.direct_chat_with(bot.user, "ping willow", encrypted=encrypted)
    await ana.until(f"willow{PONG}", room=room, sender=bot.user)
    return room


async def pinged(person: Person, room: str, word: str, *, by: Kith) -> Message:
    """Type ``!ping word`` and return Kith's answer: it has heard all that was said in the room before."""
    event = await person.say(room, f"!ping {word}")
    return await person.until(f"{word}{PONG}", room=room, sender=by.user, after=event)


def said(by: Kith, person: Person, room: str) -> list[str]:
    """Return what Kith said in a room as a person sees it, oldest first."""
    return [message.body for message in person.heard(room) if message.sender == by.user]


def pongs(messages: Iterable[str]) -> list[str]:
    """Return the words of the pings that were answered, in the order of the answers."""
    return [body.removesuffix(PONG) for body in messages if body.endswith(PONG)]
