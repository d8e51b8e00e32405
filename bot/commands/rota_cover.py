"""rota cover: ask the others to take your turn over; you hold it until somebody says yes."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Ask, Asking, Refused
from bot.commands import MEMBER
from bot.commands._facilitating import group_of
from bot.commands._rota import Meant, Test, chosen, evening, told, turn_of
from bot.domain.chair_events import Cover
from bot.storage.chairs import Kept
from bot.storage.rota_following import Answer
from bot.storage.tx import Tx

NAME = "rota cover"
USAGE = "[<role>] [<date>]"
EXAMPLE = "rota cover wed"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Answer:
    """Ask them one by one; from a day before the start on all at once."""
    meant = turn_of(ask, tx, NAME, ask.words, holds(ask.sender))
    match meant:
        case Asking():
            return meant
        case None:
            raise Refused("hold_none", template="rota", begun=NAME, group=group_of(ask).name)
        case Meant():
            return _covered(ask, tx, meant)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    """Ask the others about the one that was chosen."""
    return _covered(ask, tx, chosen(ask, tx, about, choice))


def holds(person: str) -> Test:
    """Return whether somebody holds a turn."""

    def test(kept: Kept) -> bool:
        return kept.chair.holder == person

    return test


def _covered(ask: Ask, tx: Tx, meant: Meant) -> Answer:
    kept = evening(tx, meant, ask.sender)
    return told(tx.rota.hears(kept.chair.name, Cover(ask.sender), ask.sender), meant)
