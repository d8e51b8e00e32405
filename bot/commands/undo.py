"""undo: take the newest change of a group's arrangements back, whatever it was; a facilitator may, for a day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.chat import Ask, Group, Refused, Say, say
from bot.commands import GROUP, _repeats
from bot.commands._facilitating import announced, ask_for_more, facilitators, for_facilitators
from bot.commands._meetings import NAMEABLE, OPENING, changed, facts
from bot.domain.settings import UNDO_HOLDS
from bot.storage import texts
from bot.storage.meetings import CHANGED as MEETING
from bot.storage.practices import CHANGED as PRACTICES
from bot.storage.repeats import ADD
from bot.storage.repeats import CHANGED as REPEAT
from bot.storage.resources import CHANGED as PLACES
from bot.storage.roles import CHANGED as ROTA
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
    return _WAYS.get(change.name, _setting_back)(ask, tx, group, change)


def _setting_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    name, who = change.name, tx.members.name(group, ask.sender)
    undone, leading = tx.settings.shown(group, name), len(facilitators(tx, group))
    tx.settings.undo(group, change, ask.now)
    new = tx.settings.shown(group, name)
    told = announced(ask, tx, group, say("undone", name=name, new=new, old=undone, who=who, group=group.name))
    ask_for_more(tx, group, leading)
    return told


def _text_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    tx.texts.undo(group, change, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("text_undone", name=change.name, who=who, group=group.name))


def _places_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    tx.resources.put_back(group, change.old or "", ask.now)
    tx.settings.took_back(change, ask.now)
    left, who = len(tx.resources.of(group)), tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("list_back", left=left, who=who, group=group.name))


def _practices_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    left, who = len(tx.practices.put_back(group, change, ask.now).texts), tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("practices_back", left=left, who=who, group=group.name))


def _meeting_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    """Make a meeting what it was; everybody hears of it who heard of the change."""
    back = tx.meetings.put_back(change)
    known = facts(ask, tx, group, back.meeting)
    told = (
        say("meeting_off", **known)
        if back.did == "add"
        else say("meeting_back", did=back.did, date=back.date or "", **known)
    )
    if back.did == OPENING:
        return announced(ask, tx, group, told)  # as it was with the change itself
    # No earlier than what was told of the change: else that could be read later, and this not.
    planned = [each for one in (back.meeting, back.until_now) for each in one.as_planned(ask.now, NAMEABLE)]
    until = max((each.at for each in planned if each.date == back.date), default=None)
    return changed(ask, tx, group, back.meeting, told, until)


def _rota_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    """Make the rota what it was; whoever held a turn of a role that comes back holds it again."""
    did, those = tx.roles.put_back(group, change.old, change.new)
    tx.settings.took_back(change, ask.now)
    if did == "every":
        tx.turns.made_anew(group)
    else:
        tx.turns.placed(group)
    names = [role.name for role in those]
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("rota_back", did=did, names=names, who=who, group=group.name))


def _checkin_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    """Let a check-in repeat again, or no more."""
    one, did = tx.repeats.put_back(change)
    known = _repeats.facts(ask, tx, group, one)
    return announced(ask, tx, group, say("checkin_off" if did == ADD else "checkin_back", **known))


def _switched_back(ask: Ask, tx: Tx, group: Group, change: Change) -> Say | None:
    """Switch support back; on only where the group has places to turn to, or none on purpose (N18)."""
    on, who = change.old == "on", tx.members.name(group, ask.sender)
    if on and not tx.resources.settled(group):
        raise Refused("places_first", template="support_on", group=group.name)
    tx.support.switch(group, on=on)
    tx.settings.took_back(change, ask.now)
    return announced(ask, tx, group, say("support_on" if on else "support_off", who=who, group=group.name))


_WAYS: Final[Mapping[str, Callable[[Ask, Tx, Group, Change], Say | None]]] = {
    PLACES: _places_back,
    PRACTICES: _practices_back,
    MEETING: _meeting_back,
    REPEAT: _checkin_back,
    ROTA: _rota_back,
    SWITCH: _switched_back,
    **dict.fromkeys(texts.NAMES, _text_back),
}
"""How a change is taken back, by the name under which it stands; what has none here is a setting."""
