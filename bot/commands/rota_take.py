"""rota take: do an open turn; anybody may, in the room as well."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Ask, Asking, Refused
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.commands._rota import Meant, Test, chosen, is_mine, told, turn_of
from bot.domain.chair_events import Yes
from bot.storage.chairs import Kept
from bot.storage.rota_following import Answer
from bot.storage.tx import Tx

NAME = "rota take"
USAGE = "[<role>] [<date>]"
EXAMPLE = "rota take wed"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Answer:
    """Take the next that is free, or that of a date; while somebody is asked about it their answer comes first."""
    meant = turn_of(ask, tx, NAME, ask.words, is_free(ask.sender))
    match meant:
        case Asking():
            return meant
        case None:
            raise Refused("none_free", template="rota", group=group_of(ask).name)
        case Meant():
            return _taken(ask, tx, meant)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    """Take the one that was chosen."""
    return _taken(ask, tx, chosen(ask, tx, about, choice))


def is_free(person: str) -> Test:
    """Return whether somebody may still have a turn, or has it."""

    def test(kept: Kept) -> bool:
        return kept.chair.holder is None or kept.chair.covering or is_mine(person)(kept)

    return test


def _taken(ask: Ask, tx: Tx, meant: Meant) -> Answer:
    return told(tx.rota.hears(meant.kept.chair.name, Yes(ask.sender), ask.sender), meant)
