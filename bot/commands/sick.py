"""sick: you can't make your next turn; asked once, and others are asked at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.chat import Ask, Asking, Refused, Say, say
from bot.commands import PRIVATE
from bot.commands._private import answer
from bot.commands._rota import Meant, about_all, chosen, evening, facts, how_many, is_mine, told
from bot.domain.chair import At
from bot.domain.chair_events import HandOn
from bot.storage.rota_following import Answer
from bot.storage.rota_line import moments
from bot.storage.tx import Tx

NAME = "sick"
USAGE = ""
EXAMPLE = "sick"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Answer:
    """Ask whether the next evening on which its sender holds something is to be handed on, whatever group it is.

    What they are only asked about, and is no later, they pass by that: it costs nothing, and they may take it back.
    """
    ahead = _ahead(ask, tx)
    if not ahead:
        return say("nothing")
    first = min(at for at, _ in ahead)
    soonest = [each for at, each in ahead if at == first]
    held = [each for each in soonest if each.kept.chair.holder == ask.sender]
    if not held:
        return _all_of_them(ask, tx, soonest)
    meant = held[0]
    same = [each for each in held if each.group == meant.group]
    names = tuple(each.role.name for each in same)
    known = {**facts(ask, tx, meant), "names": names, "first": first}
    choices = ("yes", "not now") if len(names) == 1 else (*names, "all", "not now")
    return Asking(say("whether", **known), choices, NAME, about_all(same, meant.group))


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    """Hand on what was chosen, or nothing."""
    number = how_many(about)
    if choice <= number:
        return _all_of_them(ask, tx, [chosen(ask, tx, about, choice)])
    if number > 1 and choice == number + 1:
        return _all_of_them(ask, tx, [chosen(ask, tx, about, each) for each in range(1, number + 1)])
    return say("fine")


def _all_of_them(ask: Ask, tx: Tx, those: Sequence[Meant]) -> Answer:
    first, *others = [_let_go(ask, tx, each) for each in those]
    for other in others:
        if isinstance(other, Say):
            answer(ask, tx, other)
    return first


def _let_go(ask: Ask, tx: Tx, meant: Meant) -> Answer:
    if not is_mine(ask.sender)(meant.kept):
        raise Refused("hold_none", template="rota", begun=NAME, group=meant.group.name)
    kept = evening(tx, meant, ask.sender)
    return told(tx.rota.hears(kept.chair.name, HandOn(ask.sender), ask.sender), meant)


def _ahead(ask: Ask, tx: Tx) -> list[tuple[datetime, Meant]]:
    """Return the evenings ahead of what somebody holds, and of what they are asked about now, in every group."""
    found = []
    for group in tx.groups.of(ask.sender):
        for role, kept in tx.seats.mine(ask.sender, group):
            one = kept.chair.of(ask.sender)
            if kept.chair.holder == ask.sender or (one is not None and one.at in {At.ASKED, At.WAITS}):
                for day in kept.dates:
                    at = moments(tx.meetings.known(kept.meeting), (day,))
                    found += [(moment, Meant(group, role, kept, day)) for moment in at if moment > ask.now]
    return found
