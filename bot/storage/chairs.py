"""Chairs of turns as they are kept: those ahead, and as many that are over as are needed to let people rest."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.chat import Group
from bot.domain.chair import Asked, At, Chair, Swap
from bot.storage.members import Members
from bot.storage.meta import Meta
from bot.storage.moments import moment, stamp


@dataclass(frozen=True, slots=True)
class Kept:
    """A turn's chair with the ID of its role, the number of its group, the ID of its meeting and its dates of that.

    The dates are the original local ones, which name an occurrence whatever it is moved to; the first that takes place
    is when the chair starts. ``guided`` is whether whoever holds it was told what the role's guide says.
    """

    chair: Chair
    role: str
    group: int
    meeting: str
    dates: tuple[date, ...]
    guided: bool = False

    @property
    def is_touched(self) -> bool:
        """Whether somebody holds or held it, was asked about it or passed; else nobody misses it when it is no more."""
        return bool(self.chair.holder or self.chair.asked or self.chair.swap or self.chair.closed)


@dataclass(frozen=True, slots=True)
class Chairs:
    """Chairs of groups."""

    db: sqlite3.Connection
    _read_before: dict[tuple[Any, ...], Kept] = field(default_factory=dict)
    """By their rows: one step reads all chairs of a group, most of them as they were in the step before."""

    def named(self, name: str) -> Kept | None:
        """Return the chair of this name."""
        return next(iter(self._read("chair.name = ?", name)), None)

    def of(self, group: Group) -> tuple[Kept, ...]:
        """Return the group's chairs, those that are over too as far as they are kept: the earliest first, by role."""
        return self._read("chair.grp = ?", group.id)

    def _read(self, where: str, value: str | int) -> tuple[Kept, ...]:
        chairs = f"SELECT chair.* FROM chair JOIN role ON role.id = chair.role WHERE {where}"  # noqa: S608 - one of two
        rows = self.db.execute(f"{chairs} ORDER BY start, role.number, chair.name", (value,)).fetchall()
        asked: dict[str, list[sqlite3.Row]] = {}
        people = f"SELECT asked.* FROM asked JOIN chair ON chair.name = asked.chair WHERE {where}"  # noqa: S608 - as above
        for row in self.db.execute(f"{people} ORDER BY asked.number", (value,)):
            asked.setdefault(row["chair"], []).append(row)
        rested: dict[str, list[str]] = {}
        resting = f"SELECT rested.* FROM rested JOIN chair ON chair.name = rested.chair WHERE {where}"  # noqa: S608 - as above
        for row in self.db.execute(resting, (value,)):
            rested.setdefault(row["chair"], []).append(row["person"])
        return tuple(self._kept(row, asked.get(row["name"], ()), rested.get(row["name"], ())) for row in rows)

    def groups(self) -> tuple[int, ...]:
        """Return the numbers of the groups that have chairs."""
        return tuple(row["grp"] for row in self.db.execute("SELECT DISTINCT grp FROM chair ORDER BY grp"))

    def keep(self, kept: Kept) -> None:
        """Keep a chair as it is now; of one that is closed, who did it."""
        chair, swap = kept.chair, kept.chair.swap
        sealed = swap and self._seal(kept.chair.name, swap.to)
        values = {
            "name": chair.name,
            "role": kept.role,
            "grp": kept.group,
            "meeting": kept.meeting,
            "dates": json.dumps([day.isoformat() for day in kept.dates]),
            "start": stamp(chair.start),
            "holder": chair.holder,
            "asking": chair.asking,
            "covering": chair.covering,
            "handed_on": chair.handed_on,
            "at_once": chair.at_once,
            "tell_at": chair.tell_at and stamp(chair.tell_at),
            "told": chair.told,
            "swap_by": swap and swap.by,
            "swap_to": sealed,
            "swap_until": swap and stamp(swap.until),
            "swap_back": swap and swap.back,
            "off": chair.off,
            "closed": chair.closed,
            "guided": kept.guided,
        }
        self.db.execute(
            f"INSERT INTO chair ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})"  # noqa: S608 - our own names
            f" ON CONFLICT (name) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in values)}",
            tuple(values.values()),
        )
        for table in ("asked", "rested"):
            self.db.execute(f"DELETE FROM {table} WHERE chair = ?", (chair.name,))  # noqa: S608 - our own names
        if not chair.closed:
            self._keep_people(kept)

    def _keep_people(self, kept: Kept) -> None:
        name = kept.chair.name
        self.db.executemany(
            "INSERT INTO asked (chair, grp, number, person, at, since, until, counts, again, let_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(name, kept.group, number, one.person, one.at.value, stamp(one.since), stamp(one.until)),
                    *(one.counts, one.again, one.let_by and stamp(one.let_by)),
                )
                for number, one in enumerate(kept.chair.asked)
            ],
        )
        rested = [(name, kept.group, person) for person in sorted(kept.chair.rested)]
        self.db.executemany("INSERT INTO rested (chair, grp, person) VALUES (?, ?, ?)", rested)

    def drop(self, those: Iterable[Kept]) -> None:
        """Forget chairs."""
        self.db.executemany("DELETE FROM chair WHERE name = ?", [(kept.chair.name,) for kept in those])

    def _kept(self, row: sqlite3.Row, asked: Iterable[sqlite3.Row], rested: Iterable[str]) -> Kept:
        if row["swap_by"]:  # whom it asks depends on who is there
            return self._made(row, asked, rested)
        rows = (*row, *map(tuple, asked), *rested)
        if rows not in self._read_before:
            self._read_before[rows] = self._made(row, asked, rested)
        return self._read_before[rows]

    def _made(self, row: sqlite3.Row, asked: Iterable[sqlite3.Row], rested: Iterable[str]) -> Kept:
        chair = Chair(
            *(row["name"], moment(row["start"]), row["holder"] or None, tuple(map(_asked, asked)), bool(row["asking"])),
            rested=frozenset(rested),
            covering=bool(row["covering"]),
            handed_on=bool(row["handed_on"]),
            at_once=bool(row["at_once"]),
            tell_at=_when(row["tell_at"]),
            told=bool(row["told"]),
            swap=self._swap(row),
            off=bool(row["off"]),
            closed=bool(row["closed"]),
        )
        dates = tuple(date.fromisoformat(day) for day in json.loads(row["dates"]))
        return Kept(chair, row["role"], row["grp"], row["meeting"], dates, bool(row["guided"]))

    def _swap(self, row: sqlite3.Row) -> Swap | None:
        """Return the swap that is asked about: whom, is known among the group's members by a seal alone."""
        if not row["swap_by"]:
            return None
        members = Members(self.db).of(Group(row["grp"], "", ""))
        to = next((person for person in members if self._seal(row["name"], person) == row["swap_to"]), "")
        return Swap(row["swap_by"], to, moment(row["swap_until"]), row["swap_back"])

    def _seal(self, chair: str, person: str) -> str:
        return Meta(self.db).seal("swap", chair, person)


def _when(stamped: int | None) -> datetime | None:
    return None if stamped is None else moment(stamped)


def _asked(row: sqlite3.Row) -> Asked:
    return Asked(
        *(row["person"], At(row["at"]), moment(row["since"]), moment(row["until"])),
        counts=bool(row["counts"]),
        again=bool(row["again"]),
        let_by=_when(row["let_by"]),
    )
