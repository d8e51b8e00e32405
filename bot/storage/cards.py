"""Support cards: a few own words for whoever says yes, in one group."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from bot.chat import Group

LONGEST = 600
"""Characters of a card."""


@dataclass(frozen=True, slots=True)
class Cards:
    """What somebody wrote on their card."""

    db: sqlite3.Connection

    def of(self, person: str, group: Group) -> str | None:
        """Return a person's card in this group, ``None`` where they have none."""
        row = self.db.execute("SELECT text FROM card WHERE grp = ? AND person = ?", (group.id, person)).fetchone()
        return None if row is None else str(row["text"])

    def put(self, person: str, group: Group, text: str) -> None:
        """Keep a card in place of the one before."""
        self.db.execute(
            "INSERT INTO card (grp, person, text) VALUES (?, ?, ?)"
            " ON CONFLICT (grp, person) DO UPDATE SET text = excluded.text",
            (group.id, person, text),
        )

    def clear(self, person: str, group: Group) -> bool:
        """Erase a card; return whether there was one."""
        return bool(self.db.execute("DELETE FROM card WHERE grp = ? AND person = ?", (group.id, person)).rowcount)
