"""Nothing that somebody sends harms the store of keys, nor what comes beside it."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.chat import Ask, Erased, Mark
from bot.matrix.identity import Identity
from bot.matrix.keys import MEGOLM, ONE_TIME, Keys
from bot.matrix.quiet import hush
from bot.matrix.reading import Reader

KITH, ANA, ROOM = "@kith:example.org", "@ana:example.org", "!circle:example.org"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SECRET = "the words of somebody"


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Keys]:
    hush()
    opened = Keys(Identity(KITH, "DEVICE", "token"), tmp_path / "keys.sqlite3")
    yield opened
    opened.close()


def sealed(content: Any, **more: Any) -> dict[str, Any]:
    event = {"event_id": "$one", "type": "m.room.encrypted", "sender": ANA, "origin_server_ts": 5, "content": content}
    return {**event, **more}


def written_by(keys: Keys, payload: str) -> dict[str, Any]:
    """Return an event with this sealed in it, whatever it is, under a key that Kith has."""
    machine = keys.machine
    machine.create_outbound_group_session(ROOM)
    session = machine.outbound_group_sessions[ROOM]
    session.shared = True
    return sealed(
        {
            "algorithm": MEGOLM,
            "sender_key": machine.account.identity_keys["curve25519"],
            "session_id": session.id,
            "device_id": "OTHER",
            "ciphertext": session.encrypt(payload),
        }
    )


PLAIN = {"type": "m.room.message", "sender": ANA, "event_id": "$two", "content": {"msgtype": "m.text", "body": "!help"}}
ODD: list[Any] = [None, 5, [], {}, ["x"]]
WHOLE = {"algorithm": MEGOLM, "ciphertext": "AAAA", "session_id": "x", "sender_key": "y", "device_id": "z"}


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        SECRET,
        {"algorithm": MEGOLM},
        {"algorithm": "m.olm.v1.curve25519-aes-sha2", "ciphertext": {"x": {"type": 0, "body": SECRET}}},
        *({**WHOLE, name: odd} for name in WHOLE for odd in ODD),
    ],
)
def test_a_malformed_sealed_event_costs_nothing_but_itself(
    keys: Keys, content: object, caplog: pytest.LogCaptureFixture
) -> None:
    reader = Reader(KITH, keys, lambda: NOON)

    with caplog.at_level(logging.DEBUG):
        found = list(reader.heard(ROOM, [(sealed(content), False), (PLAIN, False)], NOON))

    assert [one.event for one in found if isinstance(one, Ask)] == ["$two"]
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    "payload",
    [
        SECRET,
        "5",
        "null",
        "[]",
        "[" * 60_000,
        json.dumps({"type": "m.room.message", "content": {"body": SECRET}}),
        json.dumps({"type": "m.room.message", "content": {"msgtype": "m.text", "body": [SECRET]}}),
        json.dumps({"type": "m.room.message", "content": SECRET}),
        json.dumps({"type": "m.room.message", "content": {"msgtype": "m.text", "body": "\ud800"}}),
        json.dumps({"type": "m.room.redaction", "content": {"redacts": "$somebodys"}}),
        json.dumps({"type": "m.room.member", "state_key": ANA, "content": {"membership": "ban"}}),
        json.dumps({"type": "m.room.encrypted", "content": WHOLE}),
        json.dumps({"type": ["m.room.message"], "content": {}}),
    ],
)
def test_what_is_sealed_may_be_anything(keys: Keys, payload: str, caplog: pytest.LogCaptureFixture) -> None:
    reader = Reader(KITH, keys, lambda: NOON)
    event = written_by(keys, payload)

    with caplog.at_level(logging.DEBUG):
        found = list(reader.heard(ROOM, [(event, False), (PLAIN, False)], NOON))

    assert [one.event for one in found if isinstance(one, Ask | Mark | Erased)] == ["$two"]
    assert SECRET not in caplog.text


@pytest.mark.parametrize("ts", [-5, 10**30, "soon", None])
def test_a_sealed_message_with_a_time_that_is_nonsense_is_heard_as_said_now(keys: Keys, ts: object) -> None:
    event = {**written_by(keys, json.dumps({"type": "m.room.message", "content": PLAIN["content"]}))}

    (found,) = Reader(KITH, keys, lambda: NOON).heard(ROOM, [({**event, "origin_server_ts": ts}, False)], NOON)

    assert isinstance(found, Ask)
    assert (found.text, found.said) == ("!help", NOON)


def test_a_sealed_message_needs_not_name_its_senders_device(keys: Keys) -> None:
    event = written_by(keys, json.dumps({"type": "m.room.message", "content": PLAIN["content"]}))
    del event["content"]["sender_key"], event["content"]["device_id"]

    (found,) = Reader(KITH, keys, lambda: NOON).heard(ROOM, [(event, False)], NOON)

    assert isinstance(found, Ask)


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"type": "m.room.encrypted"},
        {"type": "m.room.encrypted", "sender": ANA, "content": SECRET},
        {"type": "m.room.encrypted", "sender": ANA, "content": {"algorithm": "m.olm.v1.curve25519-aes-sha2"}},
        {"type": "m.room_key", "sender": ANA, "content": {"session_key": SECRET}},
        {"type": "m.room_key_request", "sender": ANA, "content": {"action": 5}},
        {"type": "m.key.verification.start", "sender": ANA, "content": {"method": [SECRET]}},
        {"type": 5, "sender": 5, "content": {"x": SECRET}},
    ],
)
def test_a_malformed_message_to_the_device_costs_nothing_but_itself(
    keys: Keys, event: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        readable = keys.receive({"to_device": {"events": [event]}, "device_one_time_keys_count": {ONE_TIME: 3}})

    assert readable == frozenset()
    assert keys.machine.uploaded_key_count == 3
    assert SECRET not in caplog.text


def test_an_olm_message_that_is_no_base64_is_left_out(keys: Keys) -> None:
    own = keys.machine.account.identity_keys["curve25519"]
    content = {
        "algorithm": "m.olm.v1.curve25519-aes-sha2",
        "sender_key": "x",
        "ciphertext": {own: {"type": 0, "body": "!"}},
    }

    assert (
        keys.receive({"to_device": {"events": [{"type": "m.room.encrypted", "sender": ANA, "content": content}]}})
        == set()
    )


def test_used_up_one_time_keys_are_noticed(keys: Keys) -> None:
    keys.machine.account.shared = True

    keys.receive({"device_one_time_keys_count": {}, "device_unused_fallback_key_types": []})

    assert keys.machine.should_upload_keys
    assert keys.fallback_wanted


def test_devices_that_withhold_their_keys_are_told_once(keys: Keys, caplog: pytest.LogCaptureFixture) -> None:
    event = {"type": "m.room_key.withheld", "sender": ANA, "content": {"code": "m.unverified", "reason": SECRET}}

    keys.receive({"to_device": {"events": [event, event]}})

    assert [record.getMessage() for record in caplog.records if "m.unverified" in record.getMessage()][1:] == []
    assert SECRET not in caplog.text
    assert ANA not in caplog.text


def test_reasons_that_somebody_made_up_do_not_fill_the_log(keys: Keys, caplog: pytest.LogCaptureFixture) -> None:
    made_up = [{"type": "m.room_key.withheld", "sender": ANA, "content": {"code": f"{SECRET}{n}"}} for n in range(9)]

    keys.receive({"to_device": {"events": made_up}})

    assert len(caplog.records) == 1
    assert SECRET not in caplog.text


def test_nio_says_where_it_erred_and_not_with_which_words(caplog: pytest.LogCaptureFixture) -> None:
    hush()

    logging.getLogger("nio.crypto.olm_machine").warning("%s", SECRET)
    logging.getLogger("nio.crypto.olm_machine").error("%s", SECRET)

    assert SECRET not in caplog.text
    assert len(caplog.records) == 1
