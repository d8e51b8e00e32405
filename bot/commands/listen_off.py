"""listen off: nobody asks you any more; at once, for no reason, announced to nobody."""

from __future__ import annotations

from bot.chat import Ask, Group, Say, say
from bot.commands import PRIVATE, listen_on
from bot.storage.tx import Tx

NAME = "listen off"
USAGE = ""
EXAMPLE = "listen off"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """End it in the group that it was typed in or that they chose, else in all: this never waits for an answer."""
    groups = tx.listeners.groups(ask.sender)
    chosen = ask.group.id if ask.group is not None else tx.people.chosen(ask.sender, ask.now)
    ended = [group for group in groups if group.id == chosen] if ask.group is not None else _meant(groups, chosen)
    _end(ask.sender, tx, ended)
    left = [group.name for group in groups if group not in ended]
    return say("off", groups=[group.name for group in ended], left=left) if ended else say("was_off", left=left)


def ends(person: str, tx: Tx) -> Say | None:
    """End it everywhere, for `stop`."""
    groups = tx.listeners.groups(person)
    _end(person, tx, groups)
    return say("ended", groups=[group.name for group in groups]) if groups else None


def _meant(groups: tuple[Group, ...], chosen: int | None) -> list[Group]:
    return [group for group in groups if group.id == chosen] or list(groups)


def _end(person: str, tx: Tx, groups: list[Group] | tuple[Group, ...]) -> None:
    for group in groups:
        tx.listeners.off(person, group)
    for question in tx.questions.all_to(person, tx.now):
        if question.kind == listen_on.NAME:  # they had not answered yet, and need not
            tx.questions.close(question)
            tx.outbox.dropped(question.letter, tx.now)
