"""What stands about rooms, people and places, as it is kept in memory; and whether it changed since it was read."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.chat import Group, Place
from bot.domain.settings import LANGUAGE, Value
from bot.storage.groups import Groups
from bot.storage.meta import Meta
from bot.storage.people import People
from bot.storage.settings import GroupSettings

_WATCHED = {
    "grp": ("INSERT", "DELETE", "UPDATE OF room, name, left_at"),
    "member": ("INSERT", "DELETE"),
    "chat": ("INSERT", "DELETE", "UPDATE OF person, room, state"),
    "place": ("INSERT", "DELETE", "UPDATE"),
    "settings": ("INSERT", "DELETE", "UPDATE"),
    "person": ("INSERT", "DELETE", "UPDATE OF language"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """Which rooms are groups or private chats, who is in which group, and the groups' places; and the letters' salt.

    ``groups`` are the numbers of rooms' groups, ``names`` and ``places`` are by that number, ``shared`` are the
    numbers of the groups that have places and a person in them, by name; ``chats`` are the people of private chats
    that are open or about to be joined. ``languages`` are those that are written in each of these rooms.
    """

    salt: bytes = b""
    groups: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[int, str] = field(default_factory=dict)
    places: Mapping[int, tuple[Place, ...]] = field(default_factory=dict)
    shared: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    chats: Mapping[str, str] = field(default_factory=dict)
    languages: Mapping[str, str] = field(default_factory=dict)


def watch(connection: sqlite3.Connection) -> None:
    """Let this connection note, inside of each transaction, that something of this changed; for now it did.

    The note is a row of a temporary table: it is taken back with what it is about.
    """
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS changed (since_read INTEGER NOT NULL) STRICT")
    connection.execute("DELETE FROM temp.changed")
    connection.execute("INSERT INTO temp.changed VALUES (1)")
    for table, events in _WATCHED.items():
        for event in events:
            connection.execute(
                f"CREATE TEMP TRIGGER IF NOT EXISTS {table}_{event.split()[0]} AFTER {event} ON main.{table}"  # noqa: S608 - our own names
                " BEGIN UPDATE changed SET since_read = 1 WHERE since_read = 0; END"
            )


def changed(connection: sqlite3.Connection) -> bool:
    """Return whether something of it may have changed since it was read."""
    return bool(connection.execute("SELECT since_read FROM temp.changed").fetchone()["since_read"])


def read(connection: sqlite3.Connection, defaults: Mapping[str, Value]) -> Standing:
    """Read all of it; ``defaults`` are the operator's settings."""
    connection.execute("UPDATE temp.changed SET since_read = 0")
    groups = connection.execute("SELECT id, room, name FROM grp WHERE left_at IS NULL ORDER BY name, id").fetchall()
    places: dict[int, tuple[Place, ...]] = {}
    for row in connection.execute("SELECT * FROM place ORDER BY grp, number"):
        place = Place(row["name"], row["contact"], row["hours"], row["police"])
        places[row["grp"]] = (*places.get(row["grp"], ()), place)
    shared: dict[str, tuple[int, ...]] = {}
    for row in connection.execute(
        "SELECT member.person, member.grp FROM member JOIN grp ON grp.id = member.grp"
        " WHERE left_at IS NULL AND EXISTS (SELECT 1 FROM place WHERE place.grp = member.grp)"
        " ORDER BY grp.name, grp.id"
    ):
        shared[row["person"]] = (*shared.get(row["person"], ()), row["grp"])
    rows = connection.execute("SELECT room, person FROM chat WHERE state IN ('open', 'invited') AND room IS NOT NULL")
    chats = {row["room"]: row["person"] for row in rows}
    set_by_groups = GroupSettings(connection, defaults)
    people = People(connection, Groups(connection), set_by_groups)
    languages = {room: people.language(person) for room, person in chats.items()}
    for row in groups:
        languages[row["room"]] = set_by_groups.get(Group(row["id"], row["room"], row["name"]), LANGUAGE)
    return Standing(
        Meta(connection).salt,
        {row["room"]: row["id"] for row in groups},
        {row["id"]: row["name"] for row in groups},
        places,
        shared,
        chats,
        languages,
    )
