"""hello: who Kith is and what it keeps, in four lines."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.storage.tx import Tx

NAME = "hello"
USAGE = ""
EXAMPLE = "hello"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Introduce Kith."""
    return say("who", operator=tx.house.operator or "")
