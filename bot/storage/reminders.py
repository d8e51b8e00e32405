"""How long before a meeting its group's room and its members are reminded."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.chat import Group
from bot.domain.settings import REMIND_AT
from bot.storage.jobs import Jobs
from bot.storage.moments import EPOCH, moment, stamp
from bot.storage.reminded import ROOM, Reminded
from bot.storage.settings import GroupSettings

_SECOND: Final = timedelta(seconds=1)
Ahead = Mapping[timedelta, datetime]
"""How long before a start somebody is reminded, and since when that holds."""


@dataclass(frozen=True, slots=True)
class Reminders:
    """Whom Kith reminds of meetings; the room by what the group set, and whoever said so in private."""

    db: sqlite3.Connection
    settings: GroupSettings
    now: datetime

    def of_all(self, group: Group) -> Mapping[str, Ahead]:
        """Return whom it reminds of the group's meetings: the room, and the members who want it, by ID."""
        rows = self.db.execute("SELECT ahead, since FROM room_reminder WHERE grp = ?", (group.id,))
        since = {row["ahead"] * _SECOND: moment(row["since"]) for row in rows}
        room = {each: since.get(each, EPOCH) for each in self.settings.get(group, REMIND_AT)}
        return {ROOM: room, **self.of_members(group)}

    def of_members(self, group: Group) -> Mapping[str, Ahead]:
        """Return the members of the group who want to be reminded, by ID."""
        found: dict[str, dict[timedelta, datetime]] = {}
        for row in self.db.execute(
            "SELECT own_reminder.* FROM own_reminder JOIN member USING (grp, person) WHERE grp = ? ORDER BY person",
            (group.id,),
        ):
            found.setdefault(row["person"], {})[row["ahead"] * _SECOND] = moment(row["since"])
        return found

    def own(self, person: str, group: Group) -> tuple[timedelta, ...]:
        """Return how long before a meeting somebody is reminded, the longest first."""
        rows = self.db.execute(
            "SELECT ahead FROM own_reminder WHERE grp = ? AND person = ? ORDER BY ahead DESC", (group.id, person)
        )
        return tuple(row["ahead"] * _SECOND for row in rows)

    def remind(self, person: str, group: Group, ahead: Collection[timedelta]) -> None:
        """Remind somebody so long before the group's meetings, and no more at other times; what is past is past."""
        old, new = set(self.own(person, group)), set(ahead)
        self.db.executemany(
            "DELETE FROM own_reminder WHERE grp = ? AND person = ? AND ahead = ?",
            [(group.id, person, each // _SECOND) for each in old - new],
        )
        self.db.executemany(
            "INSERT INTO own_reminder (grp, person, ahead, since) VALUES (?, ?, ?, ?)",
            [(group.id, person, each // _SECOND, stamp(self.now)) for each in new - old],
        )
        Reminded(self.db, self.now).stop(group.id, person, unless=new)
        Jobs(self.db).look_at_meetings(group.id)
