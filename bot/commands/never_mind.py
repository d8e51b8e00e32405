"""never mind: end one's own request; no reason needed."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.commands._requests import end
from bot.storage.tx import Tx

NAME = "never mind"
USAGE = ""
EXAMPLE = "never mind"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """End whatever of its sender's is open, or about to be."""
    return say("ended" if end(ask, tx) else "nothing", rings=True)
