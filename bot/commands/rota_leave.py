"""rota leave: give your place on the rota of a role up; at once, for no reason, announced to nobody."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import MEMBER
from bot.commands._facilitating import group_of
from bot.commands._rota import no_such_role, on_none
from bot.domain import roles
from bot.storage.tx import Tx

NAME = "rota leave"
USAGE = "[<role>]"
EXAMPLE = "rota leave facilitator"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """Take its sender off; without a role off every rota of the group. Others are asked about what they held."""
    group = group_of(ask)
    mine, typed = tx.roles.roles_of(ask.sender, group), ask.words.strip(" .!?")
    if not mine:
        raise on_none(tx, group)
    meant = [role for role in mine if not typed or roles.which(typed, (role.name,))]
    if not meant:
        raise no_such_role(typed, NAME, mine, group)
    for role in meant:
        tx.rota.leaves(ask.sender, role, group)
    return say("left", names=[role.name for role in meant], group=group.name)
