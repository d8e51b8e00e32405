"""What is held about a person, found and erased by the register alone: a new table needs nothing here."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import escape
from typing import Any, Final

from bot.chat import Group
from bot.storage.cleaning import UNCLEAN
from bot.storage.forgotten import Forgotten
from bot.storage.meta import Meta
from bot.storage.register import REGISTER, Holds

SOMEBODY: Final = "…"
"""Stands where a person was named in what others are still owed."""
_NO_WORDS: Final = frozenset(
    {"is", "thread", "reply_to", "on", "spare", "event", "command", "group", "groups"}
    | {"via", "step", "ways", "skip", "zones", "timezone", "welcome"}
)
"""Names within JSON under which nothing stands that a person reads: kinds, and IDs of events and groups."""


def columns(table: str, *holds: Holds) -> tuple[str, ...]:
    """Return which columns of a table hold one of these."""
    return tuple(name for name, column in REGISTER[table].items() if column.holds in holds)


def rows(db: sqlite3.Connection, person: str, group: Group | None = None) -> dict[str, list[dict[str, Any]]]:
    """Return the rows about a person, table by table, of one group or of all; tables without any are left out."""
    found = {
        table: [
            dict(row)
            for row in db.execute(f"SELECT * FROM {table} WHERE {_theirs(table, group)}", _values(person, group))  # noqa: S608 - names of our own
        ]
        for table in _tables(group)
    }
    return {table: those for table, those in found.items() if those}


def until(table: str) -> str:
    """Return the name of until when what is about a person is kept in this table."""
    return next(REGISTER[table][name].until for name in columns(table, Holds.PERSON, Holds.ABOUT))


def erase(db: sqlite3.Connection, person: str, now: datetime) -> int:
    """Erase everything about a person and keep their seal; return how many rows there were.

    The database cleans its file and its journal after the transaction (:meth:`Database.run`).
    """
    held = rows(db, person)
    names = _names(db, person)
    forgotten = Forgotten(db)
    forgotten.keep(person, now)
    db.execute("UPDATE chat SET seal = ? WHERE person = ? AND room IS NOT NULL", (forgotten.seal(person), person))
    _unseal_refusals(db, person)
    _erase_rows(db, held, person, None)
    _erase_mentions(db, person, names)
    db.execute("DELETE FROM chat WHERE person = '' AND seal IS NULL")  # one that was still opening
    Meta(db).put(UNCLEAN, "1")
    return sum(len(those) for those in held.values())


def erase_in(db: sqlite3.Connection, person: str, group: Group, now: datetime) -> int:
    """Erase what is about a person and one group; return how many rows there were."""
    held = rows(db, person, group)
    Forgotten(db).keep(person, now, group)
    _erase_rows(db, held, person, group)
    db.execute("DELETE FROM undecrypted WHERE sender = ? AND room = ?", (person, group.room))
    db.execute(
        "DELETE FROM question WHERE (person = :person OR json_extract(about, '$.person') = :person)"
        " AND json_extract(about, '$.group') = :grp",
        {"person": person, "grp": str(group.id)},
    )
    db.execute(
        "DELETE FROM ping WHERE person = ? AND request IN (SELECT name FROM request WHERE grp = ?)", (person, group.id)
    )
    Meta(db).put(UNCLEAN, "1")
    return sum(len(those) for those in held.values())


def people(db: sqlite3.Connection) -> frozenset[str]:
    """Return everybody whose ID stands somewhere as a row's person."""
    return frozenset(
        value
        for table in REGISTER
        for name in columns(table, Holds.PERSON)
        for (value,) in db.execute(f"SELECT DISTINCT {name} FROM {table}")  # noqa: S608 - names of our own
        if value and value.startswith("@")
    )


def _tables(group: Group | None) -> Iterable[str]:
    return (
        table
        for table in REGISTER
        if columns(table, Holds.PERSON, Holds.ABOUT) and (group is None or "grp" in REGISTER[table])
    )


def _theirs(table: str, group: Group | None) -> str:
    """Return the condition of rows that are a person's, or about them."""
    theirs = " OR ".join(f"{name} = :person" for name in columns(table, Holds.PERSON, Holds.ABOUT))
    return f"({theirs})" + (" AND grp = :grp" if group else "")


def _values(person: str, group: Group | None) -> dict[str, Any]:
    return {"person": person, "grp": group and group.id}


def _erase_rows(
    db: sqlite3.Connection, held: Mapping[str, list[dict[str, Any]]], person: str, group: Group | None
) -> None:
    for table in held:
        where, values = _theirs(table, group), _values(person, group)
        if table == "person" and group is not None:  # what they set for themselves is no group's
            db.execute(f"UPDATE person SET grp = NULL, grp_until = NULL WHERE {where}", values)  # noqa: S608 - names of our own
            continue
        for name in columns(table, Holds.PERSON):
            if REGISTER[table][name].the_rest:
                query = f"UPDATE {table} SET {name} = '' WHERE {name} = :person AND {where}"  # noqa: S608 - names of our own
                db.execute(query, values)
        db.execute(f"DELETE FROM {table} WHERE {where}", values)  # noqa: S608 - names of our own
    for row in held.get("undecrypted", ()):
        db.execute("DELETE FROM jobs WHERE subject = ?", (row["event"],))


def _unseal_refusals(db: sqlite3.Connection, person: str) -> None:
    """Take the seal of this person out of what came of their messages; that each was acted on stays known."""
    refused = db.execute("SELECT event, outcome FROM inbox WHERE outcome LIKE 'refused %'").fetchall()
    rooms = [room for (room,) in db.execute("SELECT room FROM grp UNION SELECT room FROM chat WHERE room IS NOT NULL")]
    meta = Meta(db)
    sealed = {f"refused {meta.seal(row['event'], person, room)}" for row in refused for room in rooms}
    db.executemany(
        "UPDATE inbox SET outcome = 'refused' WHERE event = ?",
        [(row["event"],) for row in refused if row["outcome"] in sealed],
    )


# ----------------------------------------------------------------- rows of others that name them


def _names(db: sqlite3.Connection, person: str) -> tuple[str, ...]:
    """Return what a person is called: their ID, its first part, and their names in groups; the longest first."""
    local = person[1:].partition(":")[0]
    shown = {row["name"] for row in db.execute("SELECT name FROM member WHERE person = ?", (person,))}
    return tuple(sorted({person, local, *shown} - {""}, key=len, reverse=True))


def _erase_mentions(db: sqlite3.Connection, person: str, names: Iterable[str]) -> None:
    """Take a person out of what is about others, or still owed to them."""
    named = re.compile(
        "|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted({*names, *map(escape, names)}, key=len)[::-1])
    )
    for table in REGISTER:
        for name in (name for name, column in REGISTER[table].items() if column.tells):
            query = f"SELECT rowid, {name} FROM {table} WHERE {name} IS NOT NULL"  # noqa: S608 - names of our own
            for number, text in db.execute(query).fetchall():
                if person in text and REGISTER[table][name].holds is Holds.ABOUT:
                    db.execute(f"DELETE FROM {table} WHERE rowid = ?", (number,))  # noqa: S608 - as above
                elif (without := _without(text, person, named)) != text:
                    db.execute(f"UPDATE {table} SET {name} = ? WHERE rowid = ?", (without, number))  # noqa: S608 - as above
    for number, name in db.execute("SELECT id, name FROM grp").fetchall():
        db.execute("UPDATE grp SET name = ? WHERE id = ?", (unlisted(name, names), number))


def _without(text: str, person: str, named: re.Pattern[str]) -> str:
    """Return a text, or the JSON that it is, without this person."""
    if not named.search(text) and not named.search(json.dumps(text)):
        return text
    try:
        parsed = json.loads(text)
    except ValueError:
        return named.sub(SOMEBODY, text)
    return json.dumps(_walked(parsed, person, named), ensure_ascii=False)


def _walked(value: Any, person: str, named: re.Pattern[str]) -> Any:  # noqa: ANN401 - whatever JSON holds
    match value:
        case str():
            return named.sub(SOMEBODY, value)
        case list():
            return [_walked(each, person, named) for each in value if each != person]
        case dict():
            return {key: each if key in _NO_WORDS else _walked(each, person, named) for key, each in value.items()}
        case _:
            return value


def unlisted(room: str, names: Iterable[str]) -> str:
    """Return the name of a room without these people, where it is made of the names of those who are in it."""
    parts = re.split(r"(, | and | \+)", room)
    return "".join(SOMEBODY if part in set(names) else part for part in parts)
