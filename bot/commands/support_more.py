"""support more: ask for a second person, beside the one who is there."""

from __future__ import annotations

from bot.chat import Ask, say
from bot.commands import PRIVATE
from bot.domain.request_events import More
from bot.storage.following import Answer
from bot.storage.tx import Tx

NAME = "support more"
USAGE = ""
EXAMPLE = "support more"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Answer:
    """Ask the next people for every request of its sender that is open."""
    told: Answer = None
    for kept in tx.requests.of(ask.sender, ask.group):
        told = tx.support.hears(kept.name, More(), "" if told else ask.sender) or told
    return told or say("nothing_open", rings=True)
