"""rota join: take a place on the rota of a role; then you are asked when it is your turn, and say yes or pass."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import CONSENT
from bot.commands._rota import the_role
from bot.storage.tx import Tx

NAME = "rota join"
USAGE = "<role>"
EXAMPLE = "rota join facilitator"
WHERE = CONSENT


def run(ask: Ask, tx: Tx) -> Say:
    """Give its sender a place; nobody else can (N21)."""
    group, role = the_role(ask, tx, NAME)
    if role in tx.roles.roles_of(ask.sender, group):
        raise Refused("already", role=role.name, group=group.name)
    tx.rota.joins(ask.sender, role, group)
    return say("joined", role=role.name, group=group.name, meets=bool(tx.meetings.of(group)))


def ends(person: str, tx: Tx) -> Say | None:
    """Take somebody off every rota, for `stop`; others are asked about what they held."""
    mine = [(role, tx.groups.by_id(role.group)) for role in tx.roles.roles_of(person)]
    for role, group in mine:
        if group is not None:
            tx.rota.leaves(person, role, group)
    names = list(dict.fromkeys(role.name for role, _ in mine))
    return say("ended", names=names) if mine else None
