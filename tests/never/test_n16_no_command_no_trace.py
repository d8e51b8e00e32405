"""N16: what is no command and no awaited answer changes nothing and is stored nowhere."""

from __future__ import annotations

from bot.chat import Ask, Erased
from tests.conftest import Room

WORDS = ("kingfisher", "wagtail", "dipper", "bittern", "goosander", "oystercatcher")


async def _dump(room: Room) -> list[str]:
    """Return the whole database but for the token of the last batch."""
    lines = await room.db.run(lambda connection: list(connection.iterdump()))
    return [line for line in lines if "VALUES('since'" not in line]


def _chatter(room: Room, where: str, person: str) -> list[Ask]:
    return [
        room.ask(person, "I saw a kingfisher today", room=where),
        room.ask(person, "wagtail! hello, and help us all", room=where),
        room.ask(person, "to pass a dipper by is a pity; I witness much", room=where),
        room.ask(person, "bittern " * 2000, room=where),
        room.ask(person, "goosander", room=where, edits="$said1"),
        room.ask(person, "oystercatcher", room=where, thread="$said1", reply_to="$said1"),
        room.ask(person, "", room=where),
    ]


async def test_chatter_in_a_group_leaves_no_trace_in_any_file(room: Room) -> None:
    await room.says("ana", "!checkin open")
    room.network.sent.clear()
    before = await _dump(room)

    for said in _chatter(room, room.room, "ben"):
        await room.hears(said)
    await room.hears(room.mark("ben", "$said1", "kingfisher"))
    await room.hears(Erased("$erased", room.room, "@ben:example.org", "$said1", room.now))

    assert await _dump(room) == before
    assert room.network.sent == []
    assert [word for word in WORDS if word.encode() in room.bytes()] == []


async def test_what_is_not_understood_in_private_is_answered_and_kept_nowhere(room: Room) -> None:
    chat = await room.opens_chat("ana")

    for said in _chatter(room, chat, "ana"):
        await room.hears(said)

    assert room.words(chat)[-1].plain.startswith("I'm a bot. I didn't understand this and passed it to nobody.")
    assert [word for word in WORDS if word.encode() in room.bytes()] == []


async def test_chatter_is_not_in_the_inbox(room: Room) -> None:
    said = _chatter(room, room.room, "ben")

    await room.hears(*said)

    assert await room.read(lambda tx: [ask.event for ask in said if tx.inbox.has(ask.event)]) == []


async def test_chatter_in_a_room_that_is_none_of_kiths_leaves_no_trace(room: Room) -> None:
    before = await _dump(room)

    await room.hears(*_chatter(room, "!elsewhere:example.org", "ben"))

    assert await _dump(room) == before


async def test_passing_is_kept_as_an_event_and_not_as_a_persons(room: Room) -> None:
    await room.says("ana", "!checkin open")
    before = await _dump(room)

    await room.says("dee", "pass")

    added = [line for line in await _dump(room) if line not in before]
    assert any('INTO "inbox"' in line for line in added)
    assert [line for line in added if "@dee" in line or "pass" in line] == []
