"""undo: take the newest change of the group's settings or places back; any facilitator may, for a day."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.domain.settings import UNDO_HOLDS
from bot.storage.resources import CHANGED
from bot.storage.tx import Tx

NAME = "undo"
USAGE = ""
EXAMPLE = "undo"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Put back what was there before; the next undo takes back the change before that."""
    group = for_facilitators(ask, tx)
    change = tx.settings.last_change(group, ask.now - UNDO_HOLDS)
    if change is None:
        raise Refused("nothing", group=group.name)
    if change.name == CHANGED:
        tx.resources.put_back(group, change.old or "", ask.now)
        tx.settings.took_back(change, ask.now)
        left = len(tx.resources.of(group))
        return announced(ask, tx, group, say("list_back", left=left, who=tx.members.name(group, ask.sender)))
    undone = tx.settings.shown(group, change.name)
    tx.settings.undo(group, change, ask.now)
    who, new = tx.members.name(group, ask.sender), tx.settings.shown(group, change.name)
    return announced(ask, tx, group, say("undone", name=change.name, new=new, old=undone, who=who))
