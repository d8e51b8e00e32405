"""card clear: erase your card."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import MEMBER
from bot.commands._facilitating import group_of
from bot.storage.tx import Tx

NAME = "card clear"
USAGE = ""
EXAMPLE = "card clear"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """Erase it in the group that is meant."""
    group = group_of(ask)
    return say("cleared" if tx.cards.clear(ask.sender, group) else "none", group=group.name)
