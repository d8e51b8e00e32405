"""The groups' meetings, what is otherwise on single dates, and the one job of each that is owed at its next moment.

Every meeting that goes on has one job of the kind `LOOK`, whose subject is its ID, due when something about it is
next: a moment at which nothing is due reads no meeting. Storage owes looking at it at once whenever it changes, or what
decides when somebody is reminded of it: such a look is due at the epoch, and finds when it is to be looked at next.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from bot.chat import Group
from bot.domain import schedule_words, things
from bot.domain.meeting import Meeting
from bot.domain.meeting_words import Plan
from bot.domain.recurrence import Moved, Skipped
from bot.storage.groups import Groups
from bot.storage.jobs import LOOK, Jobs
from bot.storage.moments import EPOCH, moment, stamp
from bot.storage.reminded import Reminded
from bot.storage.settings import Change, GroupSettings

CHANGED: Final = "meeting"
"""The name under which a change stands among those that can be taken back; no setting is called so."""


@dataclass(frozen=True, slots=True)
class Back:
    """A change that was taken back, and the date.

    What it ``did`` is ``add``, ``skip``, ``move``, ``edit``, ``opening`` or ``end``.
    ``meeting`` is as it is now; where it was added, it has ended. ``until_now`` it was another.
    """

    meeting: Meeting
    until_now: Meeting
    did: str
    date: date | None


@dataclass(frozen=True, slots=True)
class Meetings:
    """The meetings of groups; no group's appear in another."""

    db: sqlite3.Connection
    settings: GroupSettings
    now: datetime

    def of(self, group: Group) -> tuple[Meeting, ...]:
        """Return the group's meetings that go on, the oldest first."""
        rows = self.db.execute("SELECT * FROM meeting WHERE grp = ? AND ended_at IS NULL ORDER BY number", (group.id,))
        return tuple(self._meeting(row) for row in rows.fetchall())

    def by_id(self, seal: str) -> Meeting | None:
        """Return the meeting whose ID is this seal while it goes on."""
        row = self.db.execute("SELECT * FROM meeting WHERE id = ? AND ended_at IS NULL", (seal,)).fetchone()
        return None if row is None else self._meeting(row)

    def known(self, seal: str) -> Meeting | None:
        """Return the meeting whose ID is this seal, also where it has ended and that can be taken back."""
        row = self.db.execute("SELECT * FROM meeting WHERE id = ?", (seal,)).fetchone()
        return None if row is None else self._meeting(row)

    def add(self, group: Group, seal: str, plan: Plan, by: str) -> Meeting:
        """Keep a new meeting whose ID is this seal, under a name that nothing of the group had before."""
        count = Groups(self.db).count_thing(group)
        meeting = Meeting(
            *(seal, group.id, count, things.name(count), plan.schedule, self.now),
            title=plan.title,
            length=plan.length,
            place=plan.place,
        )
        self._write(meeting)
        self._note(group, None, meeting, "add", None, by)
        return meeting

    def change(self, group: Group, meeting: Meeting, did: str, by: str, on: date | None = None) -> Meeting:
        """Keep a meeting as it is now, and what it was and who changed it; return it with its new sequence number."""
        row = self.db.execute("SELECT * FROM meeting WHERE id = ?", (meeting.id,)).fetchone()
        old, new = self._meeting(row), replace(meeting, sequence=meeting.sequence + 1)
        self._write(new)
        Reminded(self.db, self.now).moved(old, new)
        self._note(group, old, new, did, on, by)
        return new

    def put_back(self, change: Change) -> Back:
        """Make a meeting what it was before a change, which kept it as this; one that was added ends."""
        done = json.loads(change.new or "")
        was = _read(json.loads(change.old) if change.old else done["meeting"])
        row = self.db.execute("SELECT * FROM meeting WHERE id = ?", (was.id,)).fetchone()
        changed = _read(done["meeting"]) if row is None else self._meeting(row)
        sequence = changed.sequence + 1
        back = replace(was, sequence=sequence, ended_at=was.ended_at if change.old else self.now)
        self._write(back)
        Reminded(self.db, self.now).moved(changed, back)
        self.settings.took_back(change, self.now)
        return Back(back, changed, done["did"], date.fromisoformat(done["on"]) if done["on"] else None)

    def over(self, meeting: Meeting) -> None:
        """Note that a meeting has no more dates; nobody has to hear of that."""
        self._write(replace(meeting, ended_at=self.now))

    def owe(self, group: Group) -> None:
        """Owe looking at each of the group's meetings; what is owed for a group ends when Kith leaves it."""
        for meeting in self.of(group):
            self.look_again(meeting)

    def look_again(self, meeting: Meeting, at: datetime = EPOCH) -> None:
        """Owe looking at a meeting then, and at no other time; or at once."""
        jobs = Jobs(self.db)
        jobs.cancel(LOOK, meeting.id)
        if meeting.ended_at is None:
            jobs.at(at, LOOK, meeting.id, meeting.group)

    def clear(self, before: datetime) -> int:
        """Forget meetings that ended before, once that can't be taken back any more; return how many."""
        return self.db.execute("DELETE FROM meeting WHERE ended_at < ?", (stamp(before),)).rowcount

    def _meeting(self, row: sqlite3.Row) -> Meeting:
        exceptions = self.db.execute("SELECT date, moved_to FROM exception WHERE meeting = ?", (row["id"],))
        return _read({**row, "exceptions": {each["date"]: each["moved_to"] for each in exceptions}})

    def _write(self, meeting: Meeting) -> None:
        values = _kept(meeting)
        exceptions = values.pop("exceptions")
        self.db.execute(
            f"INSERT INTO meeting ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"  # noqa: S608 - our own names
            f" ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in values)}",
            tuple(values.values()),
        )
        self.db.execute("DELETE FROM exception WHERE meeting = ?", (meeting.id,))
        self.db.executemany(
            "INSERT INTO exception (meeting, date, moved_to) VALUES (?, ?, ?)",
            [(meeting.id, day, moved_to) for day, moved_to in exceptions.items()],
        )
        self.look_again(meeting)

    def _note(  # noqa: PLR0913 - a change
        self, group: Group, old: Meeting | None, new: Meeting, did: str, on: date | None, by: str
    ) -> None:
        """Keep a change, so that it can be taken back."""
        before = None if old is None else json.dumps(_kept(old), ensure_ascii=False)
        after = json.dumps({"meeting": _kept(new), "did": did, "on": on and on.isoformat()}, ensure_ascii=False)
        self.settings.changed(group, CHANGED, before, after, by, self.now)


def _kept(meeting: Meeting) -> dict[str, Any]:
    """Return a meeting as it is kept, by column, with its exceptions."""
    return {
        "id": meeting.id,
        "grp": meeting.group,
        "number": meeting.number,
        "name": meeting.name,
        "schedule": str(meeting.schedule),
        "made_at": stamp(meeting.made_at),
        "title": meeting.title,
        "length": None if meeting.length is None else meeting.length // timedelta(seconds=1),
        "place": meeting.place,
        "opening": meeting.opening,
        "ended_at": None if meeting.ended_at is None else stamp(meeting.ended_at),
        "sequence": meeting.sequence,
        "exceptions": {
            day.isoformat(): to.to.isoformat() if isinstance(to, Moved) else None
            for day, to in meeting.exceptions.items()
        },
    }


def _read(kept: Mapping[str, Any]) -> Meeting:
    return Meeting(
        *(kept["id"], kept["grp"], kept["number"], kept["name"], schedule_words.parse(kept["schedule"])),
        made_at=moment(kept["made_at"]),
        title=kept["title"],
        length=None if kept["length"] is None else timedelta(seconds=kept["length"]),
        place=kept["place"],
        opening=kept["opening"],
        ended_at=None if kept["ended_at"] is None else moment(kept["ended_at"]),
        sequence=kept["sequence"],
        exceptions={
            date.fromisoformat(day): Skipped() if to is None else Moved(datetime.fromisoformat(to))
            for day, to in kept["exceptions"].items()
        },
    )
