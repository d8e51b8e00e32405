"""The groups' check-ins that repeat, and the one job of each that is owed at its next moment."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.chat import Group
from bot.domain import schedule_words, things
from bot.domain.repeat import Repeat
from bot.domain.repeat_words import Plan
from bot.storage.groups import Groups
from bot.storage.jobs import Jobs
from bot.storage.moments import FAR, moment, stamp
from bot.storage.settings import Change, GroupSettings

CHANGED: Final = "repeat"
"""The name under which a change stands among those that can be taken back; no setting is called so."""
LOOK: Final = "repeat"
"""The kind of job that looks at a check-in that repeats when its next round is due."""
ADD, CANCEL = "add", "cancel"
"""What a change did."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """The check-ins of groups that repeat; no group's appear in another."""

    db: sqlite3.Connection
    settings: GroupSettings
    now: datetime

    def of(self, group: Group) -> tuple[Repeat, ...]:
        """Return the group's that go on, the oldest first."""
        rows = self.db.execute("SELECT * FROM repeat WHERE grp = ? AND ended_at IS NULL ORDER BY rowid", (group.id,))
        return tuple(_repeat(row) for row in rows.fetchall())

    def by_id(self, seal: str) -> Repeat | None:
        """Return the one whose ID is this seal while it goes on."""
        row = self.db.execute("SELECT * FROM repeat WHERE id = ? AND ended_at IS NULL", (seal,)).fetchone()
        return None if row is None else _repeat(row)

    def add(self, group: Group, seal: str, plan: Plan, by: str) -> Repeat:
        """Keep a new one whose ID is this seal, under a name that nothing of the group had before."""
        name = things.name(Groups(self.db).count_thing(group))
        new = Repeat(seal, group.id, name, plan.schedule, self.now, self.now, plan.length)
        self.db.execute(
            "INSERT INTO repeat (id, grp, name, schedule, length, made_at, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(new.id, new.group, new.name, str(new.schedule)),
                None if new.length is None else new.length // timedelta(seconds=1),
                *(stamp(new.made_at), stamp(new.settled_at)),
            ),
        )
        self._note(group, new, ADD, by)
        self.look_again(new)
        return new

    def cancel(self, group: Group, one: Repeat, by: str) -> None:
        """Let no round open any more, and keep who wanted that."""
        self._note(group, one, CANCEL, by)
        self._ends(one, self.now)

    def put_back(self, change: Change) -> tuple[Repeat, str]:
        """Take a change back; return what it was about and what the change did. One that was added ends."""
        done = json.loads(change.new or "")
        row = self.db.execute("SELECT * FROM repeat WHERE id = ?", (done["id"],)).fetchone()
        one = self._ends(_repeat(row), self.now if done["did"] == ADD else None)
        self.settings.took_back(change, self.now)
        return one, done["did"]

    def settle(self, one: Repeat, up_to: datetime) -> Repeat:
        """Note that of what was due up to then nothing is opened any more; what has no date any more is over."""
        settled = replace(one, settled_at=up_to)
        self.db.execute("UPDATE repeat SET settled_at = ? WHERE id = ?", (stamp(up_to), one.id))
        return settled if settled.upcoming(self.now) else self._ends(settled, self.now)

    def set_back(self) -> None:
        """Settle nothing far off: the clock was ahead for a while. What is near stays, so that it opens once."""
        now = stamp(self.now)
        self.db.execute("UPDATE repeat SET settled_at = ? WHERE settled_at > ?", (now, stamp(self.now + FAR)))

    def owe(self, group: Group) -> None:
        """Owe looking at each of the group's; what is owed for a group ends when Kith leaves it."""
        for one in self.of(group):
            self.look_again(one)

    def look_again(self, one: Repeat, at: datetime | None = None) -> None:
        """Owe looking at one when a round of its is due next, or at this moment, and at no other time."""
        jobs = Jobs(self.db)
        jobs.cancel(LOOK, one.id)
        following = one.upcoming(one.settled_at)
        if one.ended_at is None and (at or following):
            jobs.at(at or following[0].at, LOOK, one.id, one.group)

    def clear(self, before: datetime) -> int:
        """Forget those that ended before, once that can't be taken back any more; return how many."""
        return self.db.execute("DELETE FROM repeat WHERE ended_at < ?", (stamp(before),)).rowcount

    def _ends(self, one: Repeat, at: datetime | None) -> Repeat:
        ended = replace(one, ended_at=at)
        self.db.execute("UPDATE repeat SET ended_at = ? WHERE id = ?", (at and stamp(at), one.id))
        self.look_again(ended)
        return ended

    def _note(self, group: Group, one: Repeat, did: str, by: str) -> None:
        """Keep a change, so that it can be taken back."""
        self.settings.changed(group, CHANGED, None, json.dumps({"id": one.id, "did": did}), by, self.now)


def _repeat(row: sqlite3.Row) -> Repeat:
    return Repeat(
        *(row["id"], row["grp"], row["name"], schedule_words.parse(row["schedule"])),
        *(moment(row["made_at"]), moment(row["settled_at"])),
        length=None if row["length"] is None else timedelta(seconds=row["length"]),
        ended_at=None if row["ended_at"] is None else moment(row["ended_at"]),
    )
