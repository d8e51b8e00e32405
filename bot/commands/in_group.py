"""in: which of your groups you mean in private, for an hour."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import PRIVATE
from bot.domain import naming, words
from bot.storage.people import CHOICE_HOLDS
from bot.storage.tx import Tx

NAME = "in"
USAGE = "[<group>]"
EXAMPLE = "in river"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say | Asking:
    """Switch to the group that is named, by its name, a part of it or its number; or ask which."""
    groups = tx.groups.of(ask.sender)
    if not groups:
        raise Refused("no_group", template="fixed", name=NAME)
    if not ask.words:
        return _asking("which", groups)
    typed = words.quoted(ask.words.rstrip(".!? "))
    meant = [groups[place - 1] for place in naming.which(typed, [group.name for group in groups])]
    match meant:
        case [group]:
            return _chosen(ask, tx, group)
        case []:
            longest = max(len(group.name.split()) for group in groups)
            if len(ask.words.split()) > longest:  # it was no name, but what somebody has to say
                raise Refused("not_understood", template="fixed", rings=True)
            raise Refused("none", typed=ask.words, groups=[group.name for group in groups])
        case several:
            return _asking("several", several)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say:
    """Switch to the group that was chosen."""
    number = int(about["groups"].split()[choice - 1])
    group = next((group for group in tx.groups.of(ask.sender) if group.id == number), None)
    if group is None:
        raise Refused("gone_group", template="fixed")
    return _chosen(ask, tx, group)


def _asking(outcome: str, groups: tuple[Group, ...] | list[Group]) -> Asking:
    names = tuple(group.name for group in groups)
    about = {"groups": " ".join(str(group.id) for group in groups)}
    question = say("which", groups=names) if outcome == "which" else say("several", groups=names)
    return Asking(question, names, NAME, about)


def _chosen(ask: Ask, tx: Tx, group: Group) -> Say:
    for question in tx.questions.open_to(ask.sender, ask.now):
        if question.kind == NAME:  # it was asked before, and is answered by this
            tx.questions.close(question)
    tx.people.chose(ask.sender, group, ask.now + CHOICE_HOLDS)
    return say("chosen", group=group.name)
