"""rota add: let the group's meetings have roles that go round; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Group, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.domain import roles
from bot.storage.tx import Tx

NAME = "rota add"
USAGE = "<role>[, <role>]"
EXAMPLE = "rota add facilitator, timekeeper"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Add those that are not there; nobody is put on a rota by that (N21)."""
    group = for_facilitators(ask, tx)
    new = read(ask.words, tx, group)
    add(ask, tx, group, new)
    who, meets = tx.members.name(group, ask.sender), bool(tx.meetings.of(group))
    return announced(ask, tx, group, say("added", names=new, meets=meets, who=who, group=group.name))


def read(typed: str, tx: Tx, group: Group) -> list[str]:
    """Return the roles that a text names and the group has not yet, or refuse."""
    there = [role.name for role in tx.roles.of(group)]
    match roles.read(typed):
        case roles.Unclear(why, words):
            raise Refused("unclear", template="rota_add", why=why, typed=words, longest=roles.LONGEST, group=group.name)
        case names:
            new = [name for name in names if roles.which(name, there) is None]
    if not new:
        raise Refused("same", template="rota_add", names=list(names), group=group.name)
    if len(there) + len(new) > roles.MOST:
        raise Refused("full", template="rota_add", most=roles.MOST, names=there or new, group=group.name)
    return new


def add(ask: Ask, tx: Tx, group: Group, names: list[str]) -> None:
    """Let these go round from now on."""
    tx.roles.add(group, {tx.meta.seal("role", ask.event, name): name for name in names}, ask.sender)
    tx.turns.ahead(group)
