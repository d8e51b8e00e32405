"""rota guide: what whoever holds a role reads a day before; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators, group_of
from bot.commands._rota import no_such_role, roles_in
from bot.domain import roles, words
from bot.domain.meeting_words import is_nothing
from bot.storage.roles import Role
from bot.storage.tx import Tx

NAME = "rota guide"
USAGE = '<role> "<text>"'
EXAMPLE = 'rota guide facilitator "Open on time. Leave room for silence. Close with a round."'
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Keep it; without a text show it, to anybody."""
    group = group_of(ask)
    role, text = _read(ask, roles_in(tx, group))
    if role is None:
        raise no_such_role(text, NAME, roles_in(tx, group), group)
    if not text:
        return say("is", role=role.name, text=role.guide, group=group.name)
    for_facilitators(ask, tx)
    text = "" if is_nothing(text) else words.quoted(text)
    if len(text) > roles.LONGEST_GUIDE:
        raise Refused("long", length=len(text), longest=roles.LONGEST_GUIDE, role=role.name, group=group.name)
    if text == role.guide:
        raise Refused("same", role=role.name, group=group.name)
    tx.roles.guide(group, role, text, ask.sender)
    tx.rota.look(group, role.id)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("changed", role=role.name, text=text, who=who, group=group.name))


def _read(ask: Ask, those: tuple[Role, ...]) -> tuple[Role | None, str]:
    """Return which role its words begin with, and the text behind it as it was typed."""
    split = ask.words.split(maxsplit=roles.MOST_WORDS)
    for length in range(min(len(split), roles.MOST_WORDS), 0, -1):
        typed = " ".join(split[:length]).strip(":,")
        role = next((each for each in those if roles.which(typed, (each.name,))), None)
        if role is not None:
            return role, "".join(ask.words.split(maxsplit=length)[length:]).strip()
    return None, split[0] if split else ""
