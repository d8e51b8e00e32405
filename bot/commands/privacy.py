"""privacy: what Kith holds, why, until when, and who can read it."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.storage.tx import Tx

NAME = "privacy"
USAGE = ""
EXAMPLE = "privacy"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Say it in four lines."""
    return say("held", operator=tx.house.operator or "")
