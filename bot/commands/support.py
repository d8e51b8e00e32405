"""support: the honest answer as long as nobody can be asked."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.storage.tx import Tx

NAME = "support"
USAGE = ""
EXAMPLE = "support"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Say that support is off, that nobody was asked, and where else to turn."""
    return say("off", rings=True, seen=ask.group is not None)  # a room's group means that it was typed there
