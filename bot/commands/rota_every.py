"""rota every: how long a turn is: a meeting, so many of them, or a month; the room hears of it."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.domain import roles
from bot.storage.tx import Tx

NAME = "rota every"
USAGE = "meeting|<number> meetings|month"
EXAMPLE = "rota every 4 meetings"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Set it for all roles; turns that were begun, offered or accepted stay as they are."""
    group = for_facilitators(ask, tx)
    rules, every = tx.roles.rules(group), roles.every(ask.words)
    if every is None:
        now = roles.written(rules.every)
        raise Refused("unclear", typed=ask.words, every=now, most=roles.MOST_MEETINGS, group=group.name)
    shown = roles.written(every)
    if every == rules.every:
        raise Refused("same", every=shown, group=group.name)
    tx.roles.ruled(group, replace(rules, every=every), "every", ask.sender)
    tx.turns.made_anew(group)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("changed", every=shown, who=who, group=group.name))
