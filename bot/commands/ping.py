"""ping: see that Kith is there."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import ANYWHERE
from bot.storage.tx import Tx

NAME = "ping"
USAGE = "<word>"
EXAMPLE = "ping heron"
WHERE = ANYWHERE

LONGEST = 200


def run(ask: Ask, tx: Tx) -> Say:
    """Answer with the word."""
    if not ask.words:
        raise Refused("no_word")
    if len(ask.words) > LONGEST:
        raise Refused("long_word", length=len(ask.words), longest=LONGEST)
    return say("heard", word=ask.words)
