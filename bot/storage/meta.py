"""The few single values of the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.storage.moments import moment, stamp

_MINUTE = timedelta(minutes=1)


RESTORED = "restored"
"""When the database was put in place from a backup, until Kith has told whoever waited."""


@dataclass(frozen=True, slots=True)
class Meta:
    """Single values by name."""

    db: sqlite3.Connection

    def get(self, name: str) -> str | None:
        """Return the value or ``None``."""
        row = self.db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row["value"])

    def put(self, name: str, value: str) -> None:
        """Keep the value under its name."""
        self.db.execute(
            "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, value),
        )

    def drop(self, name: str) -> None:
        """Forget the value."""
        self.db.execute("DELETE FROM meta WHERE name = ?", (name,))

    @property
    def since(self) -> str | None:
        """The token that asks the homeserver for what came after the last batch that was kept."""
        return self.get("since")

    def heard(self, now: datetime) -> None:
        """Note that Kith is in touch with its homeserver; to the minute."""
        if self.away(now) >= _MINUTE:
            self.put("heard", str(stamp(now)))

    def away(self, now: datetime) -> timedelta:
        """Return for how long Kith has heard nothing from its homeserver, not even that there is nothing."""
        last = self.get("heard")
        return timedelta.max if last is None else now - moment(int(last))

    @property
    def salt(self) -> bytes:
        """The secret that letters' keys are made with; a new database, or a restored one, has its own."""
        known = self.get("salt")
        if known is None:
            known = secrets.token_hex(32)
            self.put("salt", known)
        return bytes.fromhex(known)

    def seal(self, *parts: str) -> str:
        """Return what stands for these parts here, and tells nobody what they are: an HMAC, 16 hex digits."""
        return hmac.new(self.salt, "\0".join(parts).encode(), hashlib.sha256).hexdigest()[:16]
