"""timezone: the time zone in which somebody is told times, and in which their quiet hours are meant."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Ask, Asking, Say, say
from bot.commands import PRIVATE, _zone
from bot.storage.people import Own
from bot.storage.tx import Tx

NAME = "timezone"
USAGE = "[<zone, city, or the time where you are>]"
EXAMPLE = "timezone Europe/Berlin"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say | Asking:
    """Keep the zone and read it back; ask which one, where a clock or a name fits several."""
    typed = ask.words.strip().strip('"')
    groups, own = tx.people.zone_of_group(ask.sender, ask.group), tx.people.own(ask.sender).zone
    if not typed:
        return say("is", zone=own or groups, now=ask.now, own=own is not None)
    found = _zone.read(typed, ask, (groups, own or groups), NAME)
    if isinstance(found, str):
        return _kept(ask, tx, found)
    return Asking(say("which", zones=found, now=ask.now), found, NAME, {"zones": " ".join(found)})


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say:
    """Keep the zone that was chosen."""
    return _kept(ask, tx, about["zones"].split()[choice - 1])


def _kept(ask: Ask, tx: Tx, zone: str) -> Say:
    tx.people.sets(ask.sender, Own(zone=zone))
    tx.touched(ask.sender)
    tx.nudges.owe(ask.sender)
    return say("set", zone=zone, now=ask.now)
