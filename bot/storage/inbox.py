"""Events that were acted on, and messages that wait for their key."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.chat import Sealed
from bot.storage.moments import moment, stamp


@dataclass(frozen=True, slots=True)
class Inbox:
    """IDs and outcomes; never a text, never a sender (N16)."""

    db: sqlite3.Connection

    def has(self, event: str) -> bool:
        """Return whether this event was acted on already."""
        return self.db.execute("SELECT 1 FROM inbox WHERE event = ?", (event,)).fetchone() is not None

    def outcome(self, event: str, since: datetime) -> str | None:
        """Return what came of this event if it was acted on since then."""
        row = self.db.execute("SELECT outcome FROM inbox WHERE event = ? AND at >= ?", (event, stamp(since))).fetchone()
        return None if row is None else str(row["outcome"])

    def keep(self, event: str, outcome: str, now: datetime) -> None:
        """Note that the event was acted on."""
        self.db.execute(
            "INSERT OR IGNORE INTO inbox (event, outcome, at) VALUES (?, ?, ?)", (event, outcome, stamp(now))
        )

    def became(self, event: str, edit: str) -> None:
        """Give a message the outcome of its edit, so that what was mended once is not done again."""
        self.db.execute(
            "UPDATE inbox SET outcome = coalesce((SELECT outcome FROM inbox WHERE event = ?), outcome) WHERE event = ?",
            (edit, event),
        )

    def clear(self, before: datetime) -> int:
        """Forget what is older; return how many."""
        return self.db.execute("DELETE FROM inbox WHERE at < ?", (stamp(before),)).rowcount


def _sealed(row: sqlite3.Row) -> Sealed:
    kept = (row["event"], row["room"], row["sender"], row["session"], row["source"])
    return Sealed(*kept, moment(row["at"]), moment(row["said"]))


@dataclass(frozen=True, slots=True)
class Undecrypted:
    """Ciphertext that waits for its key."""

    db: sqlite3.Connection

    def keep(self, sealed: Sealed) -> None:
        """Keep the event as it came."""
        self.db.execute(
            "INSERT OR IGNORE INTO undecrypted (event, room, sender, session, source, at, said)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(sealed.event, sealed.room, sealed.sender, sealed.session, sealed.source),
                stamp(sealed.now),
                stamp(sealed.said),
            ),
        )

    def of(self, sessions: Iterable[str] | None = None) -> tuple[Sealed, ...]:
        """Return what waits for one of these sessions, or for any, oldest first."""
        rows = self.db.execute("SELECT * FROM undecrypted WHERE source <> '' ORDER BY seq")
        wanted = None if sessions is None else frozenset(sessions)
        return tuple(_sealed(row) for row in rows if wanted is None or row["session"] in wanted)

    def waiting(self, event: str) -> Sealed | None:
        """Return this one if it still waits."""
        row = self.db.execute("SELECT * FROM undecrypted WHERE event = ? AND source <> ''", (event,)).fetchone()
        return None if row is None else _sealed(row)

    def told(self, event: str, now: datetime) -> None:
        """Note that its sender was told that it can't be read."""
        self.db.execute("UPDATE undecrypted SET told_at = ? WHERE event = ?", (stamp(now), event))

    def told_since(self, moment: datetime, room: str, sender: str | None = None) -> bool:
        """Return whether that was said in this room since then, about anybody's or about this person's."""
        row = self.db.execute(
            "SELECT 1 FROM undecrypted WHERE room = ? AND told_at >= ? AND sender = coalesce(?, sender)",
            (room, stamp(moment), sender),
        ).fetchone()
        return row is not None

    def drop(self, event: str) -> None:
        """Forget one that could be read or was removed, but not that its sender was told: else they are told again."""
        self.db.execute("DELETE FROM undecrypted WHERE event = ? AND told_at IS NULL", (event,))
        self.db.execute("UPDATE undecrypted SET session = '', source = '' WHERE event = ?", (event,))

    def leave(self, room: str) -> None:
        """Forget all of a room."""
        self.db.execute("DELETE FROM undecrypted WHERE room = ?", (room,))

    def clear(self, before: datetime, told_before: datetime) -> int:
        """Forget what is older, and of what waits no longer that its sender was told; return how many."""
        return self.db.execute(
            "DELETE FROM undecrypted WHERE at < ? OR (source = '' AND told_at < ?)",
            (stamp(before), stamp(told_before)),
        ).rowcount
