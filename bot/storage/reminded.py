"""What was said of reminders: each is written once, and goes no more where what it says holds no more."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.domain.meeting import Meeting
from bot.domain.recurrence import Occurrence
from bot.domain.reminders import MOST
from bot.storage.moments import moment, stamp
from bot.storage.outbox import Outbox

ROOM: Final = ""
"""Stands for the group's room among the people who are reminded."""
_SECOND: Final = timedelta(seconds=1)

Start = tuple[date, datetime]
"""A date of a meeting, by its original local date, and when it begins: moved, it is another to remind of."""


def start_of(one: Occurrence) -> Start:
    """Return what of an occurrence is reminded of once."""
    return one.date, one.at


@dataclass(frozen=True, slots=True)
class Reminded:
    """Which reminders were written, of what, and to whom."""

    db: sqlite3.Connection
    now: datetime

    def of(self, meeting: Meeting) -> Mapping[tuple[Start, str], frozenset[timedelta]]:
        """Return how long before each start the room, and each person, were reminded."""
        found: dict[tuple[Start, str], frozenset[timedelta]] = {}
        for row in self.db.execute("SELECT * FROM reminded WHERE meeting = ?", (meeting.id,)):
            key = (date.fromisoformat(row["date"]), moment(row["at"])), row["person"]
            found[key] = found.get(key, frozenset()) | {row["ahead"] * _SECOND}
        return found

    def wrote(self, meeting: Meeting, one: Occurrence, ahead: timedelta, letter: str, person: str) -> None:
        """Note the letter that reminds of an occurrence; one before it that did not go yet goes no more."""
        of_it = (meeting.id, one.date.isoformat(), stamp(start_of(one)[1]), person)
        earlier = self.db.execute(
            "SELECT letter FROM reminded WHERE meeting = ? AND date = ? AND at = ? AND person = ?", of_it
        )
        self._drop(row["letter"] for row in earlier.fetchall())
        self.db.execute(
            "INSERT INTO reminded (meeting, date, at, person, grp, ahead, letter) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (*of_it, meeting.group, ahead // _SECOND, letter),
        )

    # -------------------------------------------------------------------------- what changed

    def since(self, meeting: Meeting) -> Mapping[Start, datetime]:
        """Return since when each start is so that came of a change."""
        rows = self.db.execute("SELECT * FROM appointed WHERE meeting = ?", (meeting.id,))
        return {(date.fromisoformat(row["date"]), moment(row["at"])): moment(row["since"]) for row in rows}

    def moved(self, old: Meeting, new: Meeting) -> None:
        """Note which starts are new, so that nobody is reminded of one later than was meant; drop what is owed of old.

        No reminder is due longer before a start than :data:`MOST`.
        """
        before = {start_of(one) for one in old.within(self.now, MOST)} if old.ended_at is None else set()
        after = {start_of(one) for one in new.within(self.now, MOST)} if new.ended_at is None else set()
        self.db.executemany(
            "INSERT OR REPLACE INTO appointed (meeting, date, at, since) VALUES (?, ?, ?, ?)",
            [(new.id, day.isoformat(), stamp(at), stamp(self.now)) for day, at in sorted(after - before)],
        )
        owed = [row for row in self._owed("meeting = ?", new.id) if _start(row) not in after]
        self._drop(row["letter"] for row in owed)

    def room_changed(self, group: int, old: Collection[timedelta], new: Collection[timedelta]) -> None:
        """Note since when the room is reminded so long before a start."""
        changed = [(group, each // _SECOND) for each in set(old) ^ set(new)]
        self.db.executemany("DELETE FROM room_reminder WHERE grp = ? AND ahead = ?", changed)
        self.db.executemany(
            "INSERT INTO room_reminder (grp, ahead, since) VALUES (?, ?, ?)",
            [(group, each // _SECOND, stamp(self.now)) for each in set(new) - set(old)],
        )
        self.stop(group, ROOM, unless=new)

    def stop(self, group: int, person: str, unless: Collection[timedelta] = ()) -> None:
        """Drop the reminders that are owed to the room or a person, but for those of these lengths."""
        rows = self._owed("reminded.grp = ? AND reminded.person = ?", group, person)
        self._drop(row["letter"] for row in rows if row["ahead"] * _SECOND not in unless)

    def rest(self, group: int) -> None:
        """Take back what is owed of a group's reminders: it is due again when the group rests no more."""
        rows = self._owed("reminded.grp = ?", group)
        self._drop(row["letter"] for row in rows)
        self.db.executemany("DELETE FROM reminded WHERE letter = ?", [(row["letter"],) for row in rows])

    def _owed(self, which: str, *values: object) -> list[sqlite3.Row]:
        return self.db.execute(
            "SELECT reminded.* FROM reminded JOIN letters ON letters.key = reminded.letter"  # noqa: S608 - our own
            f" WHERE letters.state = 'owed' AND {which}",
            values,
        ).fetchall()

    def _drop(self, letters: Iterable[str]) -> None:
        for letter in letters:
            Outbox(self.db).dropped(letter, self.now)

    def clear(self) -> int:
        """Forget what was said of dates that are over; return how much."""
        self.db.execute("DELETE FROM appointed WHERE at <= ?", (stamp(self.now),))
        return self.db.execute("DELETE FROM reminded WHERE at <= ?", (stamp(self.now),)).rowcount


def _start(row: sqlite3.Row) -> Start:
    return date.fromisoformat(row["date"]), moment(row["at"])
