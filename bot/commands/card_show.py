"""card show: what your card says."""

from __future__ import annotations

from bot.chat import Ask, Say
from bot.commands import MEMBER
from bot.commands._facilitating import group_of
from bot.storage.tx import Tx

NAME = "card show"
USAGE = ""
EXAMPLE = "card show"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """Show it as it was written."""
    return shown(ask, tx)


def shown(ask: Ask, tx: Tx) -> Say:
    """Return the sender's card in the group that is meant, in words of this command."""
    group = group_of(ask)
    text = tx.cards.of(ask.sender, group)
    if text is None:
        return Say("none", {"group": group.name}, template="card_show")
    return Say("says", {"group": group.name, "text": text}, template="card_show")
