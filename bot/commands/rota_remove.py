"""rota remove: let a role go round no more; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._rota import no_such_role, roles_in, the_role
from bot.storage.tx import Tx

NAME = "rota remove"
USAGE = "<role>"
EXAMPLE = "rota remove timekeeper"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Remove it: whoever held a turn hears so, and nobody loses their place while that can be taken back."""
    group = for_facilitators(ask, tx)
    if not ask.words.strip(" .!?"):
        raise no_such_role("", NAME, roles_in(tx, group), group)
    group, role = the_role(ask, tx, NAME)
    tx.roles.remove(group, role, ask.sender)
    tx.turns.placed(group)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("removed", role=role.name, who=who, group=group.name))
