"""Nudges to check in that people set for themselves, and the one job of each person that looks at theirs."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat import Group
from bot.domain import schedule_words
from bot.domain.nudging import Nudge
from bot.domain.schedule import Schedule
from bot.storage.jobs import NUDGE, Jobs
from bot.storage.moments import FAR, moment, stamp
from bot.storage.people import People


def slot(group: Group) -> str:
    """Return the slot of a nudge's question: the newest of a group is the one that counts."""
    return f"nudge {group.id}"


@dataclass(frozen=True, slots=True)
class Nudges:
    """Who wants to be nudged when; no group's appear in another."""

    db: sqlite3.Connection
    people: People
    now: datetime

    def of(self, person: str) -> tuple[tuple[Group, Nudge], ...]:
        """Return a person's, with the groups that they are in."""
        found = ((group, self.one(person, group)) for group in self.people.groups.of(person))
        return tuple((group, one) for group, one in found if one is not None)

    def one(self, person: str, group: Group) -> Nudge | None:
        """Return the one of a person in a group; its zone is theirs where it follows that."""
        row = self.db.execute("SELECT * FROM nudge WHERE grp = ? AND person = ?", (group.id, person)).fetchone()
        if row is None:
            return None
        schedule = schedule_words.parse(row["schedule"])
        if row["follows"]:
            schedule = replace(schedule, zone=self.people.zone(person, group))
        return Nudge(
            *(person, group.id, schedule, bool(row["follows"]), moment(row["settled_at"])),
            unanswered=row["unanswered"],
            letter=row["letter"],
        )

    def put(self, person: str, group: Group, schedule: Schedule, *, follows: bool) -> Nudge:
        """Keep one in place of the one before."""
        return self.keep(Nudge(person, group.id, schedule, follows, self.now))

    def keep(self, one: Nudge) -> Nudge:
        """Keep a nudge as it is now."""
        self.db.execute(
            "INSERT OR REPLACE INTO nudge (grp, person, schedule, follows, settled_at, unanswered, letter)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (one.group, one.person, str(one.schedule), one.follows, stamp(one.settled_at), one.unanswered, one.letter),
        )
        self.owe(one.person)
        return one

    def answered(self, person: str, group: Group) -> None:
        """Note that a person answered: what went without an answer before counts no more."""
        self.db.execute("UPDATE nudge SET unanswered = 0, letter = '' WHERE grp = ? AND person = ?", (group.id, person))

    def end(self, person: str, group: Group) -> bool:
        """Nudge them for this group no more; return whether there was one."""
        ended = self.db.execute("DELETE FROM nudge WHERE grp = ? AND person = ?", (group.id, person)).rowcount
        self.owe(person)
        return bool(ended)

    def set_back(self) -> None:
        """Settle nothing far off: the clock was ahead for a while. What is near stays, so that it comes once."""
        now = stamp(self.now)
        self.db.execute("UPDATE nudge SET settled_at = ? WHERE settled_at > ?", (now, stamp(self.now + FAR)))

    def owe(self, person: str) -> None:
        """Owe looking at a person's when one of them is due next, and at no other time."""
        jobs = Jobs(self.db)
        jobs.cancel(NUDGE, person)
        following = [each for _, one in self.of(person) for each in one.upcoming(one.settled_at)]
        if following:
            jobs.at(min(each.at for each in following), NUDGE, person)
