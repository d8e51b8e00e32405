"""listen limit: how often in seven days you may be asked."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import MEMBER
from bot.commands._listening import listener
from bot.domain.listening import MOST, read_limit
from bot.storage.tx import Tx

NAME = "listen limit"
USAGE = "[<number a week>]"
EXAMPLE = "listen limit 3/week"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """Keep the number, or tell which is kept."""
    group, one = listener(ask, tx)
    if not ask.words:
        return say("is", limit=one.limit, group=group.name, new=False)
    limit = read_limit(ask.words)
    if limit is None:
        raise Refused("unclear", typed=ask.words, most=MOST)
    tx.listeners.limit(ask.sender, group, limit)
    return say("is", limit=limit, group=group.name, new=True)
