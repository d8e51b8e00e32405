"""rota swap: ask another to do your turn, perhaps for one of theirs; they say yes, or nothing changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from bot.chat import Ask, Asking, Refused, Say
from bot.commands import MEMBER
from bot.commands._facilitating import group_of, seen
from bot.commands._rota import Meant, asked_turn, chosen, evening, first_day, is_mine, told, turn_of
from bot.domain import naming
from bot.domain.chair_events import SwapNo, SwapWith, SwapYes
from bot.storage.rota_following import Answer
from bot.storage.tx import Tx

NAME = "rota swap"
USAGE = "[<role>] <date> with <member> [for <date>]"
EXAMPLE = "rota swap wed with @ben"
WHERE = MEMBER

_WITH = re.compile(r"(?P<turn>.*?)\b(?:with|mit)\s(?P<who>.+)", re.IGNORECASE | re.DOTALL)
_FOR = re.compile(r"(?P<who>.+?)\s(?:for|against|gegen|für)\s(?P<back>[^@]+)", re.IGNORECASE | re.DOTALL)


def run(ask: Ask, tx: Tx) -> Answer:
    """Ask them, if they have opened a chat with Kith; what is said here is the same either way (N27)."""
    group = group_of(ask)
    found = _WITH.fullmatch(ask.words.strip())
    turn, who = (found["turn"], found["who"]) if found else (ask.words, "")
    meant = turn_of(ask, tx, NAME, turn, is_mine(ask.sender), who=who, pills=" ".join(ask.pills))
    if meant is None:
        raise Refused("hold_none", template="rota", begun=NAME, group=group.name)
    if not who:
        raise Refused("with_nobody", typed=ask.words, day=_day(meant), group=group.name)
    return meant if isinstance(meant, Asking) else _asked(ask, tx, meant, who)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
    """Go on with which turn it is, with whom, or with what they answer."""
    match about["of"]:
        case "which":
            pills = tuple(about.get("pills", "").split())
            return _asked(replace(ask, pills=pills), tx, chosen(ask, tx, about, choice), about["who"])
        case "whom":
            meant = asked_turn(ask, tx, about)
            if choice:
                return Say("still_asked", {"group": meant.group.name}, "rota_swap")
            return _asked(ask, tx, meant, ask.words)
        case "swap":
            return _answered(ask, tx, about, yes=choice == 1)
        case of:
            raise AssertionError(of)


def _day(meant: Meant | Asking) -> str:
    """Return the date of a turn, of several that may be meant that of the first."""
    return first_day(meant.about) if isinstance(meant, Asking) else str(meant.day)


def _answered(ask: Ask, tx: Tx, about: Mapping[str, str], *, yes: bool) -> Answer:
    meant = asked_turn(ask, tx, about)
    name, swap = meant.kept.chair.name, meant.kept.chair.swap
    if not yes:
        return told(tx.rota.hears(name, SwapNo(ask.sender), ask.sender), meant)
    back = tx.chairs.named(swap.back) if swap is not None and swap.back is not None else None
    stands = back is not None and back.chair.holder == ask.sender and not back.chair.closed
    return told(tx.rota.hears(name, SwapYes(ask.sender, stands), ask.sender), meant)


def _asked(ask: Ask, tx: Tx, meant: Meant, typed: str) -> Answer:
    group = meant.group
    typed = re.sub(r"^(?:with|mit)\s+", "", typed.strip(), flags=re.IGNORECASE)
    exchange = _FOR.fullmatch(typed)
    members = seen(tx, group)
    match naming.who(exchange["who"] if exchange else typed, ask.pills, members):
        case naming.Unclear(name, several):
            raise Refused("several" if several else "nobody", typed=name, day=str(meant.day), group=group.name)
        case naming.Meant(person) if person not in members:
            raise Refused("nobody", typed=typed, day=str(meant.day), group=group.name)
        case naming.Meant(person):
            pass
    if person == ask.sender:
        raise Refused("yourself", day=str(meant.day), group=group.name)
    back = _back(ask, tx, meant, person, exchange) if exchange else None
    kept = evening(tx, meant, ask.sender)
    return told(tx.rota.hears(kept.chair.name, SwapWith(ask.sender, person, back), ask.sender), meant)


def _back(ask: Ask, tx: Tx, meant: Meant, person: str, exchange: re.Match[str]) -> str:
    """Return the turn of the same role that the other holds then, or refuse: who holds what is for all to read."""
    theirs = turn_of(
        replace(ask, group=meant.group),
        tx,
        f"{NAME} {meant.day} with {exchange['who']} for",
        exchange["back"],
        lambda kept: kept.chair.holder == person and kept.role == meant.role.id and not kept.chair.closed,
    )
    if not isinstance(theirs, Meant):
        raise Refused(
            "not_theirs", typed=exchange["back"], who=tx.members.name(meant.group, person), group=meant.group.name
        )
    return evening(tx, theirs, person).chair.name
