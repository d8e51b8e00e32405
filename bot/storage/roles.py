"""The rota as groups set it up: roles, how long a turn is, and who has a place on the rota of a role."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from bot.chat import Group
from bot.domain import roles
from bot.domain.rota_turns import Every, Meetings
from bot.domain.rotation import Away, Place
from bot.storage.moments import moment, stamp
from bot.storage.settings import GroupSettings

CHANGED: Final = "rota"
"""The name under which a change stands among those that can be taken back; no setting is called so."""
_EACH: Final = Meetings()


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a group, which is here by its number; its guide is empty where it has none."""

    id: str
    group: int
    name: str
    guide: str
    added_at: datetime
    removed: bool


@dataclass(frozen=True, slots=True)
class Rules:
    """Which meetings are one turn, and for how many turns people rest who had one."""

    every: Every = _EACH
    rest: int = 1


@dataclass(frozen=True, slots=True)
class Roles:
    """Roles, and the places that people took on their rota themselves."""

    db: sqlite3.Connection
    settings: GroupSettings
    now: datetime

    # --------------------------------------------------------------------------- what is set

    def of(self, group: Group) -> tuple[Role, ...]:
        """Return the group's roles, the oldest first."""
        query = "SELECT * FROM role WHERE grp = ? AND removed_at IS NULL ORDER BY number"
        return tuple(_role(row) for row in self.db.execute(query, (group.id,)))

    def groups(self) -> tuple[int, ...]:
        """Return the numbers of the groups that have roles and that Kith is in."""
        query = "SELECT DISTINCT grp FROM role JOIN grp ON grp.id = role.grp WHERE left_at IS NULL ORDER BY grp"
        return tuple(row["grp"] for row in self.db.execute(query))

    def by_id(self, role: str) -> Role | None:
        """Return the role of this ID, a removed one too as long as that can be taken back."""
        row = self.db.execute("SELECT * FROM role WHERE id = ?", (role,)).fetchone()
        return None if row is None else _role(row)

    def rules(self, group: Group) -> Rules:
        """Return how the group takes turns."""
        row = self.db.execute("SELECT * FROM rota WHERE grp = ?", (group.id,)).fetchone()
        return Rules() if row is None else Rules(roles.every_of(row["every"]), row["rest"])

    def add(self, group: Group, names: Mapping[str, str], by: str) -> None:
        """Keep new roles, whose names stand by their IDs; their numbers say in which order they are shown."""
        for role, name in names.items():
            self.db.execute(
                "INSERT INTO role (id, grp, number, name, guide, added_at) VALUES"
                " (?, ?, (SELECT coalesce(max(number), 0) + 1 FROM role), ?, '', ?)",
                (role, group.id, name, stamp(self.now)),
            )
        self._note(group, {}, {"did": "add", "roles": list(names)}, by)

    def remove(self, group: Group, role: Role, by: str) -> None:
        """Let a role be no more; everybody's place is kept for as long as that can be taken back."""
        self._remove(role.id, stamp(self.now))
        self._note(group, {}, {"did": "remove", "roles": [role.id]}, by)

    def ruled(self, group: Group, rules: Rules, did: str, by: str) -> None:
        """Keep how the group takes turns, and what of it was otherwise before."""
        was = self.rules(group)
        self._rule(group, rules)
        self._note(group, {"every": roles.written(was.every), "rest": was.rest}, {"did": did}, by)

    def guide(self, group: Group, role: Role, text: str, by: str) -> None:
        """Keep what whoever holds a role reads before."""
        self._guide(role.id, text)
        self._note(group, {"guide": role.guide}, {"did": "guide", "roles": [role.id]}, by)

    def put_back(self, group: Group, old: str | None, new: str | None) -> tuple[str, tuple[Role, ...]]:
        """Make it what it was before a change; return what was done by that, and the roles it was about."""
        was, done = json.loads(old or "{}"), json.loads(new or "{}")
        about = [role for each in done.get("roles", ()) if (role := self.by_id(each)) is not None]
        for role in about:
            if done["did"] == "guide":
                self._guide(role.id, was["guide"])
            else:
                self._remove(role.id, stamp(self.now) if done["did"] == "add" else None)
        if "every" in was:
            self._rule(group, Rules(roles.every_of(was["every"]), was["rest"]))
        return done["did"], tuple(about)

    def clear(self, before: datetime) -> None:
        """Forget roles that were removed before, with all that is theirs."""
        self.db.execute("DELETE FROM role WHERE removed_at < ?", (stamp(before),))

    def _remove(self, role: str, at: int | None) -> None:
        self.db.execute("UPDATE role SET removed_at = ? WHERE id = ?", (at, role))

    def _guide(self, role: str, text: str) -> None:
        self.db.execute("UPDATE role SET guide = ? WHERE id = ?", (text, role))

    def _rule(self, group: Group, rules: Rules) -> None:
        self.db.execute(
            "INSERT INTO rota (grp, every, rest) VALUES (?, ?, ?)"
            " ON CONFLICT (grp) DO UPDATE SET every = excluded.every, rest = excluded.rest",
            (group.id, roles.written(rules.every), rules.rest),
        )

    def _note(self, group: Group, was: Mapping[str, Any], done: Mapping[str, Any], by: str) -> None:
        old, new = (json.dumps(each, ensure_ascii=False) for each in (was, done))
        self.settings.changed(group, CHANGED, old, new, by, self.now)

    # ------------------------------------------------------------------------ who has a place

    def places(self, role: str) -> tuple[Place, ...]:
        """Return everybody's place on the rota of the role of this ID, as it is kept: without what they hold ahead."""
        rows = self.db.execute("SELECT * FROM rota_place WHERE role = ? ORDER BY joined, person", (role,)).fetchall()
        return tuple(self._place(row) for row in rows)

    def place(self, role: str, person: str) -> Place:
        """Return the place of somebody who has one there."""
        return next(place for place in self.places(role) if place.person == person)

    def roles_of(self, person: str, group: Group | None = None) -> tuple[Role, ...]:
        """Return the roles on whose rota somebody has a place, in one group or in all."""
        rows = self.db.execute(
            "SELECT role.* FROM role JOIN rota_place ON rota_place.role = role.id"
            " WHERE person = ? AND removed_at IS NULL ORDER BY role.grp, number",
            (person,),
        )
        return tuple(_role(row) for row in rows if group is None or row["grp"] == group.id)

    def people(self, group: Group) -> frozenset[str]:
        """Return everybody who has a place in a group."""
        rows = self.db.execute("SELECT DISTINCT person FROM rota_place WHERE grp = ?", (group.id,))
        return frozenset(row["person"] for row in rows)

    def put(self, role: Role, places: Iterable[Place]) -> None:
        """Keep places as they are now."""
        for place in places:
            self.db.execute(
                "INSERT INTO rota_place (role, grp, person, joined, turns, last) VALUES (?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (role, person) DO UPDATE SET turns = excluded.turns, last = excluded.last",
                (role.id, role.group, place.person, stamp(place.joined), place.turns, stamp(place.last)),
            )
            self.db.execute("DELETE FROM away WHERE role = ? AND person = ?", (role.id, place.person))
            self.db.executemany(
                "INSERT OR IGNORE INTO away (role, grp, person, start_at, end_at, counted) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (role.id, role.group, place.person, stamp(away.start), stamp(away.end), away.counted)
                    for away in place.away
                ],
            )

    def drop(self, role: Role, person: str) -> None:
        """Take somebody's place away, since they left."""
        self.db.execute("DELETE FROM rota_place WHERE role = ? AND person = ?", (role.id, person))

    def _place(self, row: sqlite3.Row) -> Place:
        query = "SELECT * FROM away WHERE role = ? AND person = ? ORDER BY start_at"
        away = tuple(
            Away(moment(each["start_at"]), moment(each["end_at"]), bool(each["counted"]))
            for each in self.db.execute(query, (row["role"], row["person"]))
        )
        return Place(row["person"], moment(row["joined"]), row["turns"], moment(row["last"]), away=away)


def _role(row: sqlite3.Row) -> Role:
    return Role(
        row["id"], row["grp"], row["name"], row["guide"], moment(row["added_at"]), removed=row["removed_at"] is not None
    )
