"""The places outside that a group turns to."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import accumulate

from bot.chat import Group, House, Place
from bot.domain.places import CHECK_EVERY, together
from bot.storage.jobs import Jobs
from bot.storage.moments import moment, stamp
from bot.storage.settings import keep_change

CHANGED = "resources"
"""The name under which a change of a list stands among the changes that can be taken back; no setting is called so."""
CHECK = "resources"
"""The kind of job that asks whether a list is still right."""
SOME, SHORT = 3, 240
"""Places that a message shows which is about something else too, and their characters from the second on."""
Lists = Sequence[tuple[str, Sequence[Place]]]
"""Groups' names and their places."""


@dataclass(frozen=True, slots=True)
class Resources:
    """A group's places in their order; whether it has none on purpose; when the list was last changed or checked."""

    db: sqlite3.Connection

    def of(self, group: Group) -> tuple[Place, ...]:
        """Return the group's places."""
        rows = self.db.execute("SELECT * FROM place WHERE grp = ? ORDER BY number", (group.id,))
        return tuple(Place(row["name"], row["contact"], row["hours"], row["police"]) for row in rows)

    def some(self, group: Group, house: House) -> tuple[Place, ...]:
        """Return the first places of a group, else the operator's, for a message that is about something else too."""
        return self.some_of((group,), house)

    def some_of(self, groups: Sequence[Group], house: House) -> tuple[Place, ...]:
        """Return the first places of these groups, else the operator's."""
        return some([(group.name, self.of(group)) for group in groups], house)

    def declined(self, group: Group) -> bool:
        """Return whether the group has no list on purpose."""
        row = self.db.execute("SELECT declined FROM resources WHERE grp = ?", (group.id,)).fetchone()
        return row is not None and bool(row["declined"])

    def settled(self, group: Group) -> bool:
        """Return whether the group has places to turn to, or none on purpose (N18)."""
        return bool(self.of(group)) or self.declined(group)

    def checked_at(self, group: Group) -> datetime | None:
        """Return when the list was last changed or checked; ``None`` where it never was."""
        row = self.db.execute("SELECT checked_at FROM resources WHERE grp = ?", (group.id,)).fetchone()
        return None if row is None else moment(row["checked_at"])

    def change(self, group: Group, places: Sequence[Place], by: str, now: datetime, *, declined: bool = False) -> None:
        """Make these the group's places, and keep what they were and who changed them."""
        old = self._packed(group)
        self._write(group, places, now, declined=declined)
        keep_change(self.db, group, CHANGED, old, self._packed(group), by, now)

    def put_back(self, group: Group, packed: str, now: datetime) -> None:
        """Make the list what it was before a change, which kept it as this."""
        was = json.loads(packed)
        self._write(group, [Place(**place) for place in was["places"]], now, declined=was["declined"])

    def checked(self, group: Group, now: datetime) -> None:
        """Note that somebody said that the list is right, and ask again after its time."""
        self.db.execute("UPDATE resources SET checked_at = ? WHERE grp = ?", (stamp(now), group.id))
        self.ask_again(group, now)

    def ask_again(self, group: Group, now: datetime) -> None:
        """Ask after the list's time from now whether it is right, and not before; nobody where there is none."""
        at = now + CHECK_EVERY if self.of(group) else None
        self.db.execute("UPDATE resources SET ask_at = ? WHERE grp = ?", (None if at is None else stamp(at), group.id))
        self.owe_asking(group)

    def owe_asking(self, group: Group) -> None:
        """Owe the asking at its time; what is owed for a group ends when Kith leaves it."""
        jobs = Jobs(self.db)
        jobs.cancel(CHECK, str(group.id))
        row = self.db.execute("SELECT ask_at FROM resources WHERE grp = ?", (group.id,)).fetchone()
        if row is not None and row["ask_at"] is not None:
            jobs.at(moment(row["ask_at"]), CHECK, str(group.id), group.id)

    def _packed(self, group: Group) -> str:
        places = [asdict(place) for place in self.of(group)]
        return json.dumps({"places": places, "declined": self.declined(group)}, ensure_ascii=False)

    def _write(self, group: Group, places: Sequence[Place], now: datetime, *, declined: bool) -> None:
        self.db.execute("DELETE FROM place WHERE grp = ?", (group.id,))
        self.db.executemany(
            "INSERT INTO place (grp, number, name, contact, hours, police) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (group.id, number, place.name, place.contact, place.hours or "", place.police or "unknown")
                for number, place in enumerate(places, 1)
            ],
        )
        self.db.execute(
            "INSERT INTO resources (grp, declined, checked_at) VALUES (?, ?, ?)"
            " ON CONFLICT (grp) DO UPDATE SET declined = excluded.declined, checked_at = excluded.checked_at",
            (group.id, declined, stamp(now)),
        )
        self.ask_again(group, now)


def some(lists: Lists, house: House) -> tuple[Place, ...]:
    """Return the first places of these lists, for a message that is about something else too."""
    kept = together(lists)[0] or together([("", house.resources)])[0]
    found = [place for _, those in kept for place in those][:SOME]
    lengths = accumulate(len(place.name) + len(place.contact) for place in found)
    return tuple(
        place for n, (place, length) in enumerate(zip(found, lengths, strict=True)) if not n or length <= SHORT
    )
