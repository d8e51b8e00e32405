"""rota: the next four turns: role, date, and who has them, where they said yes; for anybody to read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.chat import Ask, Asking, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.commands._rota import Meant, asked_turn, facts, roles_in, told
from bot.domain.chair_events import Event, Pass, Yes
from bot.storage.rota_following import SWAP, Answer
from bot.storage.tx import Tx

NAME = "rota"
USAGE = ""
EXAMPLE = "rota"
WHERE = GROUP

SHOWN: Final = 4
_SWAP: Final = 2
"""Where it stands among the answers to an offer; the first is a yes, and whatever else there is a pass."""


def run(ask: Ask, tx: Tx) -> Say:
    """Show them; whoever was asked and whoever passed is shown to nobody (N15)."""
    group = group_of(ask)
    roles_in(tx, group)
    tx.turns.ahead(group)
    seats = tx.seats.next_turns(group, SHOWN)
    turns = [
        {
            "role": seat.role,
            "start": seat.kept.chair.start,
            "meeting": tx.meetings.known(seat.kept.meeting),
            "shows": seat.shows,
            "who": tx.members.name(group, seat.person) if seat.person else "",
        }
        for seat in seats
    ]
    if not turns:
        raise Refused("no_turns", group=group.name)
    several = len(tx.meetings.of(group)) > 1
    first = next((seat.kept.dates[0] for seat in seats if seat.shows == "open"), "")
    own = tx.people.own(ask.sender).zone or ""
    return say("those", turns=turns, several=several, take=str(first), now=ask.now, own=own, group=group.name)


def _next_date(tx: Tx, meant: Meant) -> str:
    """Return the next date of the same meeting that is not of this turn, if there is one."""
    meeting, dates = tx.meetings.known(meant.kept.meeting), meant.kept.dates
    following = () if meeting is None else meeting.upcoming(meant.kept.chair.start, len(dates))
    return next((str(on.date) for on in following if on.date not in dates), "")


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    """Take the answer to an offer: yes, swap or pass; of a turn that another would have covered, yes or pass."""
    meant = asked_turn(ask, tx, about)
    name, person = meant.kept.chair.name, ask.sender
    if about["of"] == "turn" and choice == _SWAP:
        known = {**facts(ask, tx, meant), "example": str(meant.day), "then": _next_date(tx, meant)}
        wanted = {"of": "whom", "chair": name, "group": about["group"]}
        return Asking(say("with_whom", **known), ("never mind",), SWAP, wanted, free=True)
    event: Event = Yes(person) if choice == 1 else Pass(person)
    return told(tx.rota.hears(name, event, person), meant)
