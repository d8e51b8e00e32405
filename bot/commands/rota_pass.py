"""rota pass: let a turn go by; no reason needed, no cost, and nobody is told who."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Ask, Asking, Refused
from bot.commands import MEMBER
from bot.commands._facilitating import group_of
from bot.commands._rota import Meant, Test, chosen, evening, is_mine, on_none, told, turn_of
from bot.domain.chair_events import Pass
from bot.storage.chairs import Kept
from bot.storage.rota_following import Answer
from bot.storage.tx import Tx

NAME = "rota pass"
USAGE = "[<role>] [<date>]"
EXAMPLE = "rota pass wed"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Answer:
    """Pass the next turn that its sender holds or is asked about; with a date any turn that may come to them."""
    group = group_of(ask)
    mine = {role.id for role in tx.roles.roles_of(ask.sender, group)}
    meant = turn_of(ask, tx, NAME, ask.words, is_mine(ask.sender), _may_come(ask.sender, mine))
    match meant:
        case Asking():
            return meant
        case None:
            raise Refused("no_turn", template="rota", group=group.name) if mine else on_none(tx, group)
        case Meant():
            return _passed(ask, tx, meant)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    """Pass the one that was chosen."""
    return _passed(ask, tx, chosen(ask, tx, about, choice))


def _passed(ask: Ask, tx: Tx, meant: Meant) -> Answer:
    kept = evening(tx, meant, ask.sender)
    return told(tx.rota.hears(kept.chair.name, Pass(ask.sender), ask.sender), meant)


def _may_come(person: str, mine: set[str]) -> Test:
    def test(kept: Kept) -> bool:
        return is_mine(person)(kept) or (kept.role in mine and kept.chair.holder is None)

    return test
