"""Jobs: what is to happen at a moment."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from bot.storage.moments import EPOCH, moment, stamp

LOOK = "meeting"
"""The kind of the job that looks at a meeting at its next moment."""
NUDGE = "nudge"
"""The kind of the job that looks at a person's nudges, in all their groups, when one is due next."""
HELD = "held"
"""The kind of the job that lets letters go when quiet hours end."""

LAPSE = "lapse"
"""The kind of the job that forgets questions as they run out, where one holds or asks for a person's own words."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something due: its kind (a module of `bot/jobs`), what it is about, its group's number if it has one."""

    id: int
    kind: str
    subject: str
    due: datetime
    group: int | None
    tries: int

    @property
    def cause(self) -> str:
        """What letters of this job derive their keys from; never the row's number."""
        return f"{self.kind} {self.subject} {stamp(self.due)}"


def _job(row: sqlite3.Row) -> Job:
    return Job(row["id"], row["kind"], row["subject"], moment(row["due"]), row["grp"], row["tries"])


@dataclass(frozen=True, slots=True)
class Jobs:
    """What is due when."""

    db: sqlite3.Connection

    def at(self, due: datetime, kind: str, subject: str, group: int | None = None) -> None:
        """Owe a job; the same one at the same moment is owed once."""
        self.db.execute(
            "INSERT OR IGNORE INTO jobs (kind, subject, due, grp, next) VALUES (?, ?, ?, ?, ?)",
            (kind, subject, stamp(due), group, stamp(due)),
        )

    def look_at_held(self, at: datetime = EPOCH) -> None:
        """Owe looking at what waits for the end of quiet hours, then or, where those have changed, at once."""
        self.at(at, HELD, "letters")

    def look_at_meetings(self, group: int | None = None, person: str | None = None) -> None:
        """Owe looking at once at the meetings of a group, or at those of which this person is reminded.

        Such a job is due at no moment of its meeting's.
        """
        self.db.execute(
            "INSERT OR IGNORE INTO jobs (kind, subject, due, grp, next)"
            " SELECT :kind, id, :due, grp, :due FROM meeting WHERE ended_at IS NULL AND"
            " (grp = :grp OR grp IN (SELECT grp FROM own_reminder WHERE person = :person))",
            {"kind": LOOK, "due": stamp(EPOCH), "grp": group, "person": person},
        )

    def look_at_nudges(self, group: int) -> None:
        """Owe looking at once at the nudges of whoever has one for this group."""
        self.db.execute(
            "INSERT OR IGNORE INTO jobs (kind, subject, due, next) SELECT ?, person, ?, ? FROM nudge WHERE grp = ?",
            (NUDGE, stamp(EPOCH), stamp(EPOCH), group),
        )

    def cancel(self, kind: str, subject: str, group: int | None = None) -> None:
        """Take back every job of this kind about this subject, in one group or in all."""
        self.db.execute(
            "DELETE FROM jobs WHERE kind = ? AND subject = ? AND (? IS NULL OR grp = ?)", (kind, subject, group, group)
        )

    def cancel_of(self, group: int) -> None:
        """Take back every job of a group."""
        self.db.execute("DELETE FROM jobs WHERE grp = ?", (group,))

    def due(self, now: datetime, limit: int = 100) -> list[Job]:
        """Return what is due now, oldest first."""
        rows = self.db.execute("SELECT * FROM jobs WHERE next <= ? ORDER BY next, id LIMIT ?", (stamp(now), limit))
        return [_job(row) for row in rows]

    def next(self) -> datetime | None:
        """Return when the next job is due."""
        row = self.db.execute("SELECT min(next) AS next FROM jobs").fetchone()
        return None if row["next"] is None else moment(row["next"])

    def done(self, job: Job) -> None:
        """Forget a job that was done; one that took its number meanwhile, since it owed its like anew, stays."""
        which = (job.id, job.kind, job.subject, stamp(job.due))
        self.db.execute("DELETE FROM jobs WHERE id = ? AND kind = ? AND subject = ? AND due = ?", which)

    def again(self, job: Job, at: datetime) -> None:
        """Try a job that broke once more, later."""
        self.db.execute("UPDATE jobs SET tries = tries + 1, next = ? WHERE id = ?", (stamp(at), job.id))
