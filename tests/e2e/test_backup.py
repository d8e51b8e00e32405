"""A backup beside a running Kith, and what Kith is after a restore."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.e2e.asking import PING, PROMISE, noon, support
from tests.e2e.circle import INTRODUCTION, PONG, circle, pinged, pongs, said
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.wire import Wire

SET_BACK = "I was set back to an earlier state"


async def test_after_a_restore_kith_goes_on_as_a_new_device_and_repeats_nothing(
    kith: MakeKith, person: MakePerson, line: Wire, tmp_path: Path
) -> None:
    bot, ana = await asyncio.gather(kith(homeserver=line.url), person("ana"))
    room = await circle(ana, bot)
    device, backup = bot.device, tmp_path / "kith.backup"
    await ana.say(room, '!checkin open "How was the week?" for 1h')
    await ana.until("How was the week?", room=room, sender=bot.user)
    await pinged(ana, room, "before", by=bot)

    line.hold("/send/")
    await ana.say(room, "!ping owed")  # its answer waits in the database that is copied
    await line.until_held()
    saved = await bot.verb("backup", backup)
    await line.let_go()
    await ana.until(f"owed{PONG}", room=room, sender=bot.user)
    await pinged(ana, room, "after", by=bot)
    beside = await bot.verb("restore", backup)
    assert await bot.stop() == 0
    restored = await bot.verb("restore", backup)
    await bot.again()
    await ana.until_device(bot.user, bot.device)
    await pinged(ana, room, "new", by=bot)
    await ana.say(room, "!checkin close")
    await ana.until("The check-in is closed", room=room, sender=bot.user)

    assert (saved.status, saved.err, backup.stat().st_mode & 0o777) == (0, "", 0o600)
    assert (beside.status, beside.out) == (1, "")
    assert "in use by another kith" in beside.err
    assert (restored.status, restored.err) == (0, "")
    assert bot.device != device
    assert pongs(said(bot, ana, room)) == ["before", "owed", "after", "new"]
    assert len([body for body in said(bot, ana, room) if INTRODUCTION in body]) == 1


async def test_after_a_restore_an_open_request_is_closed_its_asker_told_once_and_nobody_asked_by_it(
    kith: MakeKith, person: MakePerson, line: Wire, tmp_path: Path
) -> None:
    bot, ana, ben = await asyncio.gather(
        kith(homeserver=line.url, defaults={"timezone": noon()}), person("ana"), person("ben")
    )
    evening = await support(bot, {"ana": ana, "ben": ben}, "ben")
    backup = tmp_path / "kith.backup"

    line.hold("/send/")
    await evening.say("ana", "support now")  # its ping waits in the database that is copied
    await line.until_held(2)
    await bot.verb("backup", backup)
    await line.let_go()
    await evening.hears("ben", PING)
    await evening.hears("ana", PROMISE)
    assert await bot.stop() == 0
    await bot.verb("restore", backup)
    await bot.again()
    set_back = await evening.hears("ana", SET_BACK)
    assert await bot.stop() == 0
    await bot.again()
    await asyncio.gather(*(each.until_device(bot.user, bot.device) for each in (ana, ben)))
    freed = await evening.hears("ben", "You're free again", after=await evening.say("ben", "1"))
    await evening.hears("ana", "No request of yours is open", after=await evening.say("ana", "never mind"))
    await bot.until_nothing_is_owed()

    assert set_back.msgtype == freed.msgtype == "m.text"
    assert len([body for body in evening.told("ana") if SET_BACK in body]) == 1
    assert len([body for body in evening.told("ben") if PING in body]) == 1


async def test_a_backup_is_whole_and_holds_no_key_of_any_encryption(
    kith: MakeKith, person: MakePerson, tmp_path: Path
) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    folder = tmp_path / "backups"
    folder.mkdir()

    asking = asyncio.gather(*(ana.say(room, f"!ping word-{n}") for n in range(20)))
    ended = await bot.verb("backup", folder)
    await asking

    (backup,) = folder.iterdir()
    assert (ended.status, ended.out.strip()) == (0, f"written: {backup}")
    with closing(sqlite3.connect(f"{backup.as_uri()}?mode=ro", uri=True)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert bot.password.encode() not in backup.read_bytes()
    assert bot.token.encode() not in backup.read_bytes()


async def test_a_wrong_file_is_not_restored(kith: MakeKith, person: MakePerson, tmp_path: Path) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    device = bot.device
    assert await bot.stop() == 0
    letter = tmp_path / "letter.txt"
    letter.write_text("somebody's letter\n" * 100)

    ended = [await bot.verb("restore", letter), await bot.verb("restore", tmp_path / "nothing")]
    await bot.again()
    await pinged(ana, room, "heron", by=bot)

    assert [(one.status != 0, "Traceback" in one.err, one.err.count("\n")) for one in ended] == [(True, False, 1)] * 2
    assert bot.device == device
