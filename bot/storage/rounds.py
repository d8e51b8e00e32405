"""Check-in rounds: that one is open and until when. Who took part is stored nowhere."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.chat import Group
from bot.storage.moments import moment, stamp


@dataclass(frozen=True, slots=True)
class Round:
    """An opened check-in: its number, its group's, the letter that opened it and its hours."""

    id: int
    group: int
    letter: str
    opened_at: datetime
    closes_at: datetime


def _round(row: sqlite3.Row | None) -> Round | None:
    if row is None:
        return None
    return Round(row["id"], row["grp"], row["letter"], moment(row["opened_at"]), moment(row["closes_at"]))


@dataclass(frozen=True, slots=True)
class Rounds:
    """At most one round is open in a group."""

    db: sqlite3.Connection

    def open_in(self, group: Group) -> Round | None:
        """Return the group's open round."""
        return _round(
            self.db.execute("SELECT * FROM round WHERE grp = ? AND closed_at IS NULL", (group.id,)).fetchone()
        )

    def by_id(self, number: int) -> Round | None:
        """Return the round of this number while it is open."""
        return _round(self.db.execute("SELECT * FROM round WHERE id = ? AND closed_at IS NULL", (number,)).fetchone())

    def of_letter(self, key: str) -> Round | None:
        """Return the open round that this letter opened."""
        return _round(self.db.execute("SELECT * FROM round WHERE letter = ? AND closed_at IS NULL", (key,)).fetchone())

    def open(self, group: Group, letter: str, now: datetime, closes_at: datetime) -> Round:
        """Open a round; the letter is the one that says so in the room."""
        row = self.db.execute(
            "INSERT INTO round (grp, letter, opened_at, closes_at) VALUES (?, ?, ?, ?) RETURNING *",
            (group.id, letter, stamp(now), stamp(closes_at)),
        ).fetchone()
        return Round(row["id"], group.id, letter, now, moment(row["closes_at"]))

    def close(self, opened: Round, now: datetime) -> None:
        """Close a round."""
        self.db.execute("UPDATE round SET closed_at = ? WHERE id = ?", (stamp(now), opened.id))

    def close_of(self, group: Group, now: datetime) -> None:
        """Close whatever is open in a group that Kith left."""
        self.db.execute("UPDATE round SET closed_at = ? WHERE grp = ? AND closed_at IS NULL", (stamp(now), group.id))

    def clear(self, before: datetime) -> int:
        """Forget rounds that closed before; return how many."""
        return self.db.execute("DELETE FROM round WHERE closed_at < ?", (stamp(before),)).rowcount
