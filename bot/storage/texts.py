"""What groups wrote about themselves: their agreements, and the questions of their check-ins."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat import Group
from bot.storage.settings import Change, keep_change, took_back

AGREEMENTS: Final = "agreements"
PROMPTS: Final = "checkin prompts"
"""One question a line."""
NAMES: Final = frozenset({AGREEMENTS, PROMPTS})
"""What a change of a text is called among the changes that can be taken back; no setting is called so."""


@dataclass(frozen=True, slots=True)
class Texts:
    """A group's own texts by name."""

    db: sqlite3.Connection

    def get(self, group: Group, name: str) -> str | None:
        """Return the text, with its lines."""
        row = self.db.execute("SELECT text FROM group_text WHERE grp = ? AND name = ?", (group.id, name)).fetchone()
        return None if row is None else str(row["text"])

    def put(self, group: Group, name: str, text: str | None, by: str, now: datetime) -> None:
        """Keep the text, or that there is none any more, what it was and who changed it."""
        old = self.get(group, name)
        self._write(group, name, text)
        keep_change(self.db, group, name, old, text, by, now)

    def undo(self, group: Group, change: Change, now: datetime) -> None:
        """Take a change back."""
        self._write(group, change.name, change.old)
        took_back(self.db, change, now)

    def _write(self, group: Group, name: str, text: str | None) -> None:
        if text is None:
            self.db.execute("DELETE FROM group_text WHERE grp = ? AND name = ?", (group.id, name))
            return
        self.db.execute(
            "INSERT INTO group_text (grp, name, text) VALUES (?, ?, ?)"
            " ON CONFLICT (grp, name) DO UPDATE SET text = excluded.text",
            (group.id, name, text),
        )
