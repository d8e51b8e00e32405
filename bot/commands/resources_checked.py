"""resources checked: say that the group's list of places is still right; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.storage.tx import Tx

NAME = "resources checked"
USAGE = ""
EXAMPLE = "resources checked"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Keep that it was checked now; the facilitators are asked again in 90 days."""
    group = for_facilitators(ask, tx)
    if not tx.resources.of(group):
        raise Refused("empty", template="resources_edit", group=group.name)
    tx.resources.checked(group, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("checked", who=who, group=group.name))
