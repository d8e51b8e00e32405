"""agreements: the group's own ways of being together, for anybody to read."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.storage.texts import AGREEMENTS
from bot.storage.tx import Tx

NAME = "agreements"
USAGE = ""
EXAMPLE = "agreements"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """Show them as they were written."""
    group = group_of(ask)
    text = tx.texts.get(group, AGREEMENTS)
    return say("none", group=group.name) if text is None else say("those", group=group.name, text=text)
