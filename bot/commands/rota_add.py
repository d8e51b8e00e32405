"""rota add: let the group's meetings have roles that go round; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.domain import roles
from bot.storage.tx import Tx

NAME = "rota add"
USAGE = "<role>[, <role>]"
EXAMPLE = "rota add facilitator, timekeeper"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Add those that are not there; nobody is put on a rota by that (PRODUCT.md N21)."""
    group = for_facilitators(ask, tx)
    match roles.read(ask.words):
        case roles.Unclear(why, typed):
            raise Refused("unclear", why=why, typed=typed, longest=roles.LONGEST, group=group.name)
        case names:
            pass
    there = [role.name for role in tx.roles.of(group)]
    new = [name for name in names if roles.which(name, there) is None]
    if not new:
        raise Refused("same", names=list(names), group=group.name)
    if len(there) + len(new) > roles.MOST:
        raise Refused("full", most=roles.MOST, names=there, group=group.name)
    tx.roles.add(group, {tx.meta.seal("role", ask.event, name): name for name in new}, ask.sender)
    tx.turns.ahead(group)
    who, meets = tx.members.name(group, ask.sender), bool(tx.meetings.of(group))
    return announced(ask, tx, group, say("added", names=new, meets=meets, who=who, group=group.name))
