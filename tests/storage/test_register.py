from __future__ import annotations

import json
import re
import sqlite3
from datetime import timedelta

from bot.chat import Invited, Later, Letter, Sealed
from bot.domain import settings, weekly
from bot.storage.database import Database
from bot.storage.register import REGISTER, Holds
from bot.storage.tx import Tx
from tests.conftest import Room, at

PERSON = re.compile(r"@[^\s:\"]+:[^\s\"]+")
TYPED = ("Heron Street", "Lake Circle", "River Circle", "kingfisher", "wagtail", "dipper", "bittern")


def _columns(connection: sqlite3.Connection) -> dict[str, set[str]]:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return {
        table: {row["name"] for row in connection.execute(f"PRAGMA table_info({table})")}
        for (table,) in tables.fetchall()
    }


async def test_every_column_of_every_table_is_in_the_register_and_no_other(db: Database) -> None:
    schema = await db.run(_columns)

    assert {table: set(columns) for table, columns in REGISTER.items()} == schema


def test_whatever_is_about_a_person_says_until_when_it_is_kept() -> None:
    columns = {f"{table}.{name}": column for table, names in REGISTER.items() for name, column in names.items()}

    silent = {name for name, column in columns.items() if (column.holds is Holds.NOBODY) == bool(column.until)}

    assert silent == set()


async def _has_a_busy_day(room: Room) -> None:
    """Do everything that writes a row, and leave as much as possible unsent, unanswered and unread."""
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    await room.has("ana", "cleo", room="!heron:example.org", name="Heron Street")
    await room.says("ana", '!checkin open "kingfisher" for 2h')
    await room.says("ana", '!agreements set "a bittern\nand a wagtail"')
    await room.says("ben", "pass")
    await room.says("ben", "!ping wagtail")
    await room.says("cleo", "no command, but a dipper on the bridge")
    await room.says("dee", "!support bittern")
    await room.private("cleo", "ping dipper")
    await room.private("ana", "checkin open dipper for 3h")
    await room.private("ana", "Lake Circle")
    await room.private("ana", "checkin open bittern for ever")
    await _is_reminded(room)
    await room.until(timedelta(hours=3))
    await room.private("ben", "checkin open wagtail for 2h")
    for text in ("timezone Berlin", "quiet 9pm-7am", "discreet on", "language de"):
        await room.private("ben", text)
    sealed = json.dumps({"sender": at("dee"), "content": {"ciphertext": "AwgA"}})
    await room.hears(Sealed("$sealed", room.room, at("dee"), "session", sealed, room.now, room.now))
    await room.says("ana", "!welcome on")
    await room.has("ana", "ben", "cleo")
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None
    await room.read(lambda tx: tx.settings.put(river, settings.TIMEZONE, "Europe/Berlin", at("ana"), room.now))
    await room.says("ana", "!resources add Wagtail line, 0800 kingfisher, on Heron Street, police no")
    await room.says("ana", '!meeting add "Kingfisher circle" weekly wed 19:00 where Heron Street 1')
    await room.says("ana", "!meeting skip boat-2 wed")
    await _is_opened_and_checked_in(room)
    await room.read(lambda tx: tx.facilitators.agreed(river, at("ben")))
    await room.read(lambda tx: tx.listeners.on(at("ben"), river))
    await room.read(lambda tx: tx.listeners.hours(at("ben"), river, weekly.parse("fri 22:00-02:00")))
    await room.read(lambda tx: tx.cards.put(at("ben"), river, "a kingfisher helps"))
    await room.read(lambda tx: tx.not_with.add(at("ben"), at("gil")))
    await room.read(lambda tx: tx.support.switch(river, on=True))
    await room.read(lambda tx: tx.listeners.on(at("ana"), river))
    await room.read(lambda tx: tx.requests.aftercare(at("cleo"), river, on=True))
    await room.private("cleo", "support now named a dipper on Heron Street")
    await room.private("ana", "yes")
    await _takes_turns(room)
    await room.private("gil", "forget me")
    await room.private("gil", "forget me")
    await room.hears(Invited("!far:example.net", "@eve:example.net", direct=True, now=room.now))
    room.network.rules.append(_nothing_goes)
    await room.hears(
        room.ask("ana", "!ping kingfisher"),
        room.ask("ben", "!hello", room="!lake:example.org"),
        Invited("!near:example.org", "@fay:example.org", direct=True, now=room.now),
        settle=False,
    )


async def _takes_turns(room: Room) -> None:
    await room.says("ana", "!rota add Wagtail watch")
    await room.says("ana", '!rota guide wagtail watch "Look for a dipper"')
    await room.says("ana", "!rota rest 2")
    for name in ("ana", "ben"):
        for text in ("in river", "rota join wagtail watch"):
            await room.private(name, text)
    for text in ("rota take boat-2 9 dec", "rota away 2026-12-20..2026-12-22", "rota swap boat-2 9 dec with @cleo"):
        await room.private("ben", text)
    for text in ("rota take lake-1 9 dec", "rota pass boat-2 23 dec"):
        await room.private("ana", text)


async def _is_reminded(room: Room) -> None:
    await room.says("ana", "!meeting add daily 16:00 UTC where Wagtail")
    await room.says("ana", "!meeting edit at 16:30")
    await room.says("ana", "!remind at 2h")
    await room.says("cleo", "!remind me 2h")
    await room.private("cleo", "yes")


async def _is_opened_and_checked_in(room: Room) -> None:
    await room.says("ana", '!practice add "What did the kingfisher see?"')
    await room.read(_opened)
    await room.says("ana", '!checkin prompts "a wagtail?"')
    await room.says("ana", "!checkin weekly sun 18:00")
    await room.private("cleo", "checkin remind daily 20:00")
    await room.private("cleo", "River Circle")
    await room.private("cleo", "checkin a dipper sang")


def _opened(tx: Tx) -> None:
    """Note that the first meeting's next date was opened."""
    (meeting, *_) = [each for group in tx.groups.of(at("ana")) for each in tx.meetings.of(group)]
    tx.openings.note(meeting, meeting.upcoming(tx.now), tx.now)


def _nothing_goes(_letter: Letter) -> Later:
    return Later(3600.0, "the server rests")


async def test_what_the_register_calls_nobodys_names_nobody_and_repeats_nothing_typed(room: Room) -> None:
    await _has_a_busy_day(room)

    rows = await room.db.run(
        lambda connection: [
            (f"{table}.{name}", str(row[name]))
            for table in REGISTER
            for row in connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of our own
            for name, column in REGISTER[table].items()
            if column.holds is Holds.NOBODY
        ]
    )

    told = {name for name, value in rows if PERSON.search(value) or any(word in value for word in TYPED)}
    assert told == set()


async def test_a_busy_day_leaves_a_row_in_every_table(room: Room) -> None:
    await _has_a_busy_day(room)

    empty = await room.db.run(
        lambda connection: {
            table
            for table in REGISTER
            if connection.execute(f"SELECT 1 FROM {table}").fetchone() is None  # noqa: S608 - names of our own
        }
    )

    assert empty == set()


async def test_what_the_register_calls_a_persons_holds_ids_alone(room: Room) -> None:
    await _has_a_busy_day(room)

    values = await room.db.run(
        lambda connection: {
            value
            for table in REGISTER
            for row in connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of our own
            for name, column in REGISTER[table].items()
            if column.holds is Holds.PERSON and (value := row[name]) is not None
        }
    )

    assert {value for value in values if value and not PERSON.fullmatch(value) and not value.startswith("!")} == set()
    assert at("ana") in values
