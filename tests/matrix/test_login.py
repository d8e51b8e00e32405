"""Being one device for ever, and saying in one line why that is impossible."""

from __future__ import annotations

import json
import logging
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.chat import Ask, Echo, Sent, Words
from bot.matrix import Account, CannotStart, Session
from tests.matrix.conftest import World
from tests.matrix.kith import Kith
from tests.matrix.meeting import in_a_room
from tests.matrix.person import Person


def device_of(kith: Kith) -> dict[str, str]:
    found: dict[str, str] = json.loads((kith.data_dir / "identity" / "device.json").read_text())
    return found


async def token_of(person: Person) -> str:
    await person.log_in()
    return str(person.client.access_token)


async def refusal(account: Account, folder: Path) -> CannotStart:
    with pytest.raises(CannotStart) as caught:
        await Session.connect(account, folder)
    assert "\n" not in str(caught.value)
    return caught.value


async def test_the_device_is_the_same_after_a_restart(world: World) -> None:
    kith = await world.kith()
    before = device_of(kith)

    await kith.restart()

    assert device_of(kith) == before


async def test_every_file_is_for_its_owner_alone(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    await in_a_room(kith, ana, encrypted=True)

    kept = list(kith.data_dir.rglob("*"))

    assert {path.name for path in kept} >= {"identity", "device.json", "crypto"}
    assert [path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


async def test_the_store_of_keys_is_closed_with_a_key_of_its_own(world: World) -> None:
    first, second = await world.kith(), await world.kith()

    assert device_of(first)["pickle_key"] != device_of(second)["pickle_key"]
    assert len(device_of(first)["pickle_key"]) > 40


async def test_an_access_token_is_enough(world: World) -> None:
    kith_account = await world.account()
    client = Person(world.server, kith_account.user_id, "heron", world.folder / "client")
    token = await token_of(client)
    device = client.client.device_id
    await client.close()

    kith = await world.kith_of(replace(kith_account, password=None, access_token=token, encryption=False))

    assert device_of(kith)["device_id"] == device
    assert (await kith.until_batch(lambda _: True)).since


async def test_a_token_that_ends_while_running_is_renewed_for_the_same_device(world: World) -> None:
    line = await world.line()
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    before = device_of(kith)
    unknown = web.json_response({"errcode": "M_UNKNOWN_TOKEN", "error": "gone"}, status=401)
    line.fails("/send/", unknown)

    sent = await kith.send(Words("still here", "still here"), room)

    assert isinstance(sent, Sent)
    await ana.reads(room, "still here")
    assert device_of(kith)["device_id"] == before["device_id"]
    assert device_of(kith)["access_token"] != before["access_token"]


async def test_a_session_that_was_ended_elsewhere_comes_back_with_its_keys(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    before = device_of(kith)

    await kith.session._wire.ask("POST", "/_matrix/client/v3/logout", {})  # takes the device and its keys along
    await kith.published()
    ben = await world.person("ben")
    await ana.client.room_invite(room, ben.id)
    await ben.joins(room)
    await ben.sees(room, kith.me)
    await ben.says(room, "are you there?")
    await kith.until(Ask)
    await kith.sent(Words("yes", "yes"), room)

    await ana.reads(room, "yes")
    await ben.reads(room, "yes")
    assert device_of(kith)["device_id"] == before["device_id"]


async def test_without_a_password_an_ended_session_stops_with_the_way_out(world: World) -> None:
    account = await world.account()
    client = Person(world.server, account.user_id, "heron", world.folder / "client")
    token = await token_of(client)
    kith = await world.kith_of(replace(account, password=None, access_token=token, encryption=False))
    await client.raw("POST", "logout", {})
    await client.close()

    with pytest.raises(CannotStart, match="new access token") as caught:
        await kith.until(Ask)

    assert caught.value.status == 2


@pytest.mark.parametrize(
    ("change", "status", "says"),
    [
        ({"password": "wrong"}, 2, "password is wrong"),
        ({"user_id": "@nobody-at-all:localhost"}, 2, "password is wrong"),
        ({"password": None, "access_token": "nonsense"}, 2, "does not know the access token"),
        ({"password": None}, 2, "a password or a new access token|its password or a new access token"),
        ({"homeserver": "http://127.0.0.1:1"}, 1, "can't be reached"),
    ],
)
async def test_what_is_wrong_is_told_in_one_line(world: World, change: dict[str, Any], status: int, says: str) -> None:
    account = await world.account()

    trouble = await refusal(replace(account, **change), world.folder / "data")

    assert trouble.status == status
    assert any(part in str(trouble) for part in says.split("|"))


async def test_a_token_of_somebody_else_is_refused(world: World) -> None:
    account, ana = await world.account(), await world.person("ana")

    trouble = await refusal(
        replace(account, password=None, access_token=ana.client.access_token), world.folder / "data"
    )

    assert (trouble.status, f"belongs to {ana.id}" in str(trouble)) == (2, True)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (web.Response(text="<h1>Welcome</h1>", content_type="text/html"), 2),
        (web.json_response({"hello": "world"}), 2),
        (web.Response(status=404, text="nothing here"), 2),
        (web.Response(status=502, text="bad gateway"), 1),
        (web.json_response({"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2000}, status=429), 1),
    ],
)
async def test_what_is_no_homeserver_or_a_tired_one_is_told(world: World, answer: web.Response, status: int) -> None:
    line = await world.line()
    line.fails("/versions", answer)
    account = await world.account(homeserver=line.url)

    assert (await refusal(account, world.folder / "data")).status == status


async def test_a_data_directory_of_another_account_is_left_alone(world: World) -> None:
    kith = await world.kith()
    await kith.stop()

    trouble = await refusal(await world.account(), kith.data_dir)

    assert (trouble.status, kith.me in str(trouble)) == (2, True)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"user_id": 5}', '{"user_id": "@kith:localhost"}'])
async def test_a_broken_device_file_is_told_and_kept(world: World, content: str) -> None:
    file = world.folder / "data" / "identity" / "device.json"
    file.parent.mkdir(parents=True)
    file.write_text(content)

    trouble = await refusal(await world.account(), world.folder / "data")

    assert (trouble.status, str(file) in str(trouble)) == (2, True)
    assert file.read_text() == content


async def test_a_retired_device_is_never_used_again(world: World) -> None:
    kith = await world.kith()
    retired = device_of(kith)["device_id"]
    await kith.stop()
    (kith.data_dir / "identity" / "retired.json").write_text(json.dumps([retired]))

    await kith.start()

    assert device_of(kith)["device_id"] != retired


async def test_a_token_of_a_retired_device_is_refused(world: World) -> None:
    account = await world.account()
    client = Person(world.server, account.user_id, "heron", world.folder / "client")
    token = await token_of(client)
    (world.folder / "data" / "identity").mkdir(parents=True)
    (world.folder / "data" / "identity" / "retired.json").write_text(json.dumps([client.client.device_id]))
    await client.close()

    trouble = await refusal(replace(account, password=None, access_token=token), world.folder / "data")

    assert (trouble.status, "new access token" in str(trouble)) == (2, True)


@pytest.mark.parametrize("loss", ["gone", "broken"])
async def test_a_lost_store_of_keys_makes_a_new_device_that_people_can_read(world: World, loss: str) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    await kith.sent(Words("before", "before"), room)
    await kith.until(Echo)
    before = device_of(kith)
    await kith.stop()
    for file in (kith.data_dir / "crypto").iterdir():
        if loss == "gone":
            file.unlink()
        else:
            file.write_bytes(b"no database at all" * 1000)

    await kith.start()
    await kith.sent(Words("after", "after"), room)

    await ana.reads(room, "after")
    await ana.says(room, "welcome back")
    assert (await kith.until(Ask)).text == "welcome back"
    assert device_of(kith)["device_id"] != before["device_id"]
    devices = (await kith.asks("GET", "devices"))["devices"]
    assert before["device_id"] not in [device["device_id"] for device in devices]


async def test_a_lost_store_of_keys_and_a_token_alone_stop_with_the_way_out(world: World) -> None:
    account = await world.account()
    client = Person(world.server, account.user_id, "heron", world.folder / "client")
    token = await token_of(client)
    await client.close()

    trouble = await refusal(replace(account, password=None, access_token=token), world.folder / "data")

    assert (trouble.status, "new access token" in str(trouble)) == (2, True)


async def test_the_account_gets_its_display_name_once(world: World) -> None:
    line = await world.line()
    kith = await world.kith(homeserver=line.url, display_name="Kith of River Circle")
    where = f"/_matrix/client/v3/profile/{kith.me}/displayname"
    await kith.until_batch(lambda _: True)

    name = ""
    while name != "Kith of River Circle":
        name = (await kith.session._wire.ask("GET", where)).body.get("displayname", "")
    await kith.restart()
    await kith.until_batch(lambda batch: batch is kith.batches[-1])

    assert [(seen.method, seen.path) for seen in line.seen].count(("PUT", where)) == 1


async def test_the_difference_of_the_clocks_is_measured(world: World) -> None:
    kith = await world.kith(encryption=False)

    assert kith.session.clock_skew is not None
    assert abs(kith.session.clock_skew) < 5


async def test_no_secret_is_shown_or_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        kith, ana = await world.kith(), await world.person("ana")
        room = await in_a_room(kith, ana, encrypted=True)
        await ana.says(room, "a very private thing")
        await kith.until(Ask)
        await kith.sent(Words("an answer to it", "an answer to it"), room)

    kept = device_of(kith)
    ours = [record for record in caplog.records if record.name.startswith("bot.")]
    shown = repr(kith.account) + repr(kith.session._wire) + "".join(record.getMessage() for record in ours)
    for secret in ("heron", kept["access_token"], kept["pickle_key"], "very private", "an answer to it"):
        assert secret not in shown
    assert "very private" not in caplog.text
