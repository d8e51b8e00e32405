"""A kill in the middle of a sync costs no key: the homeserver brings it again, and it can still be taken in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from nio.responses import KeysClaimResponse, KeysQueryResponse

from bot.matrix.identity import Identity
from bot.matrix.keys import Keys
from bot.matrix.quiet import hush

KITH, ANA, ROOM = (
    Identity("@kith:example.org", "KITH", "token"),
    Identity("@ana:example.org", "ANA", "token"),
    "!circle",
)


@pytest.fixture
def ana(tmp_path: Path) -> Iterator[Keys]:
    hush()
    with closing(Keys(ANA, tmp_path / "ana.sqlite3")) as keys:
        yield keys


def published(keys: Keys) -> dict[str, Any]:
    """Return what a device uploads when it is new, and note that it was uploaded."""
    content: dict[str, Any] = keys.machine.share_keys()
    keys.machine.account.shared = True
    keys.machine.mark_keys_as_published()
    keys.machine.save_account()
    return content


def know(keys: Keys, other: Identity, uploaded: dict[str, Any]) -> None:
    keys.machine.users_for_key_query.add(other.user_id)
    devices = {other.user_id: {other.device_id: uploaded["device_keys"]}}
    keys.machine.handle_response(KeysQueryResponse(devices, {}))


def key_for(kith: Keys, ana: Keys) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the sync that brings Kith the key of Ana's room, and what she wrote there."""
    theirs, hers = published(kith), published(ana)
    know(ana, KITH, theirs)
    know(kith, ANA, hers)
    one_time = dict([next(iter(theirs["one_time_keys"].items()))])
    ana.machine.handle_response(KeysClaimResponse({KITH.user_id: {KITH.device_id: one_time}}, {}))
    shared = ana.machine.share_group_session_parallel(ROOM, [KITH.user_id], ignore_unverified_devices=True)
    ((_, message),) = list(shared)
    ana.machine.outbound_group_sessions[ROOM].shared = True
    words = ana.seal(ROOM, "m.room.message", {"msgtype": "m.text", "body": "!ping heron"})
    to_device = {
        "type": "m.room.encrypted",
        "sender": ANA.user_id,
        "content": message["messages"][KITH.user_id][KITH.device_id],
    }
    said = {"type": "m.room.encrypted", "sender": ANA.user_id, "event_id": "$one", "origin_server_ts": 1}
    return {"to_device": {"events": [to_device]}}, {**said, "content": words}


@pytest.mark.parametrize("step", ["save_account", "save_session", "save_inbound_group_session"])
def test_a_room_key_outlives_a_kill_while_it_is_taken_in(
    ana: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    file = tmp_path / "kith.sqlite3"
    with closing(Keys(KITH, file)) as kith:
        sync, said = key_for(kith, ana)

        def killed(*_: object) -> None:
            raise SystemExit

        with monkeypatch.context() as end:
            end.setattr(type(kith._store), step, killed)
            with pytest.raises(SystemExit):
                kith.receive(sync)

    with closing(Keys(KITH, file)) as again:
        again.receive(sync)
        opened = again.open(ROOM, said)

    assert opened is not None
    assert opened["content"]["body"] == "!ping heron"
