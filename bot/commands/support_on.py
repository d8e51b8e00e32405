"""support on: let members ask for support in the group, once it has places to turn to, or none on purpose."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._support import covered, switch
from bot.storage.tx import Tx

NAME = "support on"
USAGE = ""
EXAMPLE = "support on"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Switch it on; the room hears of it, who listens in words, and how anybody can."""
    group = for_facilitators(ask, tx)
    if tx.support.is_on(group):
        return say("already", group=group.name, **covered(tx, group))
    if not tx.resources.settled(group):
        raise Refused("places_first", group=group.name)
    switch(ask, tx, group, on=True)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("on", who=who, group=group.name, **covered(tx, group)))
