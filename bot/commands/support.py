"""support: the honest answer as long as nobody can be asked."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE, resources
from bot.storage.tx import Tx

NAME = "support"
USAGE = ""
EXAMPLE = "support"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Say that nobody was asked, and where else to turn."""
    typed_in_a_room = ask.group is not None
    places = resources.some(resources.of(ask.sender, tx), tx.house)
    return say("off", rings=True, places=places, seen=typed_in_a_room)
