"""Who is in which group, and who may set it up."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import Group
from bot.storage.moments import moment, stamp

LONGEST_NAME = 80
"""Characters of a display name that Kith keeps and repeats."""
BACK_WITHIN = timedelta(hours=1)
"""Whoever leaves and returns so soon is not new."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a group: their ID, their name there (never empty), their power level and their first day."""

    person: str
    name: str
    power: int
    since: datetime


def _member(row: sqlite3.Row) -> Member:
    return Member(row["person"], row["name"] or _localpart(row["person"]), row["power"], moment(row["since"]))


def _localpart(person: str) -> str:
    return person[1:].partition(":")[0]


@dataclass(frozen=True, slots=True)
class Members:
    """Who is in which group now."""

    db: sqlite3.Connection

    def are(
        self, group: Group, names: Mapping[str, str], powers: Mapping[str, int], now: datetime, *, moving: bool = False
    ) -> frozenset[str]:
        """Make those who have a name here, and nobody else, the group's members; whoever stays keeps their first day.

        Whoever left is no facilitator and no listener any more, has no card and is not reminded; while a group is
        moving to another room, the others have yet to come. Return who left.
        """
        self.db.executemany(
            "INSERT INTO member (grp, person, since, name, power) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (grp, person) DO UPDATE SET name = excluded.name, power = excluded.power"
            " WHERE name <> excluded.name OR power <> excluded.power",
            [
                (group.id, person, stamp(now), name[:LONGEST_NAME], powers.get(person, 0))
                for person, name in sorted(names.items())
            ],
        )
        left = self.of(group) - set(names)
        gone = [(group.id, person) for person in left]
        self.db.executemany("DELETE FROM member WHERE grp = ? AND person = ?", gone)
        if not moving:
            for table in ("facilitator", "listener", "card", "aftercare", "nudge", "own_reminder", "reminded"):
                self.db.executemany(f"DELETE FROM {table} WHERE grp = ? AND person = ?", gone)  # noqa: S608 - our own
        return left

    def left(self, group: Group, seals: Iterable[str], now: datetime) -> None:
        """Keep for an hour, sealed, who left."""
        self.db.execute("DELETE FROM departed WHERE at <= ?", (stamp(now - BACK_WITHIN),))
        rows = [(group.id, seal, stamp(now)) for seal in seals]
        self.db.executemany("INSERT OR REPLACE INTO departed (grp, seal, at) VALUES (?, ?, ?)", rows)

    def came_back(self, group: Group, seal: str, now: datetime) -> bool:
        """Return whether whoever has this seal left within the hour."""
        row = self.db.execute(
            "SELECT 1 FROM departed WHERE grp = ? AND seal = ? AND at > ?", (group.id, seal, stamp(now - BACK_WITHIN))
        ).fetchone()
        return row is not None

    def clear(self, before: datetime) -> int:
        """Forget who left before; return how many."""
        return self.db.execute("DELETE FROM departed WHERE at <= ?", (stamp(before),)).rowcount

    def of(self, group: Group) -> frozenset[str]:
        """Return the group's members, Kith not among them."""
        return frozenset(
            row["person"] for row in self.db.execute("SELECT person FROM member WHERE grp = ?", (group.id,))
        )

    def all_in(self, group: Group) -> tuple[Member, ...]:
        """Return the group's members by name."""
        rows = self.db.execute("SELECT * FROM member WHERE grp = ? ORDER BY name, person", (group.id,))
        return tuple(_member(row) for row in rows)

    def name(self, group: Group, person: str) -> str:
        """Return what a person is called in the group, or was: the first part of their ID where they are not in it."""
        row = self.db.execute("SELECT * FROM member WHERE grp = ? AND person = ?", (group.id, person)).fetchone()
        return _localpart(person) if row is None else _member(row).name

    def somewhere(self, person: str) -> bool:
        """Return whether this person is a member of any of Kith's groups."""
        return self.db.execute("SELECT 1 FROM member WHERE person = ?", (person,)).fetchone() is not None


@dataclass(frozen=True, slots=True)
class Facilitators:
    """Whose power level in the room is high enough, or who agreed to be one; less those who stepped down."""

    db: sqlite3.Connection

    def of(self, group: Group, level: int) -> tuple[Member, ...]:
        """Return the group's facilitators by name; ``level`` is the power that makes one."""
        rows = self.db.execute(
            "SELECT member.* FROM member LEFT JOIN facilitator USING (grp, person) WHERE grp = ?"
            " AND (state = 'agreed' OR (state IS NULL AND power >= ?)) ORDER BY name, person",
            (group.id, level),
        )
        return tuple(_member(row) for row in rows)

    def clear(self, before: datetime) -> int:
        """Forget those who did not follow a group that moved to another room before; return how many."""
        return self.db.execute(
            "DELETE FROM facilitator WHERE grp IN (SELECT id FROM grp WHERE joined_at < ?) AND NOT EXISTS"
            " (SELECT 1 FROM member WHERE member.grp = facilitator.grp AND member.person = facilitator.person)",
            (stamp(before),),
        ).rowcount

    def agreed(self, group: Group, person: str) -> None:
        """Note that a member said yes to being one."""
        self._put(group, person, "agreed")

    def stepped_down(self, group: Group, person: str) -> None:
        """Note that a facilitator is none any more, whatever their power level."""
        self._put(group, person, "stepped down")

    def _put(self, group: Group, person: str, state: str) -> None:
        self.db.execute(
            "INSERT INTO facilitator (grp, person, state) VALUES (?, ?, ?)"
            " ON CONFLICT (grp, person) DO UPDATE SET state = excluded.state",
            (group.id, person, state),
        )
