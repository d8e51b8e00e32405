"""Which openings were said, so that none is said twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain.meeting import Meeting
from bot.domain.recurrence import Occurrence
from bot.storage.moments import stamp

ONCE_WITHIN: Final = timedelta(days=1)
"""Within this time of its opening a date has no other, however it is moved; later it may well take place again."""


@dataclass(frozen=True, slots=True)
class Openings:
    """The openings of the last day, by meeting and original local date."""

    db: sqlite3.Connection

    def said(self, meeting: Meeting, one: Occurrence, now: datetime) -> bool:
        """Return whether an opening was said for this date of the meeting."""
        row = self.db.execute(
            "SELECT 1 FROM opened WHERE meeting = ? AND date = ? AND at > ?",
            (meeting.id, one.date.isoformat(), stamp(now - ONCE_WITHIN)),
        ).fetchone()
        return row is not None

    def note(self, meeting: Meeting, those: Sequence[Occurrence], now: datetime) -> None:
        """Note that the opening of these dates of the meeting is said."""
        self.db.executemany(
            "INSERT OR REPLACE INTO opened (meeting, date, at) VALUES (?, ?, ?)",
            [(meeting.id, one.date.isoformat(), stamp(now)) for one in those],
        )

    def clear(self, now: datetime) -> int:
        """Forget those of which nothing depends any more; return how many."""
        return self.db.execute("DELETE FROM opened WHERE at <= ?", (stamp(now - ONCE_WITHIN),)).rowcount
