"""witness: be present without speaking; in a round it is answered like a pass."""

from __future__ import annotations

from bot.commands import GROUP
from bot.commands.passing import run

NAME = "witness"
USAGE = ""
EXAMPLE = "witness"
WHERE = GROUP

__all__ = ["EXAMPLE", "NAME", "USAGE", "WHERE", "run"]
