"""thanks: end one's own request, since it was held."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.commands._requests import end
from bot.domain.requests import At
from bot.storage.tx import Tx

NAME = "thanks"
USAGE = ""
EXAMPLE = "thanks"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """End whatever of its sender's is open; whoever is there for them hears that it is over."""
    held = any(kept.request.who(At.MATCHED) for kept in tx.requests.of(ask.sender))
    return say("ended", held=held) if end(ask, tx) else say("nothing")
