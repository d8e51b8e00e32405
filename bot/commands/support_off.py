"""support off: let nobody ask for support in the group from now on; what is open goes on."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._support import switch
from bot.storage.tx import Tx

NAME = "support off"
USAGE = ""
EXAMPLE = "support off"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Switch it off; the room hears of it."""
    group = for_facilitators(ask, tx)
    if not tx.support.is_on(group):
        return say("already", group=group.name)
    switch(ask, tx, group, on=False)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("off", who=who, group=group.name))
