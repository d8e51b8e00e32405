"""rota away: you are not there for a while; you are not asked, what you hold is covered, and your place stays."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from bot.chat import Ask, Refused, Say, say
from bot.commands import MEMBER
from bot.commands._facilitating import group_of
from bot.commands._rota import on_none
from bot.domain import recurrence, roles_away, words
from bot.domain.rotation import Away
from bot.storage.tx import Tx

NAME = "rota away"
USAGE = "<date>..<date>|off"
EXAMPLE = "rota away fri..sun"
WHERE = MEMBER

OVER = frozenset({"off", "end", "over", "back", "aus", "ende", "zurück"})


def run(ask: Ask, tx: Tx) -> Say:
    """Note from when until when, both days whole and on its sender's own clock."""
    group = group_of(ask)
    if not tx.roles.roles_of(ask.sender, group):
        raise on_none(tx, group)
    if words.whole(ask.words) in OVER:
        tx.rota.stays(ask.sender, group)
        return say("back", group=group.name)
    zone = tx.people.zone(ask.sender, group)
    match roles_away.read(ask.words, ask.said, zone):
        case roles_away.Unclear(why, typed):
            raise Refused("unclear", why=why, typed=typed, group=group.name)
        case first, last:
            pass
    start = recurrence.moment(datetime.combine(first, time()), zone)
    end = recurrence.moment(datetime.combine(last + timedelta(days=1), time()), zone)
    held = tx.rota.goes_away(ask.sender, group, Away(start, end))
    return say("away", first=first, last=last, held=held, now=ask.now, group=group.name)
