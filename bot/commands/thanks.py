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
    """End what was held, and tell whoever was there; a kind word while others are still asked ends nothing."""
    mine = tx.requests.of(ask.sender)
    if mine and not any(kept.request.who(At.MATCHED) for kept in mine):
        return say("still_open")
    return say("ended" if end(ask, tx) else "nothing")
