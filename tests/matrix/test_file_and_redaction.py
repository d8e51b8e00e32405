"""Files that a real client opens, and what Kith wrote taken back from a room."""

from __future__ import annotations

import json
from typing import TypeVar

import nio
import pytest
from aiohttp import web
from nio.crypto.attachments import decrypt_attachment

from bot.chat import File, Invited, Join, Later, NotPrivate, Redact, RoomNow, Sent, Under
from bot.matrix import redacting
from tests.matrix.conftest import World
from tests.matrix.kith import Kith
from tests.matrix.meeting import in_a_room, in_private
from tests.matrix.person import Person

FILE = File("my-data.json", "application/json", json.dumps({"about": "@ana", "says": "ä heron"}))


T = TypeVar("T")


async def _event(person: Person, kind: type[T]) -> T:
    await person._until(lambda: any(isinstance(event, kind) for event in person.events))
    return next(event for event in person.events if isinstance(event, kind))


async def test_in_an_encrypted_chat_the_file_is_encrypted_and_a_client_decrypts_it(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_private(kith, ana)

    await kith.sent(FILE, room, ana.id)

    event = await _event(ana, nio.RoomEncryptedFile)
    answer = await ana.client.download(event.url)
    assert isinstance(answer, nio.MemoryDownloadResponse), answer
    assert isinstance(answer.body, bytes)
    assert b"heron" not in answer.body
    assert decrypt_attachment(answer.body, event.key["k"], event.hashes["sha256"], event.iv).decode() == FILE.text
    assert (event.body, answer.content_type, answer.filename) == (FILE.name, "application/octet-stream", None)


async def test_in_a_plain_chat_the_file_is_what_it_is(world: World) -> None:
    kith, ana = await world.kith(encryption=False), await world.person("ana")
    room = await in_private(kith, ana)

    await kith.sent(FILE, room, ana.id)

    event = await _event(ana, nio.RoomMessageFile)
    answer = await ana.client.download(event.url)
    assert isinstance(answer, nio.MemoryDownloadResponse), answer
    assert isinstance(answer.body, bytes)
    assert answer.body.decode() == FILE.text


async def test_no_file_goes_where_a_third_person_is_not_even_to_the_server(world: World) -> None:
    line = await world.line()
    kith, ana, ben = await world.kith(homeserver=line.url), await world.person("ana"), await world.person("ben")
    room = await ana.creates(kith.me, direct=True, encrypted=True)
    await kith.until(Invited)
    await kith.sent(Join(), room)
    await ana.client.room_invite(room, ben.id)
    await kith.until(RoomNow, lambda now: ben.id in now.invited)

    assert await kith.send(FILE, room, ana.id) == NotPrivate()
    assert line.requests("/media/") == 0


async def _standing(kith: Kith, room: str) -> list[str]:
    """Return Kith's own events that still say something, the oldest first."""
    page = await kith.asks("GET", f"rooms/{room}/messages?dir=b&limit=100")
    kinds = {"m.room.message", "m.room.encrypted", "m.reaction"}
    return [
        event["event_id"]
        for event in reversed(page["chunk"])
        if event["sender"] == kith.me and event["type"] in kinds and event["content"]
    ]


async def test_what_kith_wrote_is_taken_back_but_for_the_last_word_and_what_others_wrote_stays(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_private(kith, ana)
    theirs = await ana.says(room, "forget me")
    first = await kith.says("send it again", room, ana.id)
    await kith.sent(Under(theirs, "🌱"), room, ana.id)
    last = await kith.says("it's erased", room, ana.id)
    after = await kith.says("and hello again", room, ana.id)

    done = await kith.send(Redact(last), room)

    assert isinstance(done, Sent)
    assert await _standing(kith, room) == [last, after]
    page = await kith.asks("GET", f"rooms/{room}/messages?dir=b&limit=100")
    content = {event["event_id"]: event["content"] for event in page["chunk"]}
    assert content[theirs]
    assert not content[first]


async def test_it_goes_on_where_it_was_left(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redacting, "AT_ONCE", 2)
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana)
    events = [await kith.says(f"heron {number}", room) for number in range(5)]

    first = await kith.send(Redact(), room, key="r")
    left = await _standing(kith, room)
    await kith.restart()
    second = await kith.send(Redact(), room, key="r")
    third = await kith.send(Redact(), room, key="r")

    assert isinstance(first, Later)
    assert isinstance(second, Later)
    assert left == events[:3]
    assert isinstance(third, Sent)
    assert await _standing(kith, room) == []


async def test_a_limit_of_the_homeserver_is_waited_out_by_the_caller(world: World) -> None:
    line = await world.line()
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    room = await in_a_room(kith, ana)
    await kith.says("heron", room)
    limited = web.json_response({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 7000}, status=429)
    line.fails("/redact/", limited)

    assert await kith.send(Redact(), room) == Later(7.0, "M_LIMIT_EXCEEDED")
    assert isinstance(await kith.send(Redact(), room), Sent)
    assert await _standing(kith, room) == []
