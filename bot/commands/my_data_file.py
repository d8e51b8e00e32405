"""my data file: every row that Kith holds about its sender, as a file."""

from __future__ import annotations

import json
from typing import Any

from bot.chat import Ask, File, Say, say
from bot.commands import PRIVATE
from bot.commands._private import send
from bot.storage.erasure import rows, until
from bot.storage.moments import moment
from bot.storage.register import REGISTER
from bot.storage.tx import Tx

NAME = "my data file"
USAGE = ""
EXAMPLE = "my data file"
WHERE = PRIVATE

FILE = "my-data.json"
MOMENTS = range(10**12, 10**14)
"""Numbers in here are moments, of the years 2001 to 5138; the power of a room's creator is larger."""


def run(ask: Ask, tx: Tx) -> Say:
    """Send the rows as JSON, with groups by name and moments as people write them."""
    names = {group.id: group.name for group in tx.groups.of(ask.sender)}
    held = {
        table: {"kept": _kept(ask, tx, table), "rows": [_readable(table, row, names) for row in those]}
        for table, those in rows(tx.db, ask.sender).items()
    }
    whole = {"about": ask.sender, "made": ask.now.isoformat(), "held": held}
    send(ask, tx, File(FILE, "application/json", json.dumps(whole, ensure_ascii=False, indent=2)))
    return say("sent", file=FILE)


def _kept(ask: Ask, tx: Tx, table: str) -> str:
    """Return until when this is kept, in their language."""
    return tx.letters.words(Say("until", {"until": until(table)}, "my_data"), ask.sender).plain


def _readable(table: str, row: dict[str, Any], names: dict[int, str]) -> dict[str, Any]:
    shown = {
        name: moment(value).isoformat() if isinstance(value, int) and value in MOMENTS else value
        for name, value in row.items()
        if not REGISTER[table][name].unsaid
    }
    return {**shown, "group": names[row["grp"]]} if row.get("grp") in names else shown
