"""The outbox: which letters wait for which destination, and what became of each."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.chat import Content, File, Group, Join, Leave, Letter, Open, Priority, Redact, Under, Words
from bot.storage.cleaning import UNCLEAN
from bot.storage.forgotten import Forgotten
from bot.storage.meta import Meta
from bot.storage.moments import moment, stamp


@dataclass(frozen=True, slots=True)
class Owed:
    """A letter as it waits: its destination, its cause, and the room told if it can't go.

    ``unasked`` is true if nobody asked for it; ``rank`` is its priority and its number. ``until`` is when it tells
    nothing any more.
    """

    dest: str
    letter: Letter
    cause: str
    asked_in: str | None
    unasked: bool
    rank: tuple[int, int]
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits to be sent, and what became of it."""

    db: sqlite3.Connection

    def destinations(self) -> list[str]:
        """Return the destinations that are owed something, the most pressing first."""
        rows = self.db.execute(
            "SELECT dest, min(priority) AS first, min(seq) AS oldest FROM letters"
            " WHERE state = 'owed' AND held_until IS NULL GROUP BY dest ORDER BY first, oldest"
        )
        return [row["dest"] for row in rows]

    def next_for(self, dest: str, limit: int = 20) -> list[Owed]:
        """Return what this destination is owed, in the order in which it was written; marks after all words."""
        rows = self.db.execute(
            "SELECT * FROM letters WHERE dest = ? AND state = 'owed' AND held_until IS NULL"
            " ORDER BY priority = ?, seq LIMIT ?",
            (dest, int(Priority.MARK), limit),
        )
        return [
            Owed(
                row["dest"],
                Letter(row["key"], _unpacked(row["content"]), row["room"] or "", row["person"]),
                row["cause"],
                row["asked_in"],
                bool(row["unasked"]),
                (row["priority"], row["seq"]),
                None if row["stale_at"] is None else moment(row["stale_at"]),
            )
            for row in rows
        ]

    def event_of(self, key: str) -> str | None:
        """Return the event that a letter became."""
        row = self.db.execute("SELECT event FROM letters WHERE key = ?", (key,)).fetchone()
        return None if row is None else row["event"]

    def key_of(self, event: str) -> str | None:
        """Return the key of the letter that became this event."""
        row = self.db.execute("SELECT key FROM letters WHERE event = ?", (event,)).fetchone()
        return None if row is None else row["key"]

    def sent(self, key: str, event: str | None, now: datetime) -> None:
        """Note that the server has it, and empty it: what was said stands in the room alone."""
        self.db.execute(
            "UPDATE letters SET state = 'sent', event = coalesce(?, event), content = NULL, asked_in = NULL,"
            " done_at = ? WHERE key = ?",
            (event, stamp(now), key),
        )
        self._leave_no_trace(key)

    def is_owed(self, key: str) -> bool:
        """Return whether a letter still waits."""
        return self.db.execute("SELECT 1 FROM letters WHERE key = ? AND state = 'owed'", (key,)).fetchone() is not None

    def went(self, key: str) -> bool:
        """Return whether a letter was sent; of one that was forgotten since that is taken to be so."""
        row = self.db.execute("SELECT state FROM letters WHERE key = ?", (key,)).fetchone()
        return row is None or row["state"] == "sent"

    def was_before(self, key: str, other: str) -> bool:
        """Return whether a letter was written before another, and is not the line that stands before that."""
        query = (
            "SELECT 1 FROM letters one, letters two"
            " WHERE one.key = ? AND two.key = ? AND one.seq < two.seq AND one.covers IS NOT two.key"
        )
        return self.db.execute(query, (key, other)).fetchone() is not None

    def follows(self, key: str, moment: datetime) -> bool:
        """Return whether a letter arrives after that moment: it waits still, or was sent no earlier."""
        query = "SELECT 1 FROM letters WHERE key = ? AND (state = 'owed' OR (state = 'sent' AND done_at >= ?))"
        return self.db.execute(query, (key, stamp(moment))).fetchone() is not None

    def covered(self, key: str) -> str:
        """Return the key of what follows a line that tells nothing; of any other letter its own."""
        row = self.db.execute("SELECT covers FROM letters WHERE key = ?", (key,)).fetchone()
        return (row is not None and row["covers"]) or key

    def accepted_to(self, room: str) -> bool:
        """Return whether Kith joined this room because somebody who may invite it did."""
        rows = self.db.execute("SELECT 1 FROM letters WHERE dest = ? AND cause LIKE 'invitation %'", (room,))
        return rows.fetchone() is not None

    def dropped(self, key: str, now: datetime) -> None:
        """Note that it will not be sent, nor the line that stands before it where its person is discreet; empty it."""
        self.db.execute(
            "UPDATE letters SET state = 'dropped', content = NULL, asked_in = NULL, done_at = ?"
            " WHERE (key = ? OR covers = ?) AND state = 'owed'",
            (stamp(now), key, key),
        )
        self._leave_no_trace(key)

    def _leave_no_trace(self, key: str) -> None:
        """Take a person out of a letter that is done, where they asked to be forgotten; its key is enough."""
        row = self.db.execute("SELECT room, person FROM letters WHERE key = ? AND state <> 'owed'", (key,)).fetchone()
        if row is not None and row["person"] is not None and Forgotten(self.db).everywhere(row["person"]):
            person, room = row["person"], row["room"] or ""
            self.db.execute("UPDATE letters SET person = NULL, room = ?, dest = ? WHERE key = ?", (room, room, key))
            self.db.execute(  # it may have been opened for this very letter
                "UPDATE chat SET person = '', seal = ? WHERE person = ? AND room IS NOT NULL",
                (Forgotten(self.db).seal(person), person),
            )
            Meta(self.db).put(UNCLEAN, "1")

    def stop_unasked(self, person: str, group: Group, now: datetime) -> None:
        """Drop what nobody asked for and is owed to a person who left the group that it is about (N13).

        What names no group is dropped with the last group that they were in.
        """
        rows = self.db.execute(
            "SELECT key FROM letters WHERE person = ? AND state = 'owed' AND unasked AND (grp = ? OR (grp IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM member WHERE member.person = letters.person)))",
            (person, group.id),
        )
        self._drop_unasked([row["key"] for row in rows], now)

    def stop_all_unasked(self, person: str, now: datetime) -> None:
        """Drop whatever nobody asked for and is owed to this person."""
        rows = self.db.execute("SELECT key FROM letters WHERE person = ? AND state = 'owed' AND unasked", (person,))
        self._drop_unasked([row["key"] for row in rows], now)

    def _drop_unasked(self, keys: list[str], now: datetime) -> None:
        for key in keys:
            self.db.execute("DELETE FROM question WHERE letter = ?", (key,))
            self.db.execute(
                "UPDATE letters SET state = 'dropped', content = NULL, done_at = ? WHERE state = 'owed'"
                " AND (key = ? OR json_extract(content, '$.on') = 'letter:' || ?)",
                (stamp(now), key, key),
            )

    def given_up(self, key: str, before: datetime, now: datetime) -> bool:
        """Drop a letter if it was written before then; return whether it was."""
        if self.db.execute("SELECT 1 FROM letters WHERE key = ? AND written_at < ?", (key, stamp(before))).fetchone():
            self.dropped(key, now)
            return True
        return False

    def to_person_instead(self, room: str, person: str) -> None:
        """Send what waits for this room to wherever this person can be reached alone."""
        self.db.execute(
            "DELETE FROM letters WHERE state = 'owed' AND room = ? AND json_extract(content, '$.is') = 'Under'", (room,)
        )
        self.db.execute(
            "UPDATE letters SET room = NULL, dest = person WHERE state = 'owed' AND room = ? AND person = ?",
            (room, person),
        )

    def stop(self, dest: str, now: datetime) -> None:
        """Drop all words and marks that wait for this destination; joining and leaving stay owed."""
        self.db.execute(
            "UPDATE letters SET state = 'dropped', content = NULL, asked_in = NULL, done_at = ?"
            " WHERE dest = ? AND state = 'owed' AND json_extract(content, '$.is') IN ('Words', 'Under', 'File')",
            (stamp(now), dest),
        )

    def clear(self, before: datetime) -> int:
        """Forget letters that were sent or dropped before; return how many."""
        return self.db.execute("DELETE FROM letters WHERE done_at < ?", (stamp(before),)).rowcount


_KINDS = {kind.__name__: kind for kind in (Words, Under, Join, Leave, Open, File, Redact)}


def _unpacked(packed: str) -> Content:
    fields = json.loads(packed)
    kind = fields.pop("is")
    if kind not in _KINDS:
        message = f"a letter holds {kind!r}, which this program does not know"
        raise ValueError(message)
    if kind == "Words":
        fields |= {"mentions": tuple(fields["mentions"]), "choices": ()}
    content: Content = _KINDS[kind](**fields)
    return content
