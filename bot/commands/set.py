"""set: change a setting of the group; the room hears of it, and any facilitator can take it back."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, ask_for_more, facilitators, for_facilitators
from bot.domain import settings
from bot.storage.tx import Tx

NAME = "set"
USAGE = "<name> <value>"
EXAMPLE = "set checkin.for 2h"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Set it, and announce the new value, the old one and who did it."""
    group = for_facilitators(ask, tx)
    name, typed = (*ask.words.rstrip(".!? ").split(maxsplit=1), "", "")[:2]
    name, typed = name.lower(), typed.strip('"')
    setting = settings.SETTINGS.get(name)
    if setting is None:
        raise Refused("unknown", template="settings", wanted=name, near=settings.nearest(name) or "", example="")
    if not typed:
        raise Refused(
            "no_value", name=name, value=tx.settings.shown(group, name), allowed=setting.kind.allowed, group=group.name
        )
    try:
        value = setting.parse(typed)
    except ValueError:
        raise Refused("bad_value", name=name, typed=typed, allowed=setting.kind.allowed) from None
    old, new = tx.settings.shown(group, name), setting.show(value)
    if old == new:
        raise Refused("same", name=name, value=new, group=group.name)
    leading = len(facilitators(tx, group))
    who = tx.members.name(group, ask.sender)
    tx.settings.put(group, setting, value, ask.sender, ask.now)
    told = announced(ask, tx, group, say("changed", name=name, new=new, old=old, who=who, group=group.name))
    ask_for_more(tx, group, leading)
    return told
