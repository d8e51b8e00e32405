"""set: change a setting of the group; the room hears of it, and any facilitator can take it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import GROUP, _zone
from bot.commands._facilitating import announced, ask_for_more, asked_about, facilitators, for_facilitators, group_of
from bot.domain import settings
from bot.domain.settings import Setting, Value
from bot.storage.tx import Tx

NAME = "set"
USAGE = "<name> <value>"
EXAMPLE = "set checkin.for 2h"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | Asking | None:
    """Set it, and announce the new value, the old one and who did it; ask which zone, where several fit."""
    name, typed = (*ask.words.rstrip(".!? ").split(maxsplit=1), "", "")[:2]
    name, typed = name.lower(), typed.strip('"')
    if ask.private and name and name not in settings.SETTINGS and not _may_set(ask, tx):
        # "set my mind at rest" is somebody's own, and not to be answered with who may change settings.
        raise Refused("not_understood", template="fixed", rings=True)
    group = for_facilitators(ask, tx)
    setting = settings.SETTINGS.get(name)
    if setting is None:
        raise Refused("unknown", template="settings", said=NAME, wanted=name, near=settings.nearest(name) or "")
    old = tx.settings.shown(group, name)
    example = setting.example(old)
    if not typed:
        raise Refused("no_value", name=name, value=old, takes=setting.kind, example=example, group=group.name)
    if setting is not settings.TIMEZONE:
        return _changed(ask, tx, group, setting, _read(setting, typed, example))
    found = _zone.read(typed, ask, _zone.usual(ask, tx, group), f"{NAME} {name}")
    if isinstance(found, str):
        return _changed(ask, tx, group, setting, found)
    about = {"group": str(group.id), "zones": " ".join(found)}
    return Asking(say("which_zone", zones=found, group=group.name), found, NAME, about)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say | None:
    """Set the zone that was chosen, as if its name had been typed."""
    group = for_facilitators(replace(ask, group=asked_about(ask, tx, about)), tx)
    return _changed(ask, tx, group, settings.TIMEZONE, about["zones"].split()[choice - 1])


def _read(setting: Setting[Value], typed: str, example: str) -> Value:
    try:
        return setting.parse(typed)
    except ValueError:
        raise Refused("bad_value", name=setting.name, typed=typed, takes=setting.kind, example=example) from None


def _changed(ask: Ask, tx: Tx, group: Group, setting: Setting[Value], value: Value) -> Say | None:
    name = setting.name
    old, new = tx.settings.shown(group, name), setting.show(value)
    if old == new:
        raise Refused("same", name=name, value=new, group=group.name)
    leading = len(facilitators(tx, group))
    who = tx.members.name(group, ask.sender)
    tx.settings.put(group, setting, value, ask.sender, ask.now)
    begun, kept = _has_begun(ask, tx, group, value), _keeps_another_zone(tx, group, setting, new)
    said = say("changed", name=name, new=new, old=old, who=who, group=group.name, begun=begun, kept=kept)
    told = announced(ask, tx, group, said)
    ask_for_more(tx, group, leading)
    return told


def _has_begun(ask: Ask, tx: Tx, group: Group, value: Value) -> bool:
    """Return whether the value is a day that has begun in the group's zone, until which nothing can rest any more."""
    zone = ZoneInfo(tx.settings.get(group, settings.TIMEZONE))
    return isinstance(value, date) and value <= ask.now.astimezone(zone).date()


def _keeps_another_zone(tx: Tx, group: Group, setting: Setting[Value], zone: str) -> bool:
    """Return whether the group's zone is another now than that of a meeting or a check-in that is planned."""
    zones = {each.zone for each in tx.meetings.of(group)} | {each.zone for each in tx.repeats.of(group)}
    return setting is settings.TIMEZONE and bool(zones - {zone})


def _may_set(ask: Ask, tx: Tx) -> bool:
    return ask.sender in {one.person for one in facilitators(tx, group_of(ask))}
