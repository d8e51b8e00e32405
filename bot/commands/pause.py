"""pause: nobody asks you for a while, and what you set about listening stays."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import MEMBER
from bot.commands._listening import listener
from bot.domain import pausing, words
from bot.domain.listening import ENDLESS
from bot.storage.tx import Tx

NAME = "pause"
USAGE = "[<how long, or until when> | off]"
EXAMPLE = "pause until friday"
WHERE = MEMBER

OVER = frozenset({"off", "end", "over", "aus", "ende"})


def run(ask: Ask, tx: Tx) -> Say:
    """Pause from now on, without an end where none is named; or end it."""
    group, one = listener(ask, tx)
    if words.whole(ask.words) in OVER:
        tx.listeners.pause(ask.sender, group, None)
        return say("over", group=group.name, was=one.paused_until is not None, known=one.proven_at is not None)
    match pausing.read(ask.words, ask.now, one.zone):
        case pausing.Unclear("past"):
            raise Refused("past", typed=ask.words)
        case pausing.Unclear("far"):
            raise Refused("far", typed=ask.words)
        case pausing.Unclear():
            raise Refused("unclear", typed=ask.words)
        case end:
            tx.listeners.pause(ask.sender, group, end)
            return say("paused", group=group.name, endless=end == ENDLESS, until=end, zone=one.zone, now=ask.now)
