"""welcome: whether one quiet line, without a name, welcomes whoever joins."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators, group_of
from bot.domain import settings, words
from bot.storage.tx import Tx

NAME = "welcome"
USAGE = "[on|off]"
EXAMPLE = "welcome on"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Switch it, and announce that; alone it says what holds, to anybody."""
    wanted, group = words.whole(ask.words), group_of(ask)
    is_on = tx.settings.get(group, settings.WELCOME)
    if not wanted:
        return say("state", is_on=is_on, group=group.name)
    for_facilitators(ask, tx)
    if wanted not in {"on", "off"}:
        raise Refused("neither", typed=ask.words, is_on=is_on, group=group.name)
    on = wanted == "on"
    if on == is_on:
        return say("state", is_on=is_on, group=group.name)
    tx.settings.put(group, settings.WELCOME, on, ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("switched", on=on, who=who, group=group.name))
