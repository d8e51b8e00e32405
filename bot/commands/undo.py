"""undo: take the newest change of a group's settings, texts, places or meetings back; a facilitator may, for a day."""

from __future__ import annotations

from bot.chat import Ask, Group, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, ask_for_more, facilitators, for_facilitators
from bot.commands._meetings import changed, facts
from bot.domain.settings import UNDO_HOLDS
from bot.storage import texts
from bot.storage.meetings import CHANGED as MEETING
from bot.storage.resources import CHANGED
from bot.storage.settings import Change
from bot.storage.support import SWITCH
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
    name, who = change.name, tx.members.name(group, ask.sender)
    if name == CHANGED:
        tx.resources.put_back(group, change.old or "", ask.now)
        tx.settings.took_back(change, ask.now)
        left = len(tx.resources.of(group))
        return announced(ask, tx, group, say("list_back", left=left, who=who, group=group.name))
    if name == MEETING:
        return _meeting_back(ask, tx, group, change)
    if name == SWITCH:
        return _switched_back(ask, tx, group, change)
    if name in texts.NAMES:
        tx.texts.undo(group, change, ask.now)
        return announced(ask, tx, group, say("text_undone", name=name, who=who, group=group.name))
    undone, leading = tx.settings.shown(group, name), len(facilitators(tx, group))
    tx.settings.undo(group, change, ask.now)
    new = tx.settings.shown(group, name)
    told = announced(ask, tx, group, say("undone", name=name, new=new, old=undone, who=who, group=group.name))
    ask_for_more(tx, group, leading)
    return told


def _meeting_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    """Make a meeting what it was; everybody hears of it who heard of the change."""
    back = tx.meetings.put_back(change)
    known = facts(ask, tx, group, back.meeting)
    told = (
        say("meeting_off", **known)
        if back.did == "add"
        else say("meeting_back", did=back.did, date=back.date or "", **known)
    )
    return changed(ask, tx, group, back.meeting, told)


def _switched_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    """Switch support back; on only where the group has places to turn to, or none on purpose (PRODUCT.md N18)."""
    on, who = change.old == "on", tx.members.name(group, ask.sender)
    if on and not tx.resources.settled(group):
        raise Refused("places_first", template="support_on", group=group.name)
    tx.support.switch(group, on=on)
    tx.settings.took_back(change, ask.now)
    return announced(ask, tx, group, say("support_on" if on else "support_off", who=who, group=group.name))
