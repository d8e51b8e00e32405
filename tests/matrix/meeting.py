"""How Kith and people come together in a room."""

from __future__ import annotations

from bot.chat import Invited, Join, Open, RoomNow
from tests.matrix.kith import Kith
from tests.matrix.person import Person


async def in_a_room(kith: Kith, *people: Person, encrypted: bool = False) -> str:
    """Return a room in which Kith and these are joined, and each of them knows it."""
    room = await people[0].creates(kith.me, *(person.id for person in people[1:]), encrypted=encrypted)
    await kith.until(Invited, lambda invited: invited.room == room)
    await kith.sent(Join(), room)
    for person in people[1:]:
        await person.joins(room)
    everybody = {kith.me, *(person.id for person in people)}
    await kith.until(RoomNow, lambda now: now.room == room and now.joined == everybody)
    for person in people:
        await person.sees(room, *everybody)
    return room


async def in_private(kith: Kith, person: Person, key: str = "open") -> str:
    """Return a private chat that Kith opened and the person joined."""
    room = (await kith.sent(Open(), person=person.id, key=key)).room
    await person.joins(room)
    await kith.until(RoomNow, lambda now: now.room == room and now.joined == {kith.me, person.id})
    return room
