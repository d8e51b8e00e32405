"""timezone: the time zone in which somebody is told times, and in which their quiet hours are meant."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Ask, Asking, Refused, Say, say
from bot.commands import PRIVATE
from bot.domain import zones
from bot.storage.people import Own
from bot.storage.tx import Tx

NAME = "timezone"
USAGE = "[zone, city, or the time where you are]"
EXAMPLE = "timezone Europe/Berlin"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say | Asking:
    """Keep the zone and read it back; ask which one, where a clock or a name fits several."""
    typed = ask.words.strip().strip('"')
    groups, own = tx.people.zone_of_group(ask.sender, ask.group), tx.people.own(ask.sender).zone
    if not typed:
        return say("is", zone=own or groups, now=ask.now, own=own is not None)
    match zones.read(typed, ask.said, (groups, own or groups)):
        case zones.Meant(zone):
            return _kept(ask, tx, zone)
        case zones.Several(found):
            question = say("which", zones=found, now=ask.now)
            return Asking(question, found, NAME, {"zones": " ".join(found)})
        case zones.Unclear("many"):
            raise Refused("many", typed=typed)
        case zones.Unclear("clock"):
            raise Refused("clock", typed=typed)
        case zones.Unclear():
            raise Refused("name", typed=typed)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say:
    """Keep the zone that was chosen."""
    return _kept(ask, tx, about["zones"].split()[choice - 1])


def _kept(ask: Ask, tx: Tx, zone: str) -> Say:
    tx.people.sets(ask.sender, Own(zone=zone))
    tx.touched(ask.sender)
    return say("set", zone=zone, now=ask.now)
