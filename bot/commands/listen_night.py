"""listen night: whether you may be asked at night as well, from ten in the evening to eight in the morning."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import MEMBER
from bot.commands._listening import listener
from bot.domain import words
from bot.storage.tx import Tx

NAME = "listen night"
USAGE = "[ok|off]"
EXAMPLE = "listen night ok"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """Turn it on or off, or tell which it is."""
    group, one = listener(ask, tx)
    match words.whole(ask.words).strip("\"' "):
        case "":
            night = one.night
        case "ok" | "okay" | "on" | "yes":
            night = True
        case "off" | "no":
            night = False
        case _:
            raise Refused("unclear", typed=ask.words)
    if ask.words:
        tx.listeners.night(ask.sender, group, ok=night)
    return say("is_on" if night else "is_off", group=group.name, new=bool(ask.words))
