"""Questions that wait for somebody's answer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.storage.moments import stamp

DIALOGUE = "dialogue"
"""The slot of what is asked back about what somebody has just typed: the newest of these is the one that counts."""
LONGEST_TITLE = 90


@dataclass(frozen=True, slots=True)
class Question:
    """A numbered question, as it is kept.

    ``kind`` says whose answer it is, ``about`` what is needed then; ``choices`` are as they were listed under
    ``title``, and ``letter`` is the key of the message that asks. ``listed`` is its place in the list of several
    open ones that was last shown. A ``free`` one takes a text of the person's own too. One that ``stays`` is ``over``
    once it was answered: it takes another answer, but only where no other question does.
    """

    id: int
    person: str
    kind: str
    slot: str
    title: str
    choices: tuple[str, ...]
    about: Mapping[str, str]
    letter: str
    listed: int | None
    free: bool
    stays: bool
    over: bool


@dataclass(frozen=True, slots=True)
class Questions:
    """At most one question is open to a person in each slot."""

    db: sqlite3.Connection

    def ask(  # noqa: PLR0913 - a question is these facts
        self,
        person: str,
        kind: str,
        choices: Iterable[str],
        about: Mapping[str, str],
        *,
        letter: str,
        title: str,
        until: datetime,
        slot: str = DIALOGUE,
        free: bool = False,
        stays: bool = False,
    ) -> None:
        """Keep a question; an older one in the same slot goes, since it can't be meant any more."""
        self.db.execute("DELETE FROM question WHERE person = ? AND slot = ?", (person, slot))
        self.db.execute(
            "INSERT INTO question (person, kind, choices, about, letter, until, slot, title, free, stays)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(person, kind, json.dumps(list(choices)), json.dumps(dict(about)), letter, stamp(until), slot),
                *(title[:LONGEST_TITLE], free, stays),
            ),
        )

    def in_slot(self, person: str, slot: str, now: datetime) -> Question | None:
        """Return the question of this slot, seen or not, answered by "not now" or not, while it holds."""
        return next((question for question in self.all_to(person, now) if question.slot == slot), None)

    def open_to(self, person: str, now: datetime) -> tuple[Question, ...]:
        """Return the questions that this person may answer, oldest first: none whose letter waits or was dropped."""
        rows = self.db.execute(
            "SELECT letter FROM question JOIN letters ON letters.key = question.letter"
            " WHERE question.person = ? AND (held_until IS NOT NULL OR state = 'dropped')",
            (person,),
        )
        unseen = {row["letter"] for row in rows}
        return tuple(each for each in self.all_to(person, now) if each.letter not in unseen)

    def all_to(self, person: str, now: datetime) -> tuple[Question, ...]:
        """Return all questions to this person, oldest first, also those that they have not seen."""
        rows = self.db.execute(
            "SELECT * FROM question WHERE person = ? AND until > ? ORDER BY id", (person, stamp(now))
        )
        return tuple(map(_question, rows))

    def of_letter(self, letter: str) -> Question | None:
        """Return the question that this letter asks."""
        row = self.db.execute("SELECT * FROM question WHERE letter = ?", (letter,)).fetchone() if letter else None
        return None if row is None else _question(row)

    def about(self, kind: str, name: str, value: str, now: datetime) -> Question | None:
        """Return the question of this kind, whoever was asked, that is about this."""
        return next((each for each in self.with_about(kind, name, now) if each.about[name] == value), None)

    def with_about(self, kind: str, name: str, now: datetime) -> tuple[Question, ...]:
        """Return the questions of this kind, whoever was asked, that are about something of this name."""
        rows = self.db.execute("SELECT DISTINCT person FROM question WHERE kind = ?", (kind,)).fetchall()
        found = (each for row in rows for each in self.all_to(row["person"], now))
        return tuple(each for each in found if each.kind == kind and name in each.about)

    def of_kind(self, person: str, kind: str, now: datetime) -> Question | None:
        """Return the newest of this kind that this person may still answer."""
        return next((one for one in reversed(self.open_to(person, now)) if one.kind == kind), None)

    def were_listed(self, person: str, numbers: Iterable[int]) -> None:
        """Note under which places, counted from 1, these were shown to this person; no other has one from now on."""
        self.db.execute("UPDATE question SET listed = NULL WHERE person = ?", (person,))
        self.db.executemany(
            "UPDATE question SET listed = ? WHERE id = ?", [(place, number) for place, number in enumerate(numbers, 1)]
        )

    def declined(self, person: str, slot: str, kind: str, until: datetime) -> None:
        """Ask nothing in this slot until then, since its question was answered by "not now"."""
        self.ask(person, kind, (), {}, letter="", title="", until=until, slot=slot)

    def close(self, question: Question) -> None:
        """Forget a question that was answered; one that stays is over."""
        query = "UPDATE question SET over = 1 WHERE id = ?" if question.stays else "DELETE FROM question WHERE id = ?"
        self.db.execute(query, (question.id,))

    def over(self, person: str, slot: str, **about: str) -> None:
        """Let the question of this slot take an answer only where no other does, which is then about this, too."""
        self.db.execute(
            "UPDATE question SET over = 1, about = json_patch(about, ?) WHERE person = ? AND slot = ?",
            (json.dumps(about), person, slot),
        )

    def drop(self, person: str, slot: str) -> str:
        """Forget the question of this slot; return its letter's key, which is empty where there was none."""
        query = "DELETE FROM question WHERE person = ? AND slot = ? RETURNING letter"
        return next((str(row["letter"]) for row in self.db.execute(query, (person, slot)).fetchall()), "")

    def drop_about(self, person: str, name: str, value: str) -> tuple[str, ...]:
        """Forget every question to this person that is about this; return the keys of the letters that ask."""
        query = "DELETE FROM question WHERE person = ? AND json_extract(about, '$.' || ?) = ? RETURNING letter"
        return tuple(row["letter"] for row in self.db.execute(query, (person, name, value)).fetchall())

    def close_all(self, person: str) -> int:
        """Forget every question to this person; return how many there were."""
        return self.db.execute("DELETE FROM question WHERE person = ?", (person,)).rowcount

    def ran_out(self, before: datetime) -> tuple[str, ...]:
        """Return the keys of the letters whose questions ran out."""
        rows = self.db.execute("SELECT letter FROM question WHERE until <= ?", (stamp(before),)).fetchall()
        return tuple(row["letter"] for row in rows)

    def clear(self, before: datetime) -> int:
        """Forget questions that ran out; return how many."""
        return self.db.execute("DELETE FROM question WHERE until <= ?", (stamp(before),)).rowcount


def _question(row: sqlite3.Row) -> Question:
    return Question(
        *(row["id"], row["person"], row["kind"], row["slot"], row["title"]),
        tuple(json.loads(row["choices"])),
        json.loads(row["about"]),
        row["letter"],
        row["listed"],
        *(bool(row["free"]), bool(row["stays"]), bool(row["over"])),
    )
