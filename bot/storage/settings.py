"""What groups set, and what was changed."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, TypeVar

from bot.chat import Group
from bot.domain import recurrence
from bot.domain.settings import ANSWER, OFFER, QUIET_UNTIL, REMIND_AT, SETTINGS, TIMEZONE, Setting, Value
from bot.storage.jobs import Jobs
from bot.storage.moments import EPOCH, stamp
from bot.storage.reminded import Reminded

V = TypeVar("V", bound=Value)

ROTA_AGAIN: Final = "rota_again"
"""The kind of the job that looks at all of a group's turns, since a setting changed."""
_OF_REMINDERS: Final = frozenset({TIMEZONE.name, QUIET_UNTIL.name, REMIND_AT.name})
"""What decides when somebody is reminded of a meeting."""


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that was changed: ``old`` and ``new`` as texts, ``None`` where it was the default.

    Or the list of places, as :mod:`bot.storage.resources` keeps it.
    """

    id: int
    name: str
    old: str | None
    new: str | None


def keep_change(  # noqa: PLR0913 - a change is these facts
    db: sqlite3.Connection, group: Group, name: str, old: str | None, new: str | None, by: str, now: datetime
) -> None:
    """Keep what was changed and by whom, so that it can be taken back."""
    db.execute(
        "INSERT INTO change (grp, name, old, new, by, at) VALUES (?, ?, ?, ?, ?, ?)",
        (group.id, name, old, new, by, stamp(now)),
    )


def took_back(db: sqlite3.Connection, change: Change, now: datetime) -> None:
    """Note that a change was taken back."""
    db.execute("UPDATE change SET undone_at = ? WHERE id = ?", (stamp(now), change.id))


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """What a group set; what it did not set is the operator's default, else Kith's."""

    db: sqlite3.Connection
    defaults: Mapping[str, Value]

    def get(self, group: Group, setting: Setting[V]) -> V:
        """Return the value in force."""
        text = self._text(group, setting.name)
        return setting.of(self.defaults) if text is None else setting.parse(text)

    def rests_until(self, group: Group, now: datetime) -> datetime | None:
        """Return when the group's rounds and reminders go on, which is as the day that it set begins in its zone.

        None where they do not rest.
        """
        day = self.get(group, QUIET_UNTIL)
        if day is None:
            return None
        end = recurrence.moment(datetime.combine(day, time.min), self.get(group, TIMEZONE))
        return end if now < end else None

    def shown(self, group: Group, name: str) -> str:
        """Return the value in force of the setting ``name`` as people write it."""
        setting = SETTINGS[name]
        return setting.show(self.get(group, setting))

    def default(self, name: str) -> str:
        """Return the default of the setting ``name`` as people write it."""
        setting = SETTINGS[name]
        return setting.show(setting.of(self.defaults))

    def _text(self, group: Group, name: str) -> str | None:
        row = self.db.execute("SELECT value FROM settings WHERE grp = ? AND name = ?", (group.id, name)).fetchone()
        return None if row is None else str(row["value"])

    def put(self, group: Group, setting: Setting[V], value: V, by: str, now: datetime) -> None:
        """Set it, and keep what it was and who changed it."""
        name, text, old = setting.name, setting.show(value), self._text(group, setting.name)
        self._write(group, name, text, now)
        self.changed(group, name, old, text, by, now)

    def changed(self, group: Group, name: str, old: str | None, new: str | None, by: str, now: datetime) -> None:  # noqa: PLR0913 - a change
        """Keep what was changed and by whom, so that it can be taken back."""
        keep_change(self.db, group, name, old, new, by, now)

    def _write(self, group: Group, name: str, text: str | None, now: datetime) -> None:
        """Keep a value, or that it is the default again, and owe looking at what depends on it."""
        reminded, ahead = Reminded(self.db, now), self.get(group, REMIND_AT)
        self._keep(group, name, text)
        if name == TIMEZONE.name:
            Jobs(self.db).look_at_held()
            Jobs(self.db).look_at_nudges(group.id)
        if name in {OFFER.name, ANSWER.name}:
            Jobs(self.db).at(EPOCH, ROTA_AGAIN, str(group.id), group.id)
        if name in _OF_REMINDERS:
            Jobs(self.db).look_at_meetings(group.id)
        if name == REMIND_AT.name:
            reminded.room_changed(group.id, ahead, self.get(group, REMIND_AT))
        if name == QUIET_UNTIL.name:
            reminded.rest(group.id)

    def _keep(self, group: Group, name: str, text: str | None) -> None:
        if text is None:
            self.db.execute("DELETE FROM settings WHERE grp = ? AND name = ?", (group.id, name))
            return
        self.db.execute(
            "INSERT INTO settings (grp, name, value) VALUES (?, ?, ?)"
            " ON CONFLICT (grp, name) DO UPDATE SET value = excluded.value",
            (group.id, name, text),
        )

    def last_change(self, group: Group, since: datetime) -> Change | None:
        """Return the newest change since then that was not taken back."""
        row = self.db.execute(
            "SELECT * FROM change WHERE grp = ? AND at >= ? AND undone_at IS NULL ORDER BY id DESC",
            (group.id, stamp(since)),
        ).fetchone()
        return None if row is None else Change(row["id"], row["name"], row["old"], row["new"])

    def undo(self, group: Group, change: Change, now: datetime) -> None:
        """Take a change back."""
        self._write(group, change.name, change.old, now)
        self.took_back(change, now)

    def took_back(self, change: Change, now: datetime) -> None:
        """Note that a change was taken back."""
        took_back(self.db, change, now)

    def clear(self, before: datetime) -> int:
        """Forget changes that can't be taken back any more; return how many."""
        return self.db.execute("DELETE FROM change WHERE at < ?", (stamp(before),)).rowcount
