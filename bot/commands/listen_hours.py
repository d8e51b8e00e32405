"""listen hours: in which hours of the week you may be asked, by your own clock."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import MEMBER
from bot.commands._listening import listener
from bot.domain import weekly, words
from bot.domain.listening import USUAL
from bot.domain.weekly import Hours
from bot.storage.tx import Tx

NAME = "listen hours"
USAGE = "[<days and times> | usual]"
EXAMPLE = "listen hours mon-fri 18:00-23:00, sat 10:00-14:00"
WHERE = MEMBER

AS_USUAL = frozenset({"usual", "the usual", "default", "reset", "wie \u00fcblich", "\u00fcblich"})


def run(ask: Ask, tx: Tx) -> Say:
    """Keep the hours and repeat what was understood; or tell which are kept."""
    group, one = listener(ask, tx)
    hours = one.hours
    if ask.words:
        hours = _read(ask)
        tx.listeners.hours(ask.sender, group, hours)
    shown, own = str(hours or USUAL), hours is not None
    return say("is", hours=shown, own=own, zone=one.zone, group=group.name, new=bool(ask.words), night=one.night)


def _read(ask: Ask) -> Hours | None:
    if words.whole(ask.words).strip("\"' ") in AS_USUAL:
        return None
    match weekly.read(ask.words):
        case weekly.Unclear("day", part):
            raise Refused("day", part=part)
        case weekly.Unclear("length", part):
            raise Refused("length", part=part)
        case weekly.Unclear("many"):
            raise Refused("many", most=weekly.MOST)
        case weekly.Unclear(_, part):
            raise Refused("time", part=part)
        case hours:
            return hours
