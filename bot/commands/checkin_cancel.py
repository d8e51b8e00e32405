"""checkin cancel: let a check-in repeat no more; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._repeats import facts, which
from bot.storage.tx import Tx

NAME = "checkin cancel"
USAGE = "[<name>]"
EXAMPLE = "checkin cancel"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """End it at once; a round that is open stays open."""
    group = for_facilitators(ask, tx)
    one = which(ask, tx, group, NAME)
    told = say("cancelled", **facts(ask, tx, group, one))
    tx.repeats.cancel(group, one, ask.sender)
    return announced(ask, tx, group, told)
