"""What tests of support begin with: a group with listeners and places, where support is switched on."""

from __future__ import annotations

from bot.chat import Group
from bot.storage.requests import Kept
from bot.storage.tx import Tx
from tests.conftest import CIRCLE, Room, at

PLACE = "Night line, 0800 1, always"


async def group_of(room: Room, where: str = CIRCLE) -> Group:
    """Return the group of a room."""
    group = await room.read(lambda tx: tx.groups.in_room(where))
    assert group is not None
    return group


async def listens(room: Room, *people: str, where: str = CIRCLE, night: bool = True, limit: int = 50) -> Group:
    """Let people of a group be listeners whose phones ring, at any hour unless it is said otherwise."""
    group = await group_of(room, where)

    def on(tx: Tx) -> None:
        tx.letters.cause = f"listens {people}"
        for person in map(at, people):
            tx.listeners.on(person, group)
            tx.listeners.night(person, group, ok=night)
            tx.listeners.limit(person, group, limit)
        tx.support.settle()

    await room.read(on)
    return group


async def supports(room: Room, *listeners: str, where: str = CIRCLE) -> Group:
    """Switch support on in a group, with a place to turn to; let these listen, and everybody else have a chat."""
    await room.says("ana", f"!resources add {PLACE}", room=where)
    await room.says("ana", "!support on", room=where)
    for person in ("ana", *listeners):
        await room.chat_of(person)
    return await listens(room, *listeners, where=where)


async def open_of(room: Room, asker: str) -> Kept:
    """Return the one request that this person has open."""
    (kept,) = await room.read(lambda tx: tx.requests.of(at(asker)))
    return kept


async def told(room: Room, person: str) -> list[str]:
    """Return everything that a person read from Kith alone."""
    chat = await room.chat_of(person)
    return [words.plain for words in room.words(chat)]
