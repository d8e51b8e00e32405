"""not with list: with whom Kith never brings you together, as far as it still knows who that is."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.commands._listening import members
from bot.storage.tx import Tx

NAME = "not with list"
USAGE = ""
EXAMPLE = "not with list"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Name whoever is in a group with the sender now, and count the others, of whom there is a seal alone."""
    known, number = members(tx, ask.sender), tx.not_with.how_many(ask.sender)
    named = tx.not_with.named(ask.sender, known)
    people = sorted(f"{known[person]} ({person})" for person in named)
    return say("those", people=people, rest=number - len(named)) if number else say("none")
