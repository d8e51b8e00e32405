"""The rooms that are no private chats: groups."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import Group, RoomNow
from bot.storage.moments import stamp

LONGEST_NAME = 80
"""Characters of a room's name that Kith keeps and repeats."""

WELCOME_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Look:
    """Whether a room is encrypted, who can enter and who can read it, in the words of the specification."""

    encrypted: bool
    join_rule: str
    history: str


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

    def looks(self, group: Group, room: RoomNow) -> None:
        """Keep the room's name, and who can enter and read it, as they are now."""
        self.db.execute(
            "UPDATE grp SET name = ?, encrypted = ?, join_rule = ?, history = ? WHERE id = ?",
            (room.name[:LONGEST_NAME], room.encrypted, room.join_rule, room.history, group.id),
        )

    def look(self, group: Group) -> Look:
        """Return who can enter and read the group's room."""
        row = self.db.execute("SELECT * FROM grp WHERE id = ?", (group.id,)).fetchone()
        return Look(bool(row["encrypted"]), row["join_rule"], row["history"])

    def may_welcome(self, group: Group, now: datetime) -> bool:
        """Return whether an hour has passed since the group's last welcome, and note this one if so."""
        return bool(
            self.db.execute(
                "UPDATE grp SET welcomed_at = ? WHERE id = ? AND coalesce(welcomed_at, 0) <= ?",
                (stamp(now), group.id, stamp(now - WELCOME_EVERY)),
            ).rowcount
        )

    def count_thing(self, group: Group) -> int:
        """Return the number of the group's next thing that people call by a name; none is given twice."""
        row = self.db.execute(
            "UPDATE grp SET things = things + 1 WHERE id = ? RETURNING things", (group.id,)
        ).fetchone()
        return int(row["things"])

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

    def moved(self, group: Group, room: str, now: datetime) -> None:
        """Give the group the room that replaces its own; all that belongs to it comes along."""
        self.db.execute(
            "UPDATE grp SET room = ?, joined_at = ?, successor = NULL, left_at = NULL WHERE id = ?",
            (room, stamp(now), group.id),
        )

    def clear(self, before: datetime) -> int:
        """Forget the groups that Kith left before, with all that is theirs; return how many."""
        return self.db.execute("DELETE FROM grp WHERE left_at < ?", (stamp(before),)).rowcount
