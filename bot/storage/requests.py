"""Support requests as they are kept while they are open, and what is left of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.chat import Group
from bot.domain.requests import Asked, At, Request
from bot.storage.meta import Meta
from bot.storage.moments import moment, stamp

LIMIT_WITHIN = timedelta(days=1)
"""How long it is known that a request of somebody was held."""
RANG_WITHIN = timedelta(days=7)
"""How long it is known when a listener was asked."""
FOR_WITHIN = timedelta(days=1)
"""How long it is known that it was for the same person as another time."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A request with what it is called, its group's number, its note, and the letters that speak for it.

    ``word`` is the letter that told its asker last when they hear again; ``pings`` are those of whoever was asked.
    """

    name: str
    group: int
    request: Request
    note: str
    seen_at: datetime
    word: str = ""
    pings: Mapping[str, str] = field(default_factory=dict)


def _when(stamped: int | None) -> datetime | None:
    return None if stamped is None else moment(stamped)


def _stamped(at: datetime | None) -> int | None:
    return None if at is None else stamp(at)


@dataclass(frozen=True, slots=True)
class Requests:
    """Open requests. A person has at most one in a group."""

    db: sqlite3.Connection

    def named(self, name: str) -> Kept | None:
        """Return the open request of this name."""
        row = self.db.execute("SELECT * FROM request WHERE name = ?", (name,)).fetchone()
        return None if row is None else self._kept(row)

    def of(self, asker: str, group: Group | None = None) -> tuple[Kept, ...]:
        """Return what this person has open, in one group or in all, oldest first."""
        rows = self.db.execute("SELECT * FROM request WHERE asker = ? ORDER BY opened_at, name", (asker,)).fetchall()
        return tuple(self._kept(row) for row in rows if group is None or row["grp"] == group.id)

    def of_group(self, group: Group | None = None) -> tuple[Kept, ...]:
        """Return what is open in a group, or anywhere."""
        rows = self.db.execute("SELECT * FROM request ORDER BY opened_at, name").fetchall()
        return tuple(self._kept(row) for row in rows if group is None or row["grp"] == group.id)

    def with_listener(self, person: str, group: Group | None = None) -> tuple[Kept, ...]:
        """Return the open requests, of one group or of all, for which this person was asked; oldest first."""
        rows = self.db.execute(
            "SELECT request.* FROM request JOIN ping ON ping.request = request.name WHERE ping.person = ?"
            " ORDER BY opened_at, name",
            (person,),
        ).fetchall()
        return tuple(self._kept(row) for row in rows if group is None or row["grp"] == group.id)

    def of_ping(self, letter: str) -> tuple[Kept, str] | None:
        """Return whose request this letter is a ping for, and who is asked by it."""
        row = self.db.execute("SELECT request, person FROM ping WHERE letter = ?", (letter,)).fetchone()
        kept = None if row is None or not letter else self.named(row["request"])
        return None if kept is None else (kept, row["person"])

    def _kept(self, row: sqlite3.Row) -> Kept:
        pings = self.db.execute(
            "SELECT * FROM ping WHERE request = ? ORDER BY since, person", (row["name"],)
        ).fetchall()
        asked = tuple(
            Asked(
                *(ping["person"], At(ping["at"]), ping["wave"]),
                *(moment(ping["since"]), moment(ping["until"]), _when(ping["said"])),
            )
            for ping in pings
        )
        request = Request(
            *(row["asker"], row["mode"], row["kind"], bool(row["named"])),
            *(moment(row["opened_at"]), moment(row["expires_at"]), row["wanted"], row["wave"]),
            *(_when(row["tell_at"]), _when(row["next_at"]), _when(row["touch_at"])),
            paused=bool(row["paused"]),
            why=row["why"],
            asked=asked,
        )
        letters = {ping["person"]: ping["letter"] for ping in pings}
        return Kept(row["name"], row["grp"], request, row["note"], moment(row["seen_at"]), row["word"], letters)

    def keep(self, kept: Kept) -> None:
        """Keep a request as it is now; of one that is closed, nothing."""
        self.db.execute("DELETE FROM ping WHERE request = ?", (kept.name,))
        request = kept.request
        if request.closed:
            self.db.execute("DELETE FROM request WHERE name = ?", (kept.name,))
            return
        self.db.execute(
            "INSERT INTO request (name, grp, asker, mode, kind, named, note, opened_at, expires_at, wanted, wave,"
            " tell_at, next_at, touch_at, paused, why, word, seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (name) DO UPDATE SET mode = excluded.mode, kind = excluded.kind, named = excluded.named,"
            " note = excluded.note, opened_at = excluded.opened_at, expires_at = excluded.expires_at,"
            " wanted = excluded.wanted, wave = excluded.wave, tell_at = excluded.tell_at, next_at = excluded.next_at,"
            " touch_at = excluded.touch_at, paused = excluded.paused, why = excluded.why, word = excluded.word,"
            " seen_at = excluded.seen_at",
            (
                *(kept.name, kept.group, request.asker, request.mode, request.kind, request.named, kept.note),
                *(stamp(request.opened_at), stamp(request.expires_at), request.wanted, request.wave),
                *(_stamped(request.tell_at), _stamped(request.next_at), _stamped(request.touch_at)),
                *(request.paused, request.why, kept.word, stamp(kept.seen_at)),
            ),
        )
        self.db.executemany(
            "INSERT INTO ping (request, person, at, wave, since, until, said, letter) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *(kept.name, one.person, one.at.value, one.wave, stamp(one.since), stamp(one.until)),
                    *(_stamped(one.said), kept.pings.get(one.person, "")),
                )
                for one in request.asked
            ],
        )

    # ------------------------------------------------------------------ what is left of them

    def rang(self, group: Group, asker: str, person: str, now: datetime) -> None:
        """Note that a listener was asked now; for whom, in a seal alone."""
        query = "INSERT INTO rang (grp, person, at, pair) VALUES (?, ?, ?, ?)"
        self.db.execute(query, (group.id, person, stamp(now), self._pair(asker, person)))

    def was_there(self, group: Group, asker: str, person: str) -> None:
        """Let a listener who was there for somebody be one who may be asked for them at any time again."""
        query = "UPDATE rang SET pair = '' WHERE grp = ? AND person = ? AND pair = ?"
        self.db.execute(query, (group.id, person, self._pair(asker, person)))

    def rang_for_asker(self, group: Group, asker: str, now: datetime, again: timedelta) -> dict[str, datetime]:
        """Return when each listener was asked last for this person within ``again``, for whichever request."""
        since = now - min(again, FOR_WITHIN)
        query = "SELECT person, at, pair FROM rang WHERE grp = ? AND at > ? AND pair <> '' ORDER BY at, id"
        rows = self.db.execute(query, (group.id, stamp(since)))
        return {row["person"]: moment(row["at"]) for row in rows if row["pair"] == self._pair(asker, row["person"])}

    def _pair(self, asker: str, person: str) -> str:
        return Meta(self.db).seal("rang", asker, person)

    def rang_for(self, group: Group, now: datetime) -> dict[str, tuple[datetime, ...]]:
        """Return when each listener of the group was asked in the last seven days, oldest first."""
        found: dict[str, tuple[datetime, ...]] = {}
        for row in self.db.execute(
            "SELECT person, at FROM rang WHERE grp = ? AND at > ? ORDER BY at, id", (group.id, stamp(now - RANG_WITHIN))
        ):
            found[row["person"]] = (*found.get(row["person"], ()), moment(row["at"]))
        return found

    def was_held(self, group: Group, request: Request, now: datetime) -> None:
        """Note that a request was held: once, however often somebody else takes over."""
        self.db.execute(
            "INSERT INTO held (grp, person, at) SELECT :grp, :person, :now WHERE NOT EXISTS"
            " (SELECT 1 FROM held WHERE grp = :grp AND person = :person AND at > :opened_at)",
            {"grp": group.id, "person": request.asker, "now": stamp(now), "opened_at": stamp(request.opened_at)},
        )

    def held_lately(self, asker: str, group: Group, now: datetime) -> int:
        """Return how many requests of this person were held within a day."""
        since = stamp(now - LIMIT_WITHIN)
        query = "SELECT count(*) FROM held WHERE person = ? AND grp = ? AND at > ?"
        return int(self.db.execute(query, (asker, group.id, since)).fetchone()[0])

    def clear(self, now: datetime) -> None:
        """Forget who was asked, and that something was held, after their time."""
        self.db.execute("DELETE FROM rang WHERE at <= ?", (stamp(now - RANG_WITHIN),))
        self.db.execute("UPDATE rang SET pair = '' WHERE pair <> '' AND at <= ?", (stamp(now - FOR_WITHIN),))
        self.db.execute("DELETE FROM held WHERE at <= ?", (stamp(now - LIMIT_WITHIN),))

    # ----------------------------------------------------------------------------- aftercare

    def wants_aftercare(self, person: str, group: Group) -> bool:
        """Return whether somebody wants a line on the day after."""
        query = "SELECT 1 FROM aftercare WHERE person = ? AND grp = ?"
        return self.db.execute(query, (person, group.id)).fetchone() is not None

    def aftercare(self, person: str, group: Group, *, on: bool) -> None:
        """Keep whether somebody wants a line on the day after."""
        put = "INSERT OR IGNORE INTO aftercare (person, grp) VALUES (?, ?)"
        self.db.execute(put if on else "DELETE FROM aftercare WHERE person = ? AND grp = ?", (person, group.id))


def back(kept: Kept, by: timedelta) -> Kept:
    """Return a request whose moments are all earlier by so much: the clock it was kept by was set back."""

    def moved(at: datetime | None) -> datetime | None:
        return None if at is None else at - by

    request = kept.request
    asked = tuple(
        replace(one, since=one.since - by, until=one.until - by, said=moved(one.said)) for one in request.asked
    )
    request = replace(
        request,
        opened_at=request.opened_at - by,
        expires_at=request.expires_at - by,
        tell_at=moved(request.tell_at),
        next_at=moved(request.next_at),
        touch_at=moved(request.touch_at),
        asked=asked,
    )
    return replace(kept, request=request, seen_at=kept.seen_at - by)
