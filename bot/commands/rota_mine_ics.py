"""rota mine ics: your own turns as a file for your calendar program; for you alone."""

from __future__ import annotations

from bot import ics
from bot.chat import Ask, File, Refused, Say, say
from bot.commands import MEMBER
from bot.commands._facilitating import group_of, seen
from bot.commands._private import send
from bot.storage.tx import Tx

NAME = "rota mine ics"
USAGE = ""
EXAMPLE = "rota mine ics"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """Send what they said yes to, evening by evening; what they are asked about stays out."""
    group = group_of(ask)
    called = ics.name_of(group.name, seen(tx, group).values())
    turns = []
    for role, kept in tx.seats.mine(ask.sender, group):
        meeting = tx.meetings.known(kept.meeting)
        if meeting is None or kept.chair.holder != ask.sender:
            continue
        named = tx.letters.words(Say("role", {"role": role.name}, "rota"), ask.sender).plain
        for day in kept.dates:
            at = meeting.takes_place(day)
            if at is not None and at > ask.now:
                key = f"{tx.meta.seal('turn', role.id, meeting.id)}-{day}"
                turns.append(ics.Turn(key, named, meeting, at))
    if not turns:
        raise Refused("none", group=group.name)
    name = "turns.ics"
    send(ask, tx, File(name, ics.KIND, ics.turns(called, turns, ask.now)))
    return say("sent", file=name, number=len(turns), group=group.name)
