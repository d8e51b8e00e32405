"""resources: places outside the group to turn to."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import ANYWHERE
from bot.storage.tx import Tx

NAME = "resources"
USAGE = ""
EXAMPLE = "resources"
WHERE = ANYWHERE


def run(ask: Ask, tx: Tx) -> Say:
    """Show the operator's list, or say that there is none."""
    return say("places", places=tx.house.resources) if tx.house.resources else say("none")
