"""Who asked to be forgotten: known again by a seal of their ID, which tells nobody who it is."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.chat import Group
from bot.storage.meta import Meta
from bot.storage.moments import moment, stamp

KEY = "people_key"
"""The name of the secret that people are sealed with. It travels with backups: a restored database knows them again."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """People whom nothing is stored about until they turn to Kith again."""

    db: sqlite3.Connection

    def key(self) -> bytes:
        """Return the secret, made where there is none yet."""
        meta = Meta(self.db)
        known = meta.get(KEY)
        if known is None:
            known = secrets.token_hex(32)
            meta.put(KEY, known)
        return bytes.fromhex(known)

    def seal(self, person: str) -> str:
        """Return what stands for a person here: an HMAC of their ID."""
        return hmac.new(self.key(), person.encode(), hashlib.sha256).hexdigest()

    def keep(self, person: str, now: datetime, group: Group | None = None) -> None:
        """Note that this person asked to be forgotten, for one group or for all."""
        self._drop(person, group)
        self.db.execute(
            "INSERT INTO forgotten (seal, grp, at) VALUES (?, ?, ?)",
            (self.seal(person), None if group is None else group.id, stamp(now)),
        )

    def everywhere(self, person: str) -> bool:
        """Return whether this person is forgotten, and has not turned to Kith since."""
        return self._has(person, "grp IS NULL")

    def among(self, people: Iterable[str], group: Group) -> frozenset[str]:
        """Return those who asked to be forgotten in this group, or everywhere."""
        if self.db.execute("SELECT 1 FROM forgotten").fetchone() is None:
            return frozenset()
        return frozenset(person for person in people if self._has(person, "(grp IS NULL OR grp = ?)", group.id))

    def whose(self, seal: str, people: Iterable[str]) -> str | None:
        """Return who of these people has this seal."""
        return next((person for person in people if self.seal(person) == seal), None)

    def back(self, person: str, group: Group | None) -> bool:
        """Let a person count again who turned to Kith, in private or in this group; return whether they were forgotten.

        Their private chat is theirs again.
        """
        were = bool(self._drop(person, None))
        if were:
            self.db.execute("UPDATE chat SET person = ?, seal = NULL WHERE seal = ?", (person, self.seal(person)))
        return bool(group and self._drop(person, group)) or were

    def moments(self) -> dict[str, datetime]:
        """Return when each asked who is forgotten everywhere, by seal."""
        rows = self.db.execute("SELECT seal, at FROM forgotten WHERE grp IS NULL")
        return {row["seal"]: moment(row["at"]) for row in rows}

    def _has(self, person: str, where: str, *more: int) -> bool:
        query = f"SELECT 1 FROM forgotten WHERE seal = ? AND {where}"  # noqa: S608 - one of our own two conditions
        return self.db.execute(query, (self.seal(person), *more)).fetchone() is not None

    def _drop(self, person: str, group: Group | None) -> int:
        return self.db.execute(
            "DELETE FROM forgotten WHERE seal = ? AND grp IS ?",
            (self.seal(person), None if group is None else group.id),
        ).rowcount
