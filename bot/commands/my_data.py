"""my data: all that Kith holds about its sender, a line a kind of thing."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.storage.erasure import rows, until
from bot.storage.tx import Tx

NAME = "my data"
USAGE = ""
EXAMPLE = "my data"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Count the rows of every table that are about them, as the register finds them."""
    held = rows(tx.db, ask.sender)
    if not held:
        return say("nothing")
    names = {group.id: group.name for group in tx.groups.of(ask.sender)}
    kinds = [
        {
            "table": table,
            "count": len(those),
            "groups": sorted({names[row["grp"]] for row in those if row.get("grp") in names}),
            "until": until(table),
        }
        for table, those in held.items()
    ]
    return say("all", kinds=kinds)
