"""rota rest: for how many turns whoever had one is asked after the others; the room hears of it."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.domain import roles
from bot.storage.tx import Tx

NAME = "rota rest"
USAGE = "<number>"
EXAMPLE = "rota rest 2"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Set it for all roles, from the next offer on."""
    group = for_facilitators(ask, tx)
    rules, rest = tx.roles.rules(group), roles.rest(ask.words)
    if rest is None:
        raise Refused("unclear", typed=ask.words, rest=rules.rest, most=roles.MOST_REST, group=group.name)
    if rest == rules.rest:
        raise Refused("same", rest=rest, group=group.name)
    tx.roles.ruled(group, replace(rules, rest=rest), "rest", ask.sender)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("changed", rest=rest, who=who, group=group.name))
