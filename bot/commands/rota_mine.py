"""rota mine: your own turns, what you are asked about, and on whose rota you are; for your eyes."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import MEMBER
from bot.commands._facilitating import group_of
from bot.commands._rota import on_none
from bot.domain.chair import At
from bot.storage.chairs import Kept
from bot.storage.tx import Tx

NAME = "rota mine"
USAGE = ""
EXAMPLE = "rota mine"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """Show them; what is asked of somebody is shown to them alone."""
    group = group_of(ask)
    places, turns = tx.roles.roles_of(ask.sender, group), tx.seats.mine(ask.sender, group)
    if not places and not turns:
        raise on_none(tx, group)
    shown = []
    for role, kept in turns:
        shown.append(
            {
                "role": role.name,
                "start": kept.chair.start,
                "meeting": tx.meetings.known(kept.meeting),
                "stands": _stands(kept, ask.sender),
            }
        )
    away = {
        (one.start, one.end)
        for role in places
        for place in tx.roles.places(role.id)
        if place.person == ask.sender
        for one in place.away
        if one.end > ask.now
    }
    zone = tx.people.zone(ask.sender, group)
    own = tx.people.own(ask.sender).zone or ""
    names = [role.name for role in places]
    return say("those", turns=shown, names=names, away=sorted(away), zone=zone, now=ask.now, own=own, group=group.name)


def _stands(kept: Kept, person: str) -> str:
    """Return in one word how a turn of theirs stands, for the template."""
    if kept.chair.holder == person:
        return "covering" if kept.chair.covering else "held"
    one = kept.chair.of(person)
    return "waits" if one is not None and one.at is At.WAITS else "asked"
