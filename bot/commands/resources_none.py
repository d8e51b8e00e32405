"""resources none: say that the group has no list of places on purpose; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._listing import decline
from bot.storage.tx import Tx

NAME = "resources none"
USAGE = ""
EXAMPLE = "resources none"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Decline to have a list."""
    group = for_facilitators(ask, tx)
    decline(tx, group, ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("declined", who=who, group=group.name))
