"""Kith's device is signed by an identity of its own, so that clients which trust signed devices alone talk to it."""

from __future__ import annotations

import json
import logging
import re
import stat
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from aiohttp import web

from bot.chat import Ask, Words
from bot.matrix import Account, CannotStart, Session, fingerprint, retire, wire
from bot.matrix.signing import Seeds
from bot.matrix.wire import Wire
from tests.matrix.conftest import World
from tests.matrix.kith import Kith
from tests.matrix.meeting import in_a_room
from tests.matrix.person import Person
from tests.matrix.secret import Secret
from tests.strict import master, trusted

KEY_LENGTH = 43  # characters of base64; a signature has twice as many
OTHER = Secret(bytes(range(32)))
UPLOAD, SIGNATURES = "/keys/device_signing/upload", "/keys/signatures/upload"


async def keys_of(kith: Kith, asker: Person | None = None) -> dict[str, Any]:
    """Return what the homeserver tells anybody of Kith's keys."""
    asks = asker.raw if asker else kith.asks
    return await asks("POST", "keys/query", {"device_keys": {kith.me: []}})


def device_of(kith: Kith) -> str:
    return str(json.loads((kith.data_dir / "identity" / "device.json").read_text())["device_id"])


async def is_trusted(kith: Kith) -> bool:
    return device_of(kith) in trusted(await keys_of(kith), kith.me)


async def until_trusted(kith: Kith) -> None:
    """Wait for upkeep, which runs beside everything else."""
    while not await is_trusted(kith):
        pass


async def pings(kith: Kith, person: Person, room: str, word: str) -> None:
    """Let Kith hear several syncs, one after another."""
    for n in range(5):
        text = f"!ping {word} {n}"
        await person.says(room, text)
        await kith.until(Ask, partial(_says, text))


def _says(text: str, ask: Ask) -> bool:
    return ask.text == text


async def made_elsewhere(world: World, **changes: Any) -> tuple[Account, dict[str, str]]:
    """Return an account with these changes, and the seeds of its identity, which somebody made in another client."""
    other = await world.kith()
    seeds = json.loads((other.data_dir / "identity" / "cross_signing.json").read_text())
    account = replace(other.account, **changes)
    await other.stop()
    return account, seeds


async def token_of(account: Account) -> str:
    """Return the token of a new device that has no keys yet."""
    wire = Wire(account.homeserver)
    who = {"type": "m.id.user", "user": account.user_id}
    login = {"type": "m.login.password", "identifier": who, "password": account.password}
    answer = await wire.ask("POST", "/_matrix/client/v3/login", login)
    await wire.close()
    return str(answer.body["access_token"])


def spoil(value: Any, *, but: str = "") -> None:
    """Make every signature in this one that does not hold, apart from that of one device."""
    for name, part in value.items():
        if name.startswith("ed25519:") and isinstance(part, str) and len(part) > KEY_LENGTH:
            value[name] = part if name == f"ed25519:{but}" else part[::-1]
        elif isinstance(part, dict):
            spoil(part, but=but)


async def test_a_strict_client_trusts_the_device_from_the_first_start_on(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")

    assert kith.session.is_trusted
    assert trusted(await keys_of(kith, ana), kith.me) == {device_of(kith)}


async def test_people_can_compare_the_identity_by_eye(world: World) -> None:
    kith = await world.kith()

    shown = fingerprint(kith.data_dir)

    assert shown
    assert shown.replace(" ", "") == master(await keys_of(kith), kith.me)
    assert {len(group) for group in shown.split(" ")[:-1]} == {4}


async def test_the_seeds_lie_apart_from_the_keys_and_for_nobody_else(world: World) -> None:
    kith = await world.kith()

    file = kith.data_dir / "identity" / "cross_signing.json"

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(json.loads(file.read_text())) == {"master", "self_signing", "user_signing"}


async def test_a_restart_changes_and_asks_nothing(world: World) -> None:
    line = await world.line()
    kith = await world.kith(homeserver=line.url)
    before = await keys_of(kith)

    line.seen.clear()
    await kith.restart()

    assert line.requests(UPLOAD) == line.requests(SIGNATURES) == 0
    assert line.requests("/keys/query") == 1
    assert {name: before[name] for name in ("device_keys", "master_keys")} == {
        name: (await keys_of(kith))[name] for name in ("device_keys", "master_keys")
    }


async def test_a_new_device_after_lost_keys_is_signed_by_the_same_identity(world: World) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    identity, old = master(await keys_of(kith), kith.me), device_of(kith)
    await kith.stop()
    for file in (kith.data_dir / "crypto").iterdir():
        file.unlink()

    await kith.start()
    await kith.sent(Words("after", "after"), room)

    await ana.reads(room, "after")
    assert device_of(kith) != old
    assert master(await keys_of(kith), kith.me) == identity
    assert await is_trusted(kith)


async def test_the_old_device_goes_also_where_logging_it_out_was_refused(world: World) -> None:
    line = await world.line()
    kith = await world.kith(homeserver=line.url)
    old = device_of(kith)
    await kith.stop()
    for file in (kith.data_dir / "crypto").iterdir():
        file.unlink()
    line.fails("/logout", web.Response(status=500, text="no"))

    await kith.start()

    while old in {device["device_id"] for device in (await kith.asks("GET", "devices"))["devices"]}:
        pass
    assert await is_trusted(kith)


async def test_a_restore_makes_a_new_device_of_the_same_identity_and_sees_the_old_one_off(world: World) -> None:
    kith = await world.kith()
    identity, old = master(await keys_of(kith), kith.me), device_of(kith)
    await kith.stop()

    retire(kith.data_dir)
    await kith.start()

    while old in {device["device_id"] for device in (await kith.asks("GET", "devices"))["devices"]}:
        pass
    assert master(await keys_of(kith), kith.me) == identity
    assert await is_trusted(kith)


async def test_a_session_that_was_ended_elsewhere_comes_back_signed(world: World) -> None:
    kith = await world.kith()
    before = device_of(kith)

    await kith.asks("POST", "logout", {})

    await until_trusted(kith)
    assert device_of(kith) == before


@pytest.mark.parametrize("stale", ["device_keys", "self_signing_keys", "master_keys"])
async def test_a_signature_that_does_not_hold_is_made_anew(world: World, stale: str) -> None:
    line = await world.line()
    kith = await world.kith(homeserver=line.url)
    uploads = line.requests(UPLOAD) + line.requests(SIGNATURES)
    own = device_of(kith) if stale == "device_keys" else ""
    line.alters("/keys/query", lambda body: spoil(body[stale], but=own), times=2)

    await kith.restart()

    assert line.requests(UPLOAD) + line.requests(SIGNATURES) > uploads
    assert kith.session.is_trusted
    assert await is_trusted(kith)


# ---------------------------------------------------------------- an identity that somebody else made


async def test_an_identity_without_its_seeds_is_replaced_with_the_password_and_that_is_said(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    account, seeds = await made_elsewhere(world)

    kith = await world.kith_of(account, "new")

    assert await is_trusted(kith)
    assert json.loads((kith.data_dir / "identity" / "cross_signing.json").read_text()) != seeds
    assert "clients will say that it was reset" in caplog.text


async def test_a_check_replaces_no_identity(world: World) -> None:
    account, _ = await made_elsewhere(world)

    with pytest.raises(CannotStart, match="kith run replaces it") as caught:
        await Session.connect(account, world.folder / "new", may_replace=False)

    assert caught.value.status == 1


async def test_a_token_alone_stops_with_the_way_out(world: World) -> None:
    account, _ = await made_elsewhere(world)
    token = await token_of(account)

    with pytest.raises(CannotStart, match="recovery_key_file") as caught:
        await Session.connect(replace(account, password=None, access_token=token), world.folder / "new")

    assert caught.value.status == 2


async def test_a_check_promises_nothing_that_a_token_alone_can_not_do(world: World) -> None:
    account, _ = await made_elsewhere(world)
    with_token = replace(account, password=None, access_token=await token_of(account))

    with pytest.raises(CannotStart, match="or a password") as caught:
        await Session.connect(with_token, world.folder / "new", may_replace=False)

    assert caught.value.status == 2


@pytest.mark.parametrize("stage", ["m.oauth", "org.matrix.cross_signing_reset"])
async def test_a_server_that_wants_a_browser_is_told_with_its_page(world: World, stage: str) -> None:
    line = await world.line()
    account, _ = await made_elsewhere(world, homeserver=line.url)
    page = "https://account.example.org/?action=org.matrix.cross_signing_reset"
    wanted = {"flows": [{"stages": [stage]}], "session": "dummy", "params": {stage: {"url": page}}}
    line.fails(UPLOAD, web.json_response(wanted, status=401))

    with pytest.raises(CannotStart, match=re.escape(page)) as caught:
        await Session.connect(account, world.folder / "new")

    assert caught.value.status == 2


@pytest.mark.parametrize("status", [401, 403])
async def test_a_password_that_the_homeserver_forbids_stops(world: World, status: int) -> None:
    line = await world.line()
    account, _ = await made_elsewhere(world, homeserver=line.url)

    async def fault(request: web.Request) -> web.Response | None:
        if UPLOAD in request.path and "auth" in await request.json():
            return web.json_response({"errcode": "M_FORBIDDEN"}, status=status)
        return None

    line.faults.append(fault)

    with pytest.raises(CannotStart, match="recovery_key_file") as caught:
        await Session.connect(account, world.folder / "new")

    assert caught.value.status == 2
    assert line.requests("/login") == 1


async def test_a_check_replaces_no_identity_that_it_does_not_understand(world: World) -> None:
    line, ana = await world.line(), await world.person("ana")
    account, _ = await made_elsewhere(world, homeserver=line.url)
    query: dict[str, Any] = {"device_keys": {account.user_id: []}}
    before = master(await ana.raw("POST", "keys/query", query), account.user_id)
    line.alters("/keys/query", lambda body: body["master_keys"][account.user_id].update(keys=5))

    with pytest.raises(CannotStart, match="kith run replaces it"):
        await Session.connect(account, world.folder / "new", may_replace=False)

    assert master(await ana.raw("POST", "keys/query", query), account.user_id) == before


@pytest.mark.parametrize(
    "stages", [["m.login.recaptcha"], ["m.login.recaptcha", "m.login.password"], ["m.login.token"]]
)
async def test_a_first_identity_that_wants_what_kith_has_not_stops_and_says_so(world: World, stages: list[str]) -> None:
    line = await world.line()
    account = await world.account(homeserver=line.url)
    line.fails(UPLOAD, web.json_response({"flows": [{"stages": stages}], "session": "x"}, status=401))

    with pytest.raises(CannotStart, match="wants to be sure before") as caught:
        await Session.connect(account, world.folder / "new")

    assert caught.value.status == 2


@pytest.mark.parametrize("stage", ["m.login.password", "m.login.dummy"])
async def test_a_first_identity_is_confirmed_where_kith_can(world: World, stage: str) -> None:
    line = await world.line()
    line.fails(UPLOAD, web.json_response({"flows": [{"stages": [stage]}], "session": "x"}, status=401))

    kith = await world.kith(homeserver=line.url)

    assert kith.session.is_trusted


async def test_with_a_token_alone_the_identity_outlives_a_restore(world: World) -> None:
    account = await world.account()
    kith = await world.kith_of(replace(account, password=None, access_token=await token_of(account)))
    before = master(await keys_of(kith), kith.me)
    await kith.stop()
    retire(kith.data_dir)

    kith.account = replace(kith.account, access_token=await token_of(account))
    await kith.start()

    assert master(await keys_of(kith), kith.me) == before
    assert await is_trusted(kith)


async def test_a_recovery_key_opens_an_identity_that_a_person_made(world: World) -> None:
    account, seeds = await made_elsewhere(world)
    secret = Secret.fresh()
    await secret.store(account, seeds)

    kith = await world.kith_of(replace(account, recovery_key=secret.typed), "new")

    assert await is_trusted(kith)
    assert json.loads((kith.data_dir / "identity" / "cross_signing.json").read_text()) == seeds


async def test_with_the_seeds_at_hand_a_recovery_key_is_not_looked_at(world: World) -> None:
    kith = await world.kith()
    await kith.stop()
    kith.account = replace(kith.account, recovery_key="nonsense")

    await kith.start()

    assert await is_trusted(kith)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("nonsense", "holds no recovery key"),
        ("", "holds no recovery key"),
        (f"{OTHER.typed[:-1]}!", "holds no recovery key"),
        (OTHER.typed * 2, "holds no recovery key"),
        (OTHER.typed, "does not open the secret storage"),
    ],
)
async def test_a_recovery_key_that_is_none_or_another_stops(world: World, typed: str, says: str) -> None:
    account, seeds = await made_elsewhere(world)
    await Secret.fresh().store(account, seeds)

    with pytest.raises(CannotStart, match=says) as caught:
        await Session.connect(replace(account, recovery_key=typed), world.folder / "new")

    assert caught.value.status == 2
    assert not typed or typed not in str(caught.value)


@pytest.mark.parametrize("lacks", ["master", "self_signing", "user_signing"])
async def test_a_storage_without_a_whole_identity_stops(world: World, lacks: str) -> None:
    account, seeds = await made_elsewhere(world)
    secret = Secret.fresh()
    await secret.store(account, {name: seed for name, seed in seeds.items() if name != lacks})

    with pytest.raises(CannotStart, match="no whole identity") as caught:
        await Session.connect(replace(account, recovery_key=secret.typed), world.folder / "new")

    assert caught.value.status == 2


async def test_a_storage_with_another_identity_stops(world: World) -> None:
    account, _ = await made_elsewhere(world)
    _, others = await made_elsewhere(world)
    secret = Secret.fresh()
    await secret.store(account, others)

    with pytest.raises(CannotStart, match="another identity") as caught:
        await Session.connect(replace(account, recovery_key=secret.typed), world.folder / "new")

    assert caught.value.status == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"master": 5}', '{"master": "AAAA"}'])
async def test_broken_seeds_stop_and_are_kept(world: World, content: str) -> None:
    kith = await world.kith()
    await kith.stop()
    file = kith.data_dir / "identity" / "cross_signing.json"
    file.write_text(content)

    with pytest.raises(CannotStart, match=re.escape("cross_signing.json")) as caught:
        await Session.connect(kith.account, kith.data_dir)

    assert caught.value.status == 2
    assert file.read_text() == content


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize("part", ["/keys/upload", UPLOAD, SIGNATURES])
@pytest.mark.parametrize("status", [429, 502])
async def test_a_homeserver_that_is_tired_at_the_start_signs_later(world: World, part: str, status: int) -> None:
    line, ana = await world.line(), await world.person("ana")
    failed = line.fails(part, web.json_response({"errcode": "M_LIMIT_EXCEEDED"}, status=status))

    kith = await world.kith(homeserver=line.url)
    await until_trusted(kith)
    room = await in_a_room(kith, ana, encrypted=True)
    await ana.says(room, "!ping")

    await kith.until(Ask)
    assert failed.is_set()


async def test_trouble_with_signatures_holds_up_no_other_upkeep(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_SHORTEST", 3600.0)
    monkeypatch.setattr(wire, "_LONGEST", 3600.0)
    line = await world.line()
    line.fails(SIGNATURES, web.json_response({"errcode": "M_UNKNOWN"}, status=500), times=1000)
    kith = await world.kith(homeserver=line.url)
    while line.requests(SIGNATURES) < 2:  # at the start, and once by upkeep, which rests for an hour now
        await kith.asks("GET", "account/whoami")

    await kith.asks("POST", "logout", {})  # takes the device's keys along

    await kith.published()
    assert not kith.session.is_trusted


async def test_an_identity_whose_answer_was_lost_is_the_one_that_is_kept(world: World) -> None:
    line = await world.line()
    line.loses_answer(UPLOAD)

    kith = await world.kith(homeserver=line.url)
    await until_trusted(kith)

    shown = fingerprint(kith.data_dir) or ""
    assert shown.replace(" ", "") == master(await keys_of(kith), kith.me)


@pytest.mark.parametrize("change", ["ed25519", "curve25519", "words"])
async def test_keys_that_are_not_the_devices_own_are_never_signed(world: World, change: str) -> None:
    line = await world.line()
    line.alters("/keys/query", lambda body: others_device(body, change), times=3)

    kith = await world.kith(homeserver=line.url)

    assert line.requests(SIGNATURES) == 0
    assert not kith.session.is_trusted
    await until_trusted(kith)


def others_device(body: dict[str, Any], change: str) -> None:
    for devices in body["device_keys"].values():
        for name, device in devices.items():
            if change == "words":
                device["words"] = "\ud800"  # half of a pair, which can't be sent, and so not signed
            else:
                device["keys"][f"{change}:{name}"] = "A" * KEY_LENGTH


@pytest.mark.parametrize(("status", "code"), [(403, "M_FORBIDDEN"), (404, "M_UNRECOGNIZED")])
async def test_a_homeserver_that_has_no_identities_is_not_asked_at_every_sync(
    world: World, caplog: pytest.LogCaptureFixture, status: int, code: str
) -> None:
    line, ana = await world.line(), await world.person("ana")
    line.fails(UPLOAD, web.json_response({"errcode": code}, status=status), times=1000)

    kith = await world.kith(homeserver=line.url)
    room = await in_a_room(kith, ana, encrypted=True)
    await pings(kith, ana, room, "while its own keys are news")
    while f"the homeserver refuses its signature ({code})" not in caplog.text:
        await kith.asks("GET", "account/whoami")
    asked = line.requests(UPLOAD)
    await pings(kith, ana, room, "after that")

    assert not kith.session.is_trusted
    assert line.requests(UPLOAD) == asked


async def test_a_session_that_is_ended_while_kith_starts_comes_back_with_its_keys(world: World) -> None:
    line = await world.line()
    account = await world.account(homeserver=line.url)
    ended: list[str] = []

    async def fault(request: web.Request) -> None:
        if UPLOAD in request.path and not ended:
            wire = Wire(world.server.url)
            wire.token = request.headers["Authorization"].removeprefix("Bearer ")
            ended.append((await wire.ask("POST", "/_matrix/client/v3/logout", {})).code)
            await wire.close()

    line.faults.append(fault)

    kith = await world.kith_of(account)

    await until_trusted(kith)
    assert ended == [""]


async def test_old_devices_that_a_homeserver_keeps_are_told_and_not_asked_about_at_every_sync(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    line, ana = await world.line(), await world.person("ana")
    kith = await world.kith(homeserver=line.url)
    await kith.stop()
    retire(kith.data_dir)
    line.fails("/delete_devices", web.json_response({"errcode": "M_UNRECOGNIZED"}, status=404), times=1000)

    await kith.start()
    room = await in_a_room(kith, ana, encrypted=True)
    await pings(kith, ana, room, "heron")

    assert line.requests("/delete_devices") == 1
    assert "remove them in a client" in caplog.text


async def test_an_identity_that_is_replaced_while_kith_runs_is_left_to_the_operator(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    kith, ana = await world.kith(), await world.person("ana")
    room = await in_a_room(kith, ana, encrypted=True)
    before = master(await keys_of(kith), kith.me)

    await world.kith_of(kith.account, "another")  # somebody resets it in another client
    await ana.says(room, "!ping")
    await kith.until(Ask)
    while "kith run replaces it when it starts" not in caplog.text:
        await kith.asks("GET", "account/whoami")

    assert master(await keys_of(kith), kith.me) != before


async def test_no_seed_and_no_recovery_key_is_shown_or_logged(world: World, caplog: pytest.LogCaptureFixture) -> None:
    account, seeds = await made_elsewhere(world)
    secret = Secret.fresh()
    await secret.store(account, seeds)

    with caplog.at_level(logging.DEBUG):
        kith = await world.kith_of(replace(account, recovery_key=secret.typed), "new")

    shown = caplog.text + repr(kith.account) + repr(Seeds.of(seeds))
    for hidden in (*seeds.values(), secret.typed):
        assert hidden not in shown
