"""Letters that nobody asked for wait while it is quiet where their person is (N10)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat import Group
from bot.domain import hours
from bot.storage.jobs import Jobs
from bot.storage.moments import stamp
from bot.storage.people import People

UNASKED: Final = 1
"""Waits for the end of quiet hours."""
AT_ONCE: Final = 2
"""Unasked too, and answers what happens in the person's own chat: it waits for nothing."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Which letters wait, and until when."""

    db: sqlite3.Connection
    people: People
    now: datetime

    def unasked(
        self,
        letters: tuple[str, int],
        person: str,
        group: Group | None,
        *,
        at_once: bool,
        until: datetime | None,
    ) -> None:
        """Note that nobody asked for a letter and all after a number; it waits while it is quiet, unless ``at_once``.

        ``until`` is when it tells nothing any more.
        """
        end = None if at_once else self.quiet_until(person, group)
        kind = AT_ONCE if at_once else UNASKED
        self.db.execute(
            "UPDATE letters SET unasked = ?, grp = ?, held_until = ?, stale_at = ?"
            " WHERE (key = ? OR seq > ?) AND state = 'owed'",
            (kind, group and group.id, end and stamp(end), until and stamp(until), *letters),
        )
        if end is not None:
            Jobs(self.db).look_at_held(end)

    def waits(self, key: str) -> bool:
        """Look at a letter as it is about to be sent; return whether it waits from now on, with all of its cause.

        When it was written it may have been day, or their quiet hours and zone others than they are.
        """
        row = self.db.execute(
            "SELECT person, grp, cause FROM letters WHERE key = ? AND state = 'owed' AND unasked = ?", (key, UNASKED)
        ).fetchone()
        if row is None or (end := self._quiet_until(row["person"], row["grp"])) is None:
            return False
        # A mark that went before its message would be dropped, and a discreet line tells nothing without what follows.
        self.db.execute(
            "UPDATE letters SET held_until = ? WHERE person = ? AND cause = ? AND state = 'owed' AND unasked = ?",
            (stamp(end), row["person"], row["cause"], UNASKED),
        )
        Jobs(self.db).look_at_held(end)
        return True

    def again(self) -> None:
        """Let go what waits where it is quiet no more, and hold the rest as long as it is quiet now."""
        rows = self.db.execute(
            "SELECT DISTINCT person, grp FROM letters WHERE held_until IS NOT NULL AND state = 'owed'"
        ).fetchall()
        for row in rows:
            end = self._quiet_until(row["person"], row["grp"])
            self.db.execute(
                "UPDATE letters SET held_until = ? WHERE held_until IS NOT NULL AND person = ? AND grp IS ?",
                (end and stamp(end), row["person"], row["grp"]),
            )
            if end is not None:
                Jobs(self.db).look_at_held(end)

    def quiet_until(self, person: str, group: Group | None) -> datetime | None:
        """Return when a person's quiet hours end, to whom is written about this group; ``None`` outside of them."""
        end = hours.quiet_until(self.now, self.people.zone(person, group), self.people.quiet(person))
        return end if end > self.now else None

    def _quiet_until(self, person: str, group: int | None) -> datetime | None:
        return self.quiet_until(person, None if group is None else self.people.groups.by_id(group))
