"""sick: you can't make your next turn; asked once, and others are asked at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.chat import Ask, Asking, Refused, Say, say
from bot.commands import PRIVATE
from bot.commands._private import answer
from bot.commands._rota import Meant, chosen, evening, facts, told, which
from bot.domain.chair_events import HandOn
from bot.storage.rota_following import Answer
from bot.storage.rota_line import moments
from bot.storage.tx import Tx

NAME = "sick"
USAGE = ""
EXAMPLE = "sick"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Answer:
    """Ask whether the next evening on which its sender holds something is to be handed on, whatever group it is."""
    mine = _held(ask, tx)
    if not mine:
        return say("nothing")
    first, meant = min(mine, key=lambda each: each[0])
    same = [each for at, each in mine if at == first and each.group == meant.group]
    asking = which(same, NAME, meant.group)
    names = tuple(each.role.name for each in same)
    known = {**facts(ask, tx, meant), "names": names, "first": first}
    choices = ("yes", "not now") if len(names) == 1 else (*names, "all", "not now")
    return Asking(say("whether", **known), choices, NAME, asking.about)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    """Hand on what was chosen, or nothing."""
    number = about["turns"].count("], [") + 1
    several = number > 1
    if choice > number + several:
        return say("fine")
    chose = range(1, number + 1) if several and choice == number + 1 else (choice,)
    first, *others = [_handed_on(ask, tx, chosen(ask, tx, about, each)) for each in chose]
    for other in others:
        if isinstance(other, Say):
            answer(ask, tx, other)
    return first


def _handed_on(ask: Ask, tx: Tx, meant: Meant) -> Answer:
    if meant.kept.chair.holder != ask.sender:
        raise Refused("hold_none", template="rota", begun="rota take", group=meant.group.name)
    kept = evening(tx, meant, ask.sender)
    return told(tx.rota.hears(kept.chair.name, HandOn(ask.sender), ask.sender), meant)


def _held(ask: Ask, tx: Tx) -> list[tuple[datetime, Meant]]:
    """Return the evenings ahead of what somebody holds, in every group."""
    found = []
    for group in tx.groups.of(ask.sender):
        for role, kept in tx.seats.mine(ask.sender, group):
            if kept.chair.holder == ask.sender:
                for day in kept.dates:
                    at = moments(tx.meetings.known(kept.meeting), (day,))
                    found += [(moment, Meant(group, role, kept, day)) for moment in at if moment > ask.now]
    return found
