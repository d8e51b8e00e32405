"""quiet: the hours in which nothing that was not asked for reaches somebody's private chat."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import PRIVATE
from bot.domain import hours
from bot.storage.people import Own
from bot.storage.tx import Tx

NAME = "quiet"
USAGE = "[22:00-08:00|off]"
EXAMPLE = "quiet 22:00-08:00"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Keep the hours, or tell which are kept."""
    typed = ask.words.strip()
    if not typed:
        return _told(ask, tx, tx.people.quiet(ask.sender), new=False)
    match hours.read(typed):
        case hours.Unclear("length"):
            raise Refused("length", typed=typed)
        case hours.Unclear():
            raise Refused("time", typed=typed)
        case quiet:
            tx.people.sets(ask.sender, Own(quiet="off" if quiet is None else str(quiet)))
            tx.touched(ask.sender)
            return _told(ask, tx, quiet, new=True)


def _told(ask: Ask, tx: Tx, quiet: hours.Quiet | None, *, new: bool) -> Say:
    return say("is", hours="" if quiet is None else str(quiet), zone=tx.people.zone(ask.sender, ask.group), new=new)
