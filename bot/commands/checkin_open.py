"""checkin open: open a check-in round; anyone may."""

from __future__ import annotations

from typing import cast

from bot.chat import Ask, Group, Refused, Say, say
from bot.commands import GROUP
from bot.domain import checkin, settings
from bot.storage import checkins
from bot.storage.tx import Tx

NAME = "checkin open"
USAGE = '["<prompt>"] [for 2h]'
EXAMPLE = 'checkin open "How was the week?" for 2h'
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Open a round in the group and say so in its room; in private also where it was asked for."""
    group = cast("Group", ask.group)  # `app` finds the group before it calls a command about one
    match checkin.opening(ask.words):
        case checkin.Unclear(why, words):
            raise Refused(why, words=words)
        case checkin.Opening(prompt, length):
            pass
    zone = tx.settings.get(group, settings.TIMEZONE)
    if already := tx.rounds.open_in(group):
        raise Refused("already", closes_at=already.closes_at, zone=zone, now=ask.now, group=group.name)
    length = length or tx.settings.get(group, settings.CHECKIN_FOR)
    if ask.said + length <= ask.now:
        raise Refused("stale")  # it waited while Kith or a server was down; its time is over

    facts = checkins.opens(tx, group, ask.now + length, prompt or "")
    return say("opened", group=group.name, **facts) if ask.private else None
