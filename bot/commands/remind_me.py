"""remind me: be reminded of the group's meetings in private, so long before them."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import CONSENT, remind_me_off
from bot.commands._facilitating import group_of
from bot.commands.remind import read
from bot.domain import reminders
from bot.storage.tx import Tx

NAME = "remind me"
USAGE = "[<how long before>]"
EXAMPLE = "remind me 24h 1h"
WHERE = CONSENT


def run(ask: Ask, tx: Tx) -> Say:
    """Keep it; without a word an hour before, or tell what holds. Off, in any of its words, ends it."""
    group, typed = group_of(ask), ask.words.strip()
    held = tx.reminders.own(ask.sender, group)
    ahead = read(typed, NAME) if typed else held or reminders.USUAL
    if not ahead:
        return remind_me_off.run(ask, tx)
    if ahead != held:
        tx.reminders.remind(ask.sender, group, ahead)
    meetings = tx.meetings.of(group)
    return say("reminds", ahead=ahead, was=ahead == held, meetings=len(meetings), group=group.name)


def ends(person: str, tx: Tx) -> Say | None:
    """Remind them of nothing any more, in no group."""
    wanted = [group for group in tx.groups.of(person) if tx.reminders.own(person, group)]
    for group in wanted:
        tx.reminders.remind(person, group, ())
    return say("stopped") if wanted else None
