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
    """Say that nobody was asked, and where else to turn."""
    typed_in_a_room = ask.group is not None
    return say("off", rings=True, places=tx.house.resources, seen=typed_in_a_room)
