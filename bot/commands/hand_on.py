"""hand on: let somebody else take over; no reason needed, and the asker is not left alone with it."""

from __future__ import annotations

from bot.chat import Ask, say
from bot.commands import PRIVATE
from bot.domain.request_events import HandOn
from bot.domain.requests import SAID_YES
from bot.storage.following import Answer
from bot.storage.tx import Tx

NAME = "hand on"
USAGE = ""
EXAMPLE = "hand on"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Answer:
    """Let go of whatever its sender said yes to."""
    told: Answer = None
    for kept in tx.requests.with_listener(ask.sender, ask.group):
        one = kept.request.of(ask.sender)
        if one is not None and one.at in SAID_YES:
            told = tx.support.hears(kept.name, HandOn(ask.sender), ask.sender) or told
    return told or say("nothing")
