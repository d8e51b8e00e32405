"""remind: how long before a meeting the room is reminded, or no more; the room hears of it."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators, group_of
from bot.domain import reminder_words, reminders, words
from bot.domain.days import Unclear
from bot.domain.settings import LOUD, REMIND_AT
from bot.storage.tx import Tx

NAME = "remind"
USAGE = "[at <how long before>|off]"
EXAMPLE = "remind at 24h 1h"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Keep it, or show what holds, to anybody."""
    typed, group = ask.words.strip(), group_of(ask)
    if not typed:
        ahead, loud = tx.settings.get(group, REMIND_AT), tx.settings.get(group, LOUD)
        return say("holds", ahead=ahead, for_all=loud, meetings=len(tx.meetings.of(group)), group=group.name)
    group = for_facilitators(ask, tx)
    ahead = read(typed, f"{NAME} at")
    before = tx.settings.get(group, REMIND_AT)
    if ahead == before:
        raise Refused("same", ahead=ahead, group=group.name)
    tx.settings.put(group, REMIND_AT, ahead, ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("changed", ahead=ahead, before=before, who=who, group=group.name))


def read(typed: str, begun: str) -> tuple[timedelta, ...]:
    """Return how long before a start somebody is to be reminded, never where it is off; or say what would work."""
    first, *behind = typed.split(maxsplit=1)
    bare = " ".join(behind) if words.whole(first) == "at" else typed
    if words.is_off(bare):
        return ()
    if words.whole(bare) == "on":
        return reminders.USUAL
    match reminder_words.read(bare):
        case Unclear(why, said):
            raise Refused("unclear", template="remind", why=why, said=said, begun=begun)
        case ahead:
            return ahead
