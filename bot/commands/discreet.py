"""discreet: whether what rings on somebody's phone tells nothing by itself (N6)."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import PRIVATE
from bot.domain import words
from bot.storage.people import Own
from bot.storage.tx import Tx

NAME = "discreet"
USAGE = "[on|off]"
EXAMPLE = "discreet on"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Turn it on or off, or tell which it is."""
    match words.whole(ask.words).strip("\"'"):
        case "":
            return say("is_on" if tx.people.discreet(ask.sender) else "is_off", new=False)
        case "on":
            tx.people.sets(ask.sender, Own(discreet=True))
            return say("is_on", new=True)
        case "off":
            tx.people.sets(ask.sender, Own(discreet=False))
            return say("is_off", new=True)
        case _:
            raise Refused("unclear", typed=ask.words)
