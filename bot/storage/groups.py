"""Groups, who is in them, and what they set."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.chat import Group
from bot.domain.settings import Setting, Value
from bot.storage.moments import stamp

V = TypeVar("V", bound=Value)

LONGEST_NAME = 80
"""Characters of a room's name that Kith keeps and repeats."""


def _group(row: sqlite3.Row) -> Group:
    return Group(row["id"], row["room"], row["name"])


@dataclass(frozen=True, slots=True)
class Groups:
    """The rooms that are no private chats."""

    db: sqlite3.Connection

    def in_room(self, room: str) -> Group | None:
        """Return the group of this room while Kith is in it."""
        row = self.db.execute("SELECT * FROM grp WHERE room = ? AND left_at IS NULL", (room,)).fetchone()
        return None if row is None else _group(row)

    def by_id(self, number: int) -> Group | None:
        """Return the group of this number while Kith is in it."""
        row = self.db.execute("SELECT * FROM grp WHERE id = ? AND left_at IS NULL", (number,)).fetchone()
        return None if row is None else _group(row)

    def knows(self, room: str) -> bool:
        """Return whether this room is or was a group."""
        return self.db.execute("SELECT 1 FROM grp WHERE room = ?", (room,)).fetchone() is not None

    def rooms(self) -> frozenset[str]:
        """Return the rooms of the groups that Kith is in."""
        return frozenset(row["room"] for row in self.db.execute("SELECT room FROM grp WHERE left_at IS NULL"))

    def of(self, person: str) -> tuple[Group, ...]:
        """Return the groups that this person is in, by name."""
        rows = self.db.execute(
            "SELECT grp.* FROM grp JOIN member ON member.grp = grp.id"
            " WHERE member.person = ? AND grp.left_at IS NULL ORDER BY grp.name, grp.id",
            (person,),
        )
        return tuple(_group(row) for row in rows)

    def joined(self, room: str, name: str, now: datetime) -> Group:
        """Note that Kith is in this group, again or for the first time."""
        self.db.execute(
            "INSERT INTO grp (room, name, joined_at) VALUES (?, ?, ?)"
            " ON CONFLICT (room) DO UPDATE SET name = excluded.name, joined_at = excluded.joined_at, left_at = NULL",
            (room, name[:LONGEST_NAME], stamp(now)),
        )
        return _group(self.db.execute("SELECT * FROM grp WHERE room = ?", (room,)).fetchone())

    def named(self, group: Group, name: str) -> None:
        """Keep the room's name as it is now."""
        if group.name != name[:LONGEST_NAME]:
            self.db.execute("UPDATE grp SET name = ? WHERE id = ?", (name[:LONGEST_NAME], group.id))

    def left(self, group: Group, now: datetime) -> None:
        """Note that Kith is out: nobody counts as its member from now on."""
        self.db.execute("UPDATE grp SET left_at = ? WHERE id = ?", (stamp(now), group.id))
        self.db.execute("DELETE FROM member WHERE grp = ?", (group.id,))

    def goes_to(self, group: Group, successor: str) -> None:
        """Keep which room the group's own room says it moves to."""
        self.db.execute("UPDATE grp SET successor = ? WHERE id = ?", (successor, group.id))

    def coming_to(self, room: str) -> Group | None:
        """Return the group whose room named this one as its successor; Kith may be out of the old one by now."""
        row = self.db.execute("SELECT * FROM grp WHERE successor = ?", (room,)).fetchone()
        return None if row is None else _group(row)

    def moved(self, group: Group, room: str) -> None:
        """Give the group the room that replaces its own; all that belongs to it comes along."""
        self.db.execute("UPDATE grp SET room = ?, successor = NULL, left_at = NULL WHERE id = ?", (room, group.id))

    def clear(self, before: datetime) -> int:
        """Forget the groups that Kith left before, with all that is theirs; return how many."""
        return self.db.execute("DELETE FROM grp WHERE left_at < ?", (stamp(before),)).rowcount


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in which group now."""

    db: sqlite3.Connection

    def are(self, group: Group, people: Iterable[str], now: datetime) -> None:
        """Make these people, and nobody else, the group's members; whoever stays keeps their first day."""
        here, known = frozenset(people), self.of(group)
        self.db.executemany(
            "INSERT INTO member (grp, person, since) VALUES (?, ?, ?)",
            [(group.id, person, stamp(now)) for person in sorted(here - known)],
        )
        self.db.executemany(
            "DELETE FROM member WHERE grp = ? AND person = ?", [(group.id, person) for person in known - here]
        )

    def of(self, group: Group) -> frozenset[str]:
        """Return the group's members, Kith not among them."""
        return frozenset(
            row["person"] for row in self.db.execute("SELECT person FROM member WHERE grp = ?", (group.id,))
        )

    def somewhere(self, person: str) -> bool:
        """Return whether this person is a member of any of Kith's groups."""
        return self.db.execute("SELECT 1 FROM member WHERE person = ?", (person,)).fetchone() is not None


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What a group set; what it did not set is the operator's default, else Kith's."""

    db: sqlite3.Connection
    defaults: Mapping[str, Value]

    def get(self, group: Group, setting: Setting[V]) -> V:
        """Return the value in force."""
        text = self._text(group, setting.name)
        return setting.of(self.defaults) if text is None else setting.parse(text)

    def _text(self, group: Group, name: str) -> str | None:
        row = self.db.execute("SELECT value FROM settings WHERE grp = ? AND name = ?", (group.id, name)).fetchone()
        return None if row is None else str(row["value"])

    def put(self, group: Group, setting: Setting[V], value: V, by: str, now: datetime) -> None:
        """Set it, and keep what it was and who changed it."""
        name, text, old = setting.name, setting.show(value), self._text(group, setting.name)
        self.db.execute(
            "INSERT INTO settings (grp, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (grp, name) DO UPDATE SET value = excluded.value",
            (group.id, name, text),
        )
        self.db.execute(
            "INSERT INTO change (grp, name, old, new, by, at) VALUES (?, ?, ?, ?, ?, ?)",
            (group.id, name, old, text, by, stamp(now)),
        )
