"""Whatever the register calls a person's is found and erased, also in tables that will be added."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.chat import Later, Words
from bot.storage.cleaning import UNCLEAN, clean
from bot.storage.database import Database, opened, prepare
from bot.storage.erasure import SOMEBODY, erase, erase_in, people, rows, unlisted
from bot.storage.forgotten import Forgotten
from bot.storage.moments import stamp
from bot.storage.register import REGISTER, Holds
from tests.conftest import NOON, Room, at

ANA, BEN = at("ana"), at("ben")
BY_PERSON = [
    (table, name)
    for table, columns in REGISTER.items()
    for name, column in columns.items()
    if column.holds in {Holds.PERSON, Holds.ABOUT}
]
TELLING = [(table, name) for table, columns in REGISTER.items() for name, column in columns.items() if column.tells]


def _fill(connection: sqlite3.Connection, table: str, **given: object) -> None:
    """Put a row into a table, whatever columns it has, past every rule that it has about them."""
    values: dict[str, Any] = {}
    for number, column in enumerate(connection.execute(f"PRAGMA table_info({table})").fetchall()):
        values[column["name"]] = stamp(NOON) + number if column["type"] == "INTEGER" else f"{column['name']} {number}"
    values |= given
    marks = ", ".join("?" for _ in values)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))  # noqa: S608 - names of our own


def _everything(connection: sqlite3.Connection) -> str:
    return "\n".join(connection.iterdump())


@pytest.fixture
async def loose(db: Database) -> Database:
    """A database in which a row of one table needs none of another."""
    await db.execute("PRAGMA foreign_keys = OFF")
    return db


@pytest.mark.parametrize(("table", "name"), BY_PERSON)
async def test_every_column_that_is_a_persons_is_reached(loose: Database, table: str, name: str) -> None:
    await loose.run(lambda connection: _fill(connection, table, **{name: ANA}))

    found = await loose.run(lambda connection: rows(connection, ANA))
    erased = await loose.run(lambda connection: erase(connection, ANA, NOON))

    assert (set(found), erased) == ({table}, 1)
    assert "ana" not in await loose.run(_everything)


@pytest.mark.parametrize(("table", "name"), BY_PERSON)
async def test_nobody_elses_rows_are_touched(loose: Database, table: str, name: str) -> None:
    await loose.run(lambda connection: _fill(connection, table, **{name: BEN}))
    before = await loose.run(_everything)

    await loose.run(lambda connection: erase(connection, ANA, NOON))

    assert BEN in before
    after = await loose.run(_everything)
    assert [line for line in before.splitlines() if BEN in line] == [line for line in after.splitlines() if BEN in line]


@pytest.mark.parametrize(("table", "name"), TELLING)
@pytest.mark.parametrize(
    ("told", "left"),
    [
        ("Anabel and Ana ask: ok?", f"Anabel and {SOMEBODY} ask: ok?"),
        (json.dumps({"says": "Ana & I", "mentions": [BEN]}), {"says": f"{SOMEBODY} & I", "mentions": [BEN]}),
    ],
)
async def test_rows_of_others_that_name_a_person_name_them_no_more(
    loose: Database, table: str, name: str, told: str, left: str | dict[str, object]
) -> None:
    await loose.run(lambda connection: _fill(connection, "member", person=ANA, name="Ana", grp=1))
    await loose.run(lambda connection: _fill(connection, table, **{name: told}))

    await loose.run(lambda connection: erase(connection, ANA, NOON))

    (kept,) = await loose.run(lambda connection: connection.execute(f"SELECT {name} FROM {table}").fetchall())  # noqa: S608 - names of our own
    assert (kept[name] if isinstance(left, str) else json.loads(kept[name])) == left


async def test_a_letter_to_others_mentions_them_no_more(loose: Database) -> None:
    content = json.dumps({"is": "Words", "plain": f"{ANA} asks", "mentions": [ANA, BEN]})
    await loose.run(lambda connection: _fill(connection, "letters", content=content, person=BEN, dest=BEN))

    await loose.run(lambda connection: erase(connection, ANA, NOON))

    (row,) = await loose.run(lambda connection: connection.execute("SELECT content FROM letters").fetchall())
    assert json.loads(row["content"]) == {"is": "Words", "plain": f"{SOMEBODY} asks", "mentions": [BEN]}


async def test_whoever_is_called_like_a_part_of_a_letter_leaves_it_whole(room: Room) -> None:
    room.network.rules.append(lambda _letter: Later(3600.0, "the server rests"))
    seen = room.room_now("ana", "ben")
    await room.hears(replace(seen, names={**seen.names, ANA: "Words"}), room.ask("ben", "!ping heron"), settle=False)

    await room.read(lambda tx: erase(tx.db, ANA, tx.now))

    contents = [owed.letter.content for owed in await room.read(lambda tx: tx.outbox.next_for(room.room))]
    assert [content.plain for content in contents if isinstance(content, Words)] == ["heron: I'm here."]


async def test_a_question_to_another_that_is_about_them_is_gone(loose: Database) -> None:
    about = json.dumps({"with": ANA})
    await loose.run(lambda connection: _fill(connection, "question", person=BEN, about=about))

    await loose.run(lambda connection: erase(connection, ANA, NOON))

    assert await loose.run(lambda connection: rows(connection, BEN)) == {}


@pytest.mark.parametrize(
    ("named", "left"),
    [
        ("Ana, Ben", "…, Ben"),
        ("Ben and Ana", "Ben and …"),
        ("Ben, Cleo, Dee, Eve, Ana +2", "Ben, Cleo, Dee, Eve, … +2"),
        ("Ana's Circle", "Ana's Circle"),
    ],
)
def test_whoever_is_forgotten_is_taken_out_of_a_name_that_lists_people(named: str, left: str) -> None:
    assert unlisted(named, ("Ana",)) == left


async def test_a_room_that_is_named_after_its_people_is_named_after_those_who_are_left(loose: Database) -> None:
    await loose.run(lambda connection: _fill(connection, "member", person=ANA, name="Ana", grp=1))
    await loose.run(lambda connection: _fill(connection, "grp", id=1, name="Ana, Ben and Cleo", room="!one"))
    await loose.run(lambda connection: _fill(connection, "grp", id=2, name="Ana's Circle", room="!two"))

    await loose.run(lambda connection: erase(connection, ANA, NOON))

    names = await loose.run(lambda connection: connection.execute("SELECT name FROM grp ORDER BY id").fetchall())
    assert [row["name"] for row in names] == [f"{SOMEBODY}, Ben and Cleo", "Ana's Circle"]


async def test_a_change_of_the_groups_stays_and_can_be_undone(loose: Database) -> None:
    await loose.run(lambda connection: _fill(connection, "change", by=ANA))

    await loose.run(lambda connection: erase(connection, ANA, NOON))

    (row,) = await loose.run(lambda connection: connection.execute("SELECT * FROM change").fetchall())
    assert (row["by"], row["name"]) == ("", "name 2")


async def test_what_was_refused_to_them_bears_their_seal_no_more_and_is_still_known(room: Room) -> None:
    ana, ben = room.ask("ana", "!ping"), room.ask("ben", "!ping")
    await room.hears(ana, ben)

    await room.read(lambda tx: erase(tx.db, ANA, tx.now))

    assert await room.read(lambda tx: tx.inbox.outcome(ana.event, NOON)) == "refused"
    assert (await room.read(lambda tx: tx.inbox.outcome(ben.event, NOON)) or "").startswith("refused ")


async def test_in_one_group_what_is_of_another_stays(room: Room) -> None:
    await room.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    lake = await room.read(lambda tx: tx.groups.in_room("!lake:example.org"))
    assert lake is not None

    await room.read(lambda tx: erase_in(tx.db, ANA, lake, tx.now))

    assert [group.name for group in await room.read(lambda tx: tx.groups.of(ANA))] == ["River Circle"]
    assert await room.read(lambda tx: (tx.forgotten.everywhere(ANA), tx.forgotten.among((ANA, BEN), lake))) == (
        False,
        frozenset({ANA}),
    )


async def test_everybody_who_has_a_row_is_named_once(room: Room) -> None:
    assert await room.read(lambda tx: people(tx.db)) == {at(name) for name in ("ana", "ben", "cleo", "dee")}


async def test_a_seal_tells_nobody_and_differs_between_installations(room: Room, tmp_path: Path) -> None:
    here = await room.read(lambda tx: tx.forgotten.seal(ANA))

    async with opened(tmp_path / "another.sqlite3") as another:
        there = await another.run(lambda connection: Forgotten(connection).seal(ANA))

    assert len({here, there}) == 2
    assert "ana" not in here


# ------------------------------------------------------------------------ files


async def test_what_was_erased_is_in_no_file_when_the_transaction_returns(room: Room) -> None:
    await room.read(
        lambda tx: [
            tx.db.execute("INSERT INTO inbox VALUES (?, ?, 0)", (f"$kingfisher{n}", "x" * 200)) for n in range(500)
        ]
    )
    assert b"$kingfisher" in room.bytes()

    def erases(tx: Any) -> None:
        tx.db.execute("DELETE FROM inbox WHERE event LIKE '$kingfisher%'")
        tx.meta.put(UNCLEAN, "1")

    await room.read(erases)

    assert b"$kingfisher" not in room.bytes()
    assert await room.read(lambda tx: tx.meta.get(UNCLEAN)) is None


async def test_somebody_who_reads_holds_it_up_and_the_next_transaction_does_it(room: Room, path: Path) -> None:
    await room.read(lambda tx: tx.db.execute("INSERT INTO inbox VALUES ('$kingfisher', 'done', 0)"))

    def erases(tx: Any) -> None:
        tx.db.execute("DELETE FROM inbox WHERE event = '$kingfisher'")
        tx.meta.put(UNCLEAN, "1")

    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM inbox").fetchall()
        await room.read(erases)
        held_up = b"$kingfisher" in room.bytes()
        reader.execute("COMMIT")
    await room.read(lambda tx: tx.meta.since)

    assert held_up
    assert b"$kingfisher" not in room.bytes()


async def test_copies_from_before_go_with_what_was_erased(room: Room, path: Path) -> None:
    copies = [path.with_name(f"{path.name}.{what}") for what in ("before-0007", "replaced-2026-11-23-120000-000000")]
    for copied in copies:
        copied.write_text("Ana was here")

    await room.read(lambda tx: tx.jobs.cancel("nothing", "at all"))
    stayed = [copied.exists() for copied in copies]
    await room.read(lambda tx: erase(tx.db, ANA, tx.now))

    assert stayed == [True, True]
    assert [copied.exists() for copied in copies] == [False, False]


async def test_nothing_is_unclean_where_nothing_was_erased(room: Room) -> None:
    assert await room.read(lambda tx: tx.meta.get(UNCLEAN)) is None


def test_nothing_is_left_where_rows_had_stood_before_their_page_was_rearranged(tmp_path: Path) -> None:
    chance = random.Random(2)  # noqa: S311 - no secret; without the whole rewriting, this one leaves two traces (SQLite 3.40)
    with closing(sqlite3.connect(tmp_path / "heron.sqlite3", isolation_level=None)) as connection:
        prepare(connection)
        connection.executescript(
            "PRAGMA synchronous = OFF; CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL);"
            "INSERT INTO meta VALUES ('unclean', '1');"
            "CREATE TABLE l (id INTEGER PRIMARY KEY, key TEXT UNIQUE, person TEXT, x TEXT);"
            "CREATE INDEX i ON l (person);"
        )
        for day in range(150):
            connection.execute("BEGIN")
            for number in range(60):
                who = f"evelyn{day}" if number % 6 == 0 else f"p{chance.randrange(10**6)}"
                row = (f"{chance.getrandbits(128):x}", who, who * chance.choice([1, 3, 30, 900]))
                connection.execute("INSERT OR IGNORE INTO l (key, person, x) VALUES (?, ?, ?)", row)
            connection.execute("COMMIT")
            more = ("zz" * chance.randrange(300), chance.randrange(11))
            connection.execute("UPDATE l SET x = x || ? WHERE id % 11 = ?", more)
            if day % 2 == 0:
                connection.execute("DELETE FROM l WHERE person LIKE ?", (f"evelyn{day}%",))
            if day % 3 == 0:
                connection.execute("UPDATE l SET x = NULL WHERE id % 7 = ?", (chance.randrange(7),))
            if day % 5 == 0:
                connection.execute("DELETE FROM l WHERE id % 5 = ?", (chance.randrange(5),))
        connection.execute("DELETE FROM l WHERE person LIKE 'evelyn%'")

        assert clean(connection)

    assert b"evelyn" not in (tmp_path / "heron.sqlite3").read_bytes()
