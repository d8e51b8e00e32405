"""Listeners of a group: what they said about being asked, and since when it is known that their phone rings."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.chat import Group
from bot.domain import weekly
from bot.domain.listening import ALL_KINDS, KINDS, LIMIT, PROOF_HOLDS, Listener
from bot.domain.settings import LISTEN_AFTER
from bot.domain.weekly import Hours
from bot.storage.jobs import Jobs
from bot.storage.moments import moment, stamp
from bot.storage.people import People

PROOF, UNPROVEN = "proof", "unproven"
"""The kinds of the jobs that ask a listener whether it still rings, and that take silence for a no."""
PROOF_ASKED = "listen on"
"""The kind of the question whether a listener's phone rings: the command that hears its answer."""
PROOF_SLOT = "proof"
"""The slot of that question: it is the same in every group."""
RINGS = "rings"
"""The step of that question where it is asked again, of somebody who listens."""
PROOF_WAITS = timedelta(days=7)
"""How long its answer is waited for."""
_THEIRS = ("listener", "card", "aftercare", "own_reminder", "nudge")
"""The tables of what somebody wants in a group, while they are in it."""

_THERE = (
    "SELECT listener.*, grp.support_since FROM listener JOIN grp ON grp.id = listener.grp"
    " JOIN member ON member.grp = listener.grp AND member.person = listener.person WHERE grp.left_at IS NULL"
)
"""Listeners who are members of their group now: after its room was replaced by another some have yet to come."""


@dataclass(frozen=True, slots=True)
class Listeners:
    """Who may be asked in which group. Whoever's row changes here is noted in ``changed``."""

    db: sqlite3.Connection
    people: People
    now: datetime
    changed: set[str]

    def of(self, group: Group) -> tuple[Listener, ...]:
        """Return the listeners of a group who are in it, by their IDs."""
        rows = self.db.execute(f"{_THERE} AND listener.grp = ? ORDER BY listener.person", (group.id,)).fetchall()
        after = self.people.settings.get(group, LISTEN_AFTER)
        return tuple(self._listener(row, group, after) for row in rows)

    def one(self, person: str, group: Group) -> Listener | None:
        """Return a listener of a group, if that person is one and in it."""
        query = f"{_THERE} AND listener.grp = ? AND listener.person = ?"
        row = self.db.execute(query, (group.id, person)).fetchone()
        return None if row is None else self._listener(row, group, self.people.settings.get(group, LISTEN_AFTER))

    def groups(self, person: str) -> tuple[Group, ...]:
        """Return the groups in which somebody is a listener, by name."""
        return tuple(group for group in self.people.groups.of(person) if self.one(person, group) is not None)

    def _listener(self, row: sqlite3.Row, group: Group, after: timedelta) -> Listener:
        person, since = row["person"], moment(row["since"])
        exempt = row["support_since"] is not None and row["since"] <= row["support_since"]
        paused_until = None if row["paused_until"] is None else moment(row["paused_until"])
        return Listener(
            person,
            zone=self.people.zone(person, group),
            quiet=self.people.quiet(person),
            settled_at=since if exempt else since + after,
            proven_at=None if row["proven_at"] is None else moment(row["proven_at"]),
            hours=None if row["hours"] is None else weekly.parse(row["hours"]),
            night=bool(row["night"]),
            kinds=frozenset(row["kinds"].split()),
            limit=row["a_week"],
            paused_until=paused_until if paused_until is not None and paused_until > self.now else None,
        )

    def support_since(self, group: Group) -> datetime | None:
        """Return since when support is on in a group; ``None`` where it is off."""
        row = self.db.execute("SELECT support_since FROM grp WHERE id = ?", (group.id,)).fetchone()
        return None if row["support_since"] is None else moment(row["support_since"])

    # ------------------------------------------------------------------ what they say themselves

    def on(self, person: str, group: Group) -> None:
        """Make a member a listener whose phone rang now; what they set before stays, and a pause is over."""
        self.db.execute(
            "INSERT INTO listener (grp, person, since, kinds, a_week)"
            " SELECT grp, person, since, ?, ? FROM member WHERE grp = ? AND person = ?"
            " ON CONFLICT (grp, person) DO UPDATE SET paused_until = NULL",
            (_written(ALL_KINDS), LIMIT, group.id, person),
        )
        self.proven(person)

    def off(self, person: str, group: Group) -> None:
        """Let a person be no listener of this group any more: nothing that they set is kept."""
        self.db.execute("DELETE FROM listener WHERE grp = ? AND person = ?", (group.id, person))
        self.changed.add(person)
        if self.db.execute("SELECT 1 FROM listener WHERE person = ?", (person,)).fetchone() is None:
            self._ask_no_more(person)

    def hours(self, person: str, group: Group, hours: Hours | None) -> None:
        """Keep the hours that they set, ``None`` for the usual ones."""
        self._set("hours", None if hours is None else str(hours), person, group)

    def night(self, person: str, group: Group, *, ok: bool) -> None:
        """Keep whether they may be asked at night as well."""
        self._set("night", ok, person, group)

    def kinds(self, person: str, group: Group, kinds: frozenset[str]) -> None:
        """Keep for what they may be asked."""
        self._set("kinds", _written(kinds), person, group)

    def limit(self, person: str, group: Group, a_week: int) -> None:
        """Keep how often they may be asked within 7 days."""
        self._set("a_week", a_week, person, group)

    def pause(self, person: str, group: Group, until: datetime | None) -> None:
        """Let nobody ask them until then; ``None`` ends a pause."""
        self._set("paused_until", None if until is None else stamp(until), person, group)
        if until is None:
            self._ask_in_time(person)

    def _set(self, column: str, value: str | int | None, person: str, group: Group) -> None:
        query = f"UPDATE listener SET {column} = ? WHERE grp = ? AND person = ?"  # noqa: S608 - one of our own columns
        self.db.execute(query, (value, group.id, person))
        self.changed.add(person)

    # ----------------------------------------------------------------------------- whether it rings

    def proven(self, person: str) -> None:
        """Note that a listener's phone rang now, in whatever group; ask again after :data:`PROOF_HOLDS`."""
        self.db.execute("UPDATE listener SET proven_at = ? WHERE person = ?", (stamp(self.now), person))
        self._ask_no_more(person)
        Jobs(self.db).at(self.now + PROOF_HOLDS, PROOF, person)
        self.changed.add(person)

    def unproven(self, person: str) -> None:
        """Note that it is not known any more whether a listener's phone rings: nobody asks them until it is."""
        self.db.execute("UPDATE listener SET proven_at = NULL WHERE person = ?", (person,))
        self._ask_no_more(person)
        self.changed.add(person)

    def _ask_in_time(self, person: str) -> None:
        """Owe asking a listener whether it still rings, which may have come to rest while they were paused."""
        row = self.db.execute(
            "SELECT max(proven_at) AS at FROM listener WHERE person = ? AND NOT EXISTS"
            " (SELECT 1 FROM jobs WHERE subject = ? AND kind IN (?, ?))",
            (person, person, PROOF, UNPROVEN),
        ).fetchone()
        if row["at"] is not None:
            Jobs(self.db).at(max(self.now, moment(row["at"]) + PROOF_HOLDS), PROOF, person)

    def _ask_no_more(self, person: str) -> None:
        for kind in (PROOF, UNPROVEN):
            Jobs(self.db).cancel(kind, person)

    # ------------------------------------------------------------------------------- who is not there

    def absent(self, group: Group) -> None:
        """Forget what somebody wants in the group who is not in it now."""
        for table in _THEIRS:
            self.db.execute(
                f"DELETE FROM {table} WHERE grp = ? AND person NOT IN (SELECT person FROM member WHERE grp = ?)",  # noqa: S608 - our own
                (group.id, group.id),
            )

    def clear(self, before: datetime) -> int:
        """Forget those who did not follow a group that moved to another room before; return how many.

        What was owed to somebody who is no listener any more goes as well.
        """
        gone = 0
        for table in _THEIRS:
            gone += self.db.execute(
                f"DELETE FROM {table} WHERE grp IN (SELECT id FROM grp WHERE joined_at < ?) AND NOT EXISTS"  # noqa: S608 - our own
                f" (SELECT 1 FROM member WHERE member.grp = {table}.grp AND member.person = {table}.person)",
                (stamp(before),),
            ).rowcount
        self.db.execute(
            "DELETE FROM jobs WHERE kind IN (?, ?) AND subject NOT IN (SELECT person FROM listener)", (PROOF, UNPROVEN)
        )
        return gone


def _written(kinds: Iterable[str]) -> str:
    return " ".join(kind for kind in KINDS if kind in kinds)
