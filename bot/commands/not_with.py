"""not with: somebody with whom Kith never brings you together; nobody is told, and they can't tell."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE_CONSENT
from bot.commands._listening import whom
from bot.storage.tx import Tx

NAME = "not with"
USAGE = "<person>"
EXAMPLE = "not with @ben"
WHERE = PRIVATE_CONSENT


def run(ask: Ask, tx: Tx) -> Say:
    """Keep the entry. What is said tells nothing about the other but whether they are in a group with the sender."""
    person, name, here = whom(ask, tx)
    new = tx.not_with.add(ask.sender, person)
    return say("kept" if new else "already", who=name, here=here)
