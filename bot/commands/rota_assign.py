"""rota assign: there is no such thing: whoever takes a turn says so themselves."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.storage.tx import Tx

NAME = "rota assign"
USAGE = "[<member>]"
EXAMPLE = "rota assign @ben"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """Say so, and how a turn finds somebody (N21)."""
    group = group_of(ask)
    names = [role.name for role in tx.roles.of(group)]
    return say("nobody_is", role=names[0] if names else "facilitator", group=group.name)
