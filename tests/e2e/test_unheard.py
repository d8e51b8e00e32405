"""What Kith does not answer: nonsense, notices, other bots, itself. It goes on, and its log tells nothing of it."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from bot.demo.homeserver import Homeserver
from tests.e2e.circle import chat, circle, pinged, said
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.people import Person

SECRET = "cormorant"  # what somebody typed, and what no log may hold
COMMAND = f"!ping {SECRET}"
FULL = f"{COMMAND} {'x' * 64_000}"  # an event has 65,536 bytes at most
FULL_SEALED = f"{COMMAND} {'x' * 47_000}"  # as much as fits when it is encrypted
DEEP: Any = "x"
for _ in range(60):
    DEEP = {"body": DEEP}

TEXT = {"msgtype": "m.text", "body": COMMAND}
# What a homeserver lets through.
QUIET: list[dict[str, Any]] = [
    {"msgtype": "m.text", "body": ""},
    {"msgtype": "m.notice", "body": COMMAND},
    {"msgtype": "m.emote", "body": COMMAND},
    {"msgtype": "org.example.new", "body": COMMAND},
    {"msgtype": "m.image", "body": COMMAND, "url": 7},
    {**TEXT, "m.relates_to": {"rel_type": "m.replace", "event_id": 7}, "m.new_content": [TEXT]},
    {"msgtype": "m.text", "body": SECRET, "m.relates_to": {"rel_type": "m.thread", "event_id": 7}},
    {"msgtype": "m.text", "body": SECRET, "m.relates_to": "y", "formatted_body": {}, "format": []},
]
# What it can't see when it is encrypted.
MALFORMED: list[dict[str, Any]] = [
    {},
    {"body": COMMAND},
    {"msgtype": "m.text"},
    {"msgtype": "m.text", "body": None},
    {"msgtype": "m.text", "body": 7},
    {"msgtype": "m.text", "body": [COMMAND]},
    {"msgtype": "m.text", "body": DEEP},
    {"msgtype": ["m.text"], "body": COMMAND},
    {"msgtype": "m.text", "body": SECRET, "m.mentions": {"user_ids": 7}},
]
EVENTS: list[tuple[str, dict[str, Any]]] = [
    ("org.example.word", TEXT),
    ("m.poll.start", {"m.poll": {"question": {"m.text": COMMAND}}}),
    ("m.sticker", {"body": COMMAND, "url": "mxc://x/y", "info": {}}),
    ("m.reaction", {}),
    ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": 7, "key": []}}),
    ("m.room.encryption", TEXT),
    ("m.call.invite", {"call_id": 1}),
]
STATE: list[tuple[str, dict[str, Any]]] = [
    ("m.room.name", {"name": ""}),
    ("m.room.tombstone", {"replacement_room": 7}),
    ("m.room.canonical_alias", {"alias": None}),
    ("org.kith.opened", {"key": "x"}),
]
SEALED: list[dict[str, Any]] = [
    {},
    {"algorithm": "m.megolm.v1.aes-sha2"},
    {"algorithm": "m.megolm.v1.aes-sha2", "session_id": 7, "ciphertext": [], "sender_key": {}, "device_id": 1},
    {"algorithm": "m.megolm.v1.aes-sha2", "session_id": "x", "ciphertext": "nonsense", "sender_key": "y"},
    {"algorithm": "m.new", "ciphertext": SECRET},
]


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "plain"])
async def test_nonsense_and_notices_are_passed_over(
    kith: MakeKith,
    person: MakePerson,
    encrypted: bool,
) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot, encrypted=encrypted)

    for content in QUIET + (MALFORMED if encrypted else []):
        await ana.send_raw(room, "m.room.message", content)
    for kind, content in EVENTS:
        await ana.send_raw(room, kind, content)
    for kind, content in STATE:
        await ana.put_state(room, kind, content)
    if not encrypted:
        for content in SEALED:
            await ana.send_raw(room, "m.room.encrypted", content)
    await ana.say(room, FULL_SEALED if encrypted else FULL)
    await ana.redact(room, await ana.say(room, SECRET))
    await pinged(ana, room, "heron", by=bot)

    assert said(bot, ana, room)[1:-1] == []
    assert await bot.stop() == 0
    assert SECRET not in bot.log()
    assert "Traceback" not in bot.log()


async def test_neither_itself_nor_ignored_accounts_are_answered(
    kith: MakeKith, person: MakePerson, server: Homeserver, tmp_path: Path
) -> None:
    ana, cleo = await asyncio.gather(person("ana"), person("cleo"))
    bot = await kith(ignore=[cleo.user])
    room = await circle(ana, bot, cleo)
    itself = await Person.log_in(server.url, bot.user, bot.password, tmp_path / "itself")

    try:
        await itself.say(room, "!ping itself")
        await itself.say(room, "!hello")
    finally:
        await itself.close()
    await cleo.say(room, "!ping ignored")
    await cleo.say(room, "!hello")
    await cleo.say(room, "pass")
    declined = await cleo.direct_chat_with(bot.user, "help")
    await cleo.sees(lambda: bot.user not in cleo.invited(declined), "the invitation declined")
    await pinged(ana, room, "heron", by=bot)

    answers = [message for message in ana.heard(room) if message.sender == bot.user and message.msgtype == "m.notice"]
    assert [message.body for message in answers][1:] == ["heron: I'm here."]
    assert cleo.invitations() == []


async def test_nonsense_in_a_private_chat_stops_nothing(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await chat(ana, bot)

    for content in QUIET + MALFORMED:
        await ana.send_raw(room, "m.room.message", content)
    await pinged(ana, room, "heron", by=bot)

    assert len([body for body in said(bot, ana, room) if "understand" in body]) == 1  # one burst
    assert await bot.stop() == 0
    assert SECRET not in bot.log()
