"""Letters: everything that Kith owes the outside, written down before it is sent.

A letter's key is an HMAC over the database's salt, its destination, its cause
(an event's ID, or a job's kind, subject and due time), its template and its place
among those with the same three. Handling the same cause again gives the same
keys, and the key is the Matrix transaction ID: what was said is not said twice.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import datetime

from bot.chat import Content, Group, Join, Leave, Letter, Open, Priority, Say, Under, Words
from bot.storage.moments import stamp

Renderer = Callable[[Say, bool], Words]
"""Makes an outcome into words; the second argument is whether they go to a private chat."""

LETTER = "letter:"
"""Stands before the key of one of Kith's own messages where its event is not known yet."""
_KEY_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Owed:
    """A letter as it waits: its place in the queue, its destination, its cause, and the room told if it can't go."""

    seq: int
    dest: str
    letter: Letter
    cause: str
    asked_in: str | None


@dataclass(slots=True)
class Letters:
    """Writes letters for one cause within one transaction.

    ``template`` is whose words a :class:`Say` without its own template means.
    """

    db: sqlite3.Connection
    salt: bytes
    render: Renderer
    now: datetime
    cause: str = ""
    template: str = ""
    thread: str | None = None
    _ordinals: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def to_group(self, group: Group, say: Say, *, priority: Priority = Priority.REPLY) -> str:
        """Write to the group's room and return the letter's key."""
        return self._words(say, priority, room=group.room)

    def to_person(
        self, person: str, say: Say, *, priority: Priority = Priority.REPLY, asked_in: str | None = None
    ) -> str:
        """Write to the person's private chat, which is opened where there is none; return the letter's key.

        ``asked_in`` is the room that is told, in one fixed line, when no chat can be opened.
        """
        return self._words(say, priority, person=person, asked_in=asked_in)

    def reply(
        self, room: str, say: Say, *, person: str | None = None, thread: str | None = None, to: str | None = None
    ) -> str:
        """Answer where the question stood; ``person`` is given in a private chat. Return the letter's key."""
        return self._words(say, Priority.REPLY, room=room, person=person, thread=thread, reply_to=to)

    def _words(  # noqa: PLR0913 - where, to whom and under what: one letter
        self,
        say: Say,
        priority: Priority,
        *,
        room: str | None = None,
        person: str | None = None,
        asked_in: str | None = None,
        thread: str | None = None,
        reply_to: str | None = None,
    ) -> str:
        template = say.template or self.template
        words = self.render(Say(say.outcome, say.facts, template, rings=say.rings), person is not None)
        words = Words(words.plain, words.html, say.rings, words.mentions, thread, reply_to)
        key = self._put(f"{template}.{say.outcome}", words, priority, room=room, person=person, asked_in=asked_in)
        for mark in say.under:
            self._mark_letter(key, mark, room=room, person=person)
        return key

    def mark(self, room: str, event: str, mark: str, *, person: str | None = None) -> None:
        """Put a mark under somebody's message."""
        self._put(f"mark {mark}", Under(event, mark), Priority.MARK, room=room, person=person)

    def _mark_letter(self, letter: str, mark: str, *, room: str | None, person: str | None) -> None:
        # The message has no event ID yet: its key stands for it until it is sent.
        self._put(f"mark {mark}", Under(f"{LETTER}{letter}", mark), Priority.MARK, room=room, person=person)

    def join(self, room: str, via: str | None = None) -> None:
        """Owe joining a room."""
        self._put("join", Join(via), Priority.OPENING, room=room)

    def leave(self, room: str, reason: str | None = None) -> None:
        """Owe leaving a room, or declining the invitation to it; what was left once can be left again."""
        self._put(f"leave {stamp(self.now)}", Leave(reason), Priority.OPENING, room=room)

    def plain(self, say: Say) -> str:
        """Return an outcome's plain text, for where a server takes nothing else."""
        return self.render(say, True).plain  # noqa: FBT003 - as in a private chat

    def opening_key(self, person: str, number: int) -> str:
        """Return the key under which the chat number ``number`` with this person is opened."""
        return self._key(person, f"chat {number}", "open", 0)

    def _put(  # noqa: PLR0913 - as above
        self,
        what: str,
        content: Content,
        priority: Priority,
        *,
        room: str | None = None,
        person: str | None = None,
        asked_in: str | None = None,
    ) -> str:
        dest = room or person or ""
        among = (dest, self.cause, what)
        key = self._key(dest, self.cause, what, self._ordinals[among])
        self._ordinals[among] += 1
        self.db.execute(
            "INSERT OR IGNORE INTO letters (key, dest, cause, room, person, asked_in, priority, content, written_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, dest, self.cause, room, person, asked_in, int(priority), _packed(content), stamp(self.now)),
        )
        return key

    def _key(self, dest: str, cause: str, what: str, ordinal: int) -> str:
        told = "\0".join((dest, cause, what, str(ordinal)))
        return hmac.new(self.salt, told.encode(), hashlib.sha256).hexdigest()[:_KEY_LENGTH]


@dataclass(frozen=True, slots=True)
class Outbox:
    """What waits to be sent, and what became of it."""

    db: sqlite3.Connection

    def destinations(self) -> list[str]:
        """Return the destinations that are owed something, the most pressing first."""
        rows = self.db.execute(
            "SELECT dest, min(priority) AS first, min(seq) AS oldest FROM letters"
            " WHERE state = 'owed' GROUP BY dest ORDER BY first, oldest"
        )
        return [row["dest"] for row in rows]

    def next_for(self, dest: str, limit: int = 20) -> list[Owed]:
        """Return what this destination is owed, in the order in which it was written."""
        rows = self.db.execute(
            "SELECT * FROM letters WHERE dest = ? AND state = 'owed' ORDER BY seq LIMIT ?", (dest, limit)
        )
        return [
            Owed(
                row["seq"],
                row["dest"],
                Letter(row["key"], _unpacked(row["content"]), row["room"] or "", row["person"]),
                row["cause"],
                row["asked_in"],
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

    def is_owed(self, key: str) -> bool:
        """Return whether a letter still waits."""
        return self.db.execute("SELECT 1 FROM letters WHERE key = ? AND state = 'owed'", (key,)).fetchone() is not None

    def accepted_to(self, room: str) -> bool:
        """Return whether Kith joined this room because somebody who may invite it did."""
        rows = self.db.execute("SELECT 1 FROM letters WHERE dest = ? AND cause LIKE 'invitation %'", (room,))
        return rows.fetchone() is not None

    def dropped(self, key: str, now: datetime) -> None:
        """Note that it will not be sent, and empty it."""
        self.db.execute(
            "UPDATE letters SET state = 'dropped', content = NULL, asked_in = NULL, done_at = ?"
            " WHERE key = ? AND state = 'owed'",
            (stamp(now), key),
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
            " WHERE dest = ? AND state = 'owed' AND json_extract(content, '$.is') IN ('Words', 'Under')",
            (stamp(now), dest),
        )

    def clear(self, before: datetime) -> int:
        """Forget letters that were sent or dropped before; return how many."""
        return self.db.execute("DELETE FROM letters WHERE done_at < ?", (stamp(before),)).rowcount


def _packed(content: Content) -> str:
    return json.dumps({"is": type(content).__name__, **asdict(content)}, ensure_ascii=False)


def _unpacked(packed: str) -> Content:
    fields = json.loads(packed)
    match fields.pop("is"):
        case "Words":
            return Words(**{**fields, "mentions": tuple(fields["mentions"])})
        case "Under":
            return Under(**fields)
        case "Join":
            return Join(**fields)
        case "Leave":
            return Leave(**fields)
        case "Open":
            return Open(**fields)
        case other:
            message = f"a letter holds {other!r}, which this program does not know"
            raise ValueError(message)
