"""N23: Kith never answers itself, a notice or an ignored account, and acts on one event once."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from bot.chat import Ask, Heard, House, Invited, Join, Leave
from bot.matrix.inbound import heard
from tests.conftest import NOON, Room, at
from tests.network import KITH


@pytest.fixture
def house() -> House:
    return House(me=KITH, allow=("*:example.org",), ignore=("@bot-*:example.org", "@eve:example.org", "*:spam.example"))


Tables = dict[str, list[tuple[object, ...]]]


def _tables(connection: sqlite3.Connection) -> Tables:
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
    return {
        name: [tuple(row) for row in connection.execute(f"SELECT * FROM {name}")]  # noqa: S608 - names of our own
        for (name,) in names.fetchall()
    }


def _bring_back(tables: Tables, connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for name in tables:
        connection.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our own
    for name, rows in tables.items():
        for row in rows:
            places = ", ".join("?" * len(row))
            connection.execute(f"INSERT INTO {name} VALUES ({places})", row)  # noqa: S608 - names of our own


def _message(msgtype: str, sender: str = at("ana")) -> Heard | None:
    event = {
        "event_id": "$event",
        "sender": sender,
        "type": "m.room.message",
        "origin_server_ts": 1,
        "content": {"msgtype": msgtype, "body": "!ping heron"},
    }
    return heard(event, me=KITH, room="!circle:example.org", now=NOON)


def test_a_notice_is_not_heard() -> None:
    assert isinstance(_message("m.text"), Ask)
    assert _message("m.notice") is None


def test_kiths_own_message_is_not_heard_as_anybodys() -> None:
    assert not isinstance(_message("m.text", KITH), Ask)


@pytest.mark.parametrize("sender", [KITH, "@bot-one:example.org", "@eve:example.org", "@ana:spam.example"])
async def test_nothing_of_an_ignored_account_is_heard(room: Room, sender: str) -> None:
    asks = [room.ask(sender, text) for text in ("!ping heron", "!checkin open", "!hello", "Kith: help", "!help me")]

    await room.hears(*asks, room.mark(sender, "$said1", "1️⃣"))

    assert room.network.sent == []
    assert await room.read(lambda tx: [ask.event for ask in asks if tx.inbox.has(ask.event)]) == []


async def test_an_ignored_accounts_pass_gets_no_mark(room: Room) -> None:
    await room.says("ana", "!checkin open")
    before = len(room.marks())

    await room.hears(room.ask("eve", "pass"))

    assert len(room.marks()) == before


async def test_an_ignored_accounts_invitation_is_declined(room: Room) -> None:
    await room.hears(Invited("!spam:example.org", at("eve"), direct=True, now=room.now))

    assert room.network.of(Join) == []
    assert [arrived.room for arrived in room.network.of(Leave)] == ["!spam:example.org"]


async def test_a_replayed_batch_changes_and_says_nothing(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    chat = await room.opens_chat("ana")
    asked = room.ask("ana", "checkin open for 1h", room=chat)
    await room.hears(asked)
    batch = (
        asked,
        room.ask("ana", "!ping heron"),
        room.ask("ben", "!checkin open for 1h"),
        room.ask("ben", "pass"),
        room.ask("cleo", "!hello"),
        room.ask("dee", "!checkin open for ever"),
        room.ask("ana", "1", room=chat),
        room.ask("ana", "what?", room=chat),
    )
    await room.hears(*batch)
    said = list(room.network.sent)

    for _ in range(3):
        await room.hears(*batch)
        await room.restarts(after=timedelta(seconds=20))

    assert room.network.sent == said


async def test_an_event_twice_in_one_batch_is_acted_on_once(room: Room) -> None:
    ask = room.ask("ana", "!ping heron")

    await room.hears(ask, ask, replace(ask, now=ask.now + timedelta(seconds=1)))

    assert [words.plain for words in room.words()] == ["heron: I'm here."]


async def test_a_reaction_is_taken_once(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    chat = await room.opens_chat("ana")
    await room.private("ana", "checkin open for 1h")
    mark = room.mark("ana", room.event_of("Which group"), "1️⃣", room=chat)

    await room.hears(mark)
    await room.private("ana", "checkin open for 2h")
    said = list(room.network.sent)
    await room.hears(mark)

    assert room.network.sent == said


async def test_a_database_that_lost_its_last_commits_says_nothing_twice(room: Room) -> None:
    batch = (room.ask("ana", "!ping heron"), room.ask("ben", "!checkin open for 1h"), room.ask("ben", "pass"))
    await room.read(lambda tx: tx.letters.cause)  # the salt is older than what was lost
    before = await room.db.run(_tables)
    await room.hears(*batch)
    said = list(room.network.sent)

    await room.db.run(partial(_bring_back, before))
    await room.hears(*batch)

    assert room.network.sent == said
