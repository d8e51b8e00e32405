"""checkin schedules: which check-ins repeat in the group, and when the next is, for anybody to read."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.commands._repeats import facts
from bot.domain import settings
from bot.storage.tx import Tx

NAME = "checkin schedules"
USAGE = ""
EXAMPLE = "checkin schedules"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """List them; say until when the group rests, if it does."""
    group = group_of(ask)
    those = [facts(ask, tx, group, each) for each in tx.repeats.of(group)]
    if not those:
        return say("none", group=group.name)
    rests, zone = tx.settings.rests_until(group, ask.now), tx.settings.get(group, settings.TIMEZONE)
    return say("those", those=those, group=group.name, rests=rests or "", zone=zone, now=ask.now)
