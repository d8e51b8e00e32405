"""Not-with: two people who are never brought together, because one of them said so (N3, N4).

Whom an entry is about is known by a seal alone. So it holds no ID of theirs, and protects also once they asked to be
forgotten, until whoever made it takes it back or is forgotten themselves.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from bot.storage.forgotten import Forgotten

_PURPOSE = b"not with"


@dataclass(frozen=True, slots=True)
class NotWith:
    """Entries of people about others, in all groups. Whoever makes or takes back one is noted in ``changed``."""

    db: sqlite3.Connection
    changed: set[str]

    def add(self, person: str, other: str) -> bool:
        """Never bring these two together; return whether that is new to this person's entries."""
        self.changed.add(person)
        return bool(
            self.db.execute(
                "INSERT OR IGNORE INTO not_with (person, seal) VALUES (?, ?)", (person, self._seal(person, other))
            ).rowcount
        )

    def remove(self, person: str, other: str) -> bool:
        """Take a person's own entry back; return whether there was one."""
        self.changed.add(person)
        return bool(
            self.db.execute(
                "DELETE FROM not_with WHERE person = ? AND seal = ?", (person, self._seal(person, other))
            ).rowcount
        )

    def how_many(self, person: str) -> int:
        """Return how many entries a person made."""
        return int(self.db.execute("SELECT count(*) FROM not_with WHERE person = ?", (person,)).fetchone()[0])

    def named(self, person: str, others: Iterable[str]) -> frozenset[str]:
        """Return about whom of these a person made an entry: for their own eyes, and nobody else's."""
        seals = self._seals(person)
        return frozenset(other for other in others if seals and self._seal(person, other) in seals)

    def between(self, a: str, b: str) -> bool:
        """Return whether one of the two made an entry about the other."""
        return bool(self.apart_from(a, (b,)))

    def apart_from(self, person: str, others: Iterable[str]) -> frozenset[str]:
        """Return who of these is never brought together with this person, whoever of the two said so."""
        others = frozenset(others)
        theirs = {other: self._seals(other) for other in others}
        said_it = {other for other, seals in theirs.items() if seals and self._seal(other, person) in seals}
        return self.named(person, others) | said_it

    def _seals(self, person: str) -> frozenset[str]:
        return frozenset(
            row["seal"] for row in self.db.execute("SELECT seal FROM not_with WHERE person = ?", (person,))
        )

    def _seal(self, person: str, other: str) -> str:
        """Return what stands for another in this person's entries: an HMAC with a key for this alone.

        Two people's entries about the same person have nothing in common, nor with the seal of who is forgotten.
        """
        key = hmac.new(Forgotten(self.db).key(), _PURPOSE, hashlib.sha256).digest()
        return hmac.new(key, f"{person}\0{other}".encode(), hashlib.sha256).hexdigest()
