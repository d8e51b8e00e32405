"""listen for: for what you may be asked."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import MEMBER
from bot.commands._listening import listener
from bot.domain.listening import KINDS, read_kinds
from bot.storage.tx import Tx

NAME = "listen for"
USAGE = "[<kinds> | all]"
EXAMPLE = "listen for listen, practical"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """Keep the kinds, or tell which are kept."""
    group, one = listener(ask, tx)
    kinds: frozenset[str] | None = one.kinds
    if ask.words:
        kinds = read_kinds(ask.words)
        if kinds is None:
            raise Refused("unclear", typed=ask.words, kinds=list(KINDS))
        tx.listeners.kinds(ask.sender, group, kinds)
    named = [kind for kind in KINDS if kind in (kinds or ())]
    return say("is", kinds=named, all=len(named) == len(KINDS), group=group.name, new=bool(ask.words))
