"""not with remove: take back that Kith never brings you together with somebody."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE_CONSENT
from bot.commands._listening import whom
from bot.storage.tx import Tx

NAME = "not with remove"
USAGE = "<person>"
EXAMPLE = "not with remove @ben"
WHERE = PRIVATE_CONSENT


def run(ask: Ask, tx: Tx) -> Say:
    """Take the sender's own entry back; whether the other made one is nobody else's to know."""
    person, name, _ = whom(ask, tx)
    return say("removed" if tx.not_with.remove(ask.sender, person) else "none", who=name)
