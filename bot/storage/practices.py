"""What groups do together at their openings: their own steps or questions."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Final

from bot.chat import Group
from bot.domain.practice import Practices
from bot.storage.settings import Change, keep_change, took_back

CHANGED: Final = "practice"
"""The name under which a change of them stands among those that can be taken back; no setting is called so."""


@dataclass(frozen=True, slots=True)
class GroupPractices:
    """The practices of groups; no group's appear in another."""

    db: sqlite3.Connection

    def of(self, group: Group) -> Practices:
        """Return the group's practices in their order."""
        rows = self.db.execute("SELECT text FROM practice WHERE grp = ? ORDER BY number", (group.id,)).fetchall()
        (number,) = self.db.execute("SELECT practice FROM grp WHERE id = ?", (group.id,)).fetchone()
        return Practices(tuple(row["text"] for row in rows), number)

    def change(self, group: Group, new: Practices, by: str, now: datetime) -> None:
        """Make these the group's practices, and keep what they were and who changed them."""
        old = self.of(group)
        self._write(group, new)
        keep_change(self.db, group, CHANGED, _packed(old), _packed(new), by, now)

    def put_back(self, group: Group, change: Change, now: datetime) -> Practices:
        """Make them what they were before a change, and return them."""
        was, made = _unpacked(change.old or ""), _unpacked(change.new or "")
        back = self.of(group).put_back(was, made)
        self._write(group, back)
        took_back(self.db, change, now)
        return back

    def shown(self, group: Group) -> None:
        """Note that an opening shows the next: the one after it is the next then."""
        self._write(group, self.of(group).moved_on())

    def _write(self, group: Group, those: Practices) -> None:
        self.db.execute("DELETE FROM practice WHERE grp = ?", (group.id,))
        self.db.executemany(
            "INSERT INTO practice (grp, number, text) VALUES (?, ?, ?)",
            [(group.id, number, text) for number, text in enumerate(those.texts, 1)],
        )
        self.db.execute("UPDATE grp SET practice = ? WHERE id = ?", (those.next, group.id))


def _packed(those: Practices) -> str:
    return json.dumps(asdict(those), ensure_ascii=False)


def _unpacked(packed: str) -> Practices:
    those = Practices(**json.loads(packed))
    return replace(those, texts=tuple(those.texts))
