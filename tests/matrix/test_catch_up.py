"""What happened while Kith was down, and what could not be read at first."""

from __future__ import annotations

import json

import pytest
from aiohttp import web

from bot.chat import Ask, Batch, RoomNow, Sealed, Words
from bot.matrix.loose import Json
from tests.matrix.conftest import World
from tests.matrix.meeting import in_a_room

COMMANDS = 250


@pytest.mark.parametrize("encrypted", [False, True])
async def test_everything_that_was_written_while_down_is_heard_once_in_order(world: World, encrypted: bool) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=encrypted)
    await ana.says(room, "!ping first")
    await kith.until(Ask)
    await kith.stop()
    for count in range(COMMANDS):
        await ana.says(room, f"!ping {count}")

    await kith.start()
    await kith.until(Ask, lambda ask: ask.text == f"!ping {COMMANDS - 1}")

    assert [ask.text for ask in kith.of(Ask)] == ["!ping first", *(f"!ping {count}" for count in range(COMMANDS))]
    assert isinstance(kith.batches[-1].heard[0], RoomNow) or len(kith.batches) > 1


async def test_trouble_while_catching_up_leaves_nothing_out(world: World) -> None:
    line = await world.line()
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    room = await in_a_room(kith, ana)
    await kith.stop()
    for count in range(150):
        await ana.says(room, f"!ping {count}")
    line.fails("/messages", web.Response(status=502))

    await kith.start()
    await kith.until(Ask, lambda ask: ask.text == "!ping 149")

    assert [ask.text for ask in kith.of(Ask)] == [f"!ping {count}" for count in range(150)]


async def test_the_next_is_asked_for_only_when_the_consumer_comes_back(world: World) -> None:
    line = await world.line()
    kith = await world.kith(homeserver=line.url, encryption=False)
    await kith.until_batch(lambda _: True)
    await kith.stop()
    await kith.start()
    kith.deaf()
    before = line.requests("/sync")

    batches = kith.session.batches(kith.since, frozenset())
    batch = await anext(batches)
    during = line.requests("/sync")
    await kith.session._wire.ask("GET", "/_matrix/client/versions")

    assert batch.since
    assert line.requests("/sync") == during <= before + 1
    await batches.aclose()


async def test_what_could_not_be_read_waits_as_ciphertext_until_its_key_comes(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    await ana.says(room, "readable")
    await kith.until(Ask)
    withheld: list[Json] = []
    keys, receive = kith.keys, kith.keys.receive
    ana.client.invalidate_outbound_session(room)

    def late(response: Json) -> frozenset[str]:
        """Keep the keys back, as a slow server of the sender's does."""
        withheld.extend(response.pop("to_device", {}).get("events", []))
        return receive(response)

    keys.receive = late  # type: ignore[method-assign] # what comes late is the server's doing
    await ana.says(room, "a secret")
    sealed = await kith.until(Sealed)
    not_yet = await kith.session.unseal([sealed])
    keys.receive = lambda response: receive(  # type: ignore[method-assign] # as above
        {**response, "to_device": {"events": [*withheld, *response.get("to_device", {}).get("events", [])]}}
    )
    await ana.says(room, "and another")
    batch: Batch = await kith.until_batch(lambda batch: sealed.session in batch.keys)
    (ask,) = (await kith.session.unseal([sealed])).heard

    assert (not_yet.heard, not_yet.opened) == ((), frozenset())
    assert batch.since
    assert isinstance(ask, Ask)
    assert (ask.text, ask.event, ask.sender, ask.room) == ("a secret", sealed.event, ana.id, room)
    assert "a secret" not in sealed.source
    assert json.loads(sealed.source)["type"] == "m.room.encrypted"


async def test_a_key_that_is_missing_is_asked_for_once(world: World) -> None:
    line = await world.line()
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    keys, receive = kith.keys, kith.keys.receive
    keys.receive = lambda response: receive({**response, "to_device": {}})  # type: ignore[method-assign] # a lost key

    await ana.says(room, "one")
    await ana.says(room, "two")
    await kith.until(Sealed)
    last = await ana.says(room, "three")
    await kith.until(Sealed, lambda sealed: sealed.event == last)
    await kith.sent(Words("what was that?", "what was that?"), room)

    await ana.reads(room, "what was that?")
    assert line.requests("/sendToDevice/m.room_key_request") == 1
    assert len(kith.of(Sealed)) == 3


async def test_the_fallback_key_serves_when_the_one_time_keys_are_used_up(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    await kith.sent(Words("hello", "hello"), room)
    await ana.reads(room, "hello")
    await kith.stop()
    device = json.loads((kith.data_dir / "identity" / "device.json").read_text())["device_id"]
    claim = {"one_time_keys": {kith.me: {device: "signed_curve25519"}}}
    keys = [(await ana.raw("POST", "keys/claim", claim))["one_time_keys"] for _ in range(60)]
    assert "fallback" in json.dumps(keys[-1])

    ben = await world.person("ben")
    await ana.client.room_invite(room, ben.id)
    await ben.joins(room)
    await ben.sees(room, kith.me)
    await ben.says(room, "!ping from ben")
    await kith.start()

    assert (await kith.until(Ask)).text == "!ping from ben"
