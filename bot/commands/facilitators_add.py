"""facilitators add: ask a member whether they want to be a facilitator; they say yes in private, or nothing changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import asked_about, facilitators, for_facilitators, group_of, seen
from bot.domain import naming
from bot.storage.tx import Tx

NAME = "facilitators add"
USAGE = "<member>"
EXAMPLE = "facilitators add @ben"
WHERE = GROUP

HOLDS = timedelta(days=7)
SETTLED_IN = timedelta(days=7)
"""Where nobody is a facilitator, whoever has been here for so long may ask somebody, themselves too."""


def run(ask: Ask, tx: Tx) -> Say:
    """Ask them in private, if they have opened a chat; the answer here is the same either way."""
    group = _permitted(ask, tx)
    members = seen(tx, group)
    match naming.who(ask.words, ask.pills, members):
        case naming.Unclear(typed, several):
            raise Refused("several" if several else "nobody", typed=typed, group=group.name)
        case naming.Meant(person) if person not in members:
            raise Refused("nobody", typed=ask.words, group=group.name)
        case naming.Meant(person):
            pass
    if person in {one.person for one in facilitators(tx, group)}:
        raise Refused("already", who=members[person], group=group.name)
    chat, slot = tx.chats.of(person), _slot(group)
    # Whoever was asked, or said not now, is left in peace for a week; whoever asked to be forgotten, for good.
    asked = tx.questions.in_slot(person, slot, ask.now) is not None or person not in tx.members.of(group)
    if chat is not None and chat.state == "open" and not asked:
        question = say("asked", group=group.name, by=members.get(ask.sender, ""))
        asking = Asking(question, ("yes", "not now"), NAME, {"group": str(group.id)}, HOLDS, slot=slot)
        tx.question(person, asking, group=group)
    return say("asking", who=members[person], group=group.name)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say:
    """Make them one on their yes, and say so in the room; another answer is told to nobody."""
    group = asked_about(ask, tx, about)
    if choice != 1:
        tx.questions.declined(ask.sender, _slot(group), NAME, ask.now + HOLDS)
        return say("fine", group=group.name)
    tx.facilitators.agreed(group, ask.sender)
    tx.letters.to_group(group, say("agreed", who=tx.members.name(group, ask.sender)))
    return say("you_are", group=group.name)


def _slot(group: Group) -> str:
    return f"facilitators {group.id}"


def _permitted(ask: Ask, tx: Tx) -> Group:
    group = group_of(ask)
    if facilitators(tx, group):
        return for_facilitators(ask, tx)
    since = next((one.since for one in tx.members.all_in(group) if one.person == ask.sender), ask.now)
    if ask.now - since < SETTLED_IN:
        raise Refused("new_here", group=group.name)
    return group
