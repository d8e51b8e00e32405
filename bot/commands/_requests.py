"""What the commands around a support request share."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Ask, Asking, Group, Say
from bot.domain.request_events import Ended
from bot.storage.following import DRAFT, Answer
from bot.storage.questions import Question
from bot.storage.tx import Tx


def groups_with_support(ask: Ask, tx: Tx) -> list[Group]:
    """Return the groups in which somebody can ask, or has asked: only that one that they wrote in, if they did."""
    groups = tx.groups.of(ask.sender) if ask.group is None else (ask.group,)
    return [group for group in groups if tx.support.is_on(group) or tx.requests.of(ask.sender, group)]


def seen(answer: Answer, ask: Ask) -> Answer:
    """Let an answer say that others saw the word, where it was typed in a room."""

    def told(say: Say) -> Say:
        return replace(say, facts={**say.facts, "seen": ask.group is not None})

    match answer:
        case Asking():
            return replace(answer, say=told(answer.say))
        case Say():
            return told(answer)
        case None:
            return None


def end_open(person: str, tx: Tx) -> bool:
    """End what somebody has open, in every group, without a word to them; return whether there was anything."""
    mine = tx.requests.of(person)
    for kept in mine:
        tx.support.hears(kept.name, Ended(None))
    return bool(mine)


def end(ask: Ask, tx: Tx) -> bool:
    """End what its sender asked for or was about to, in every group; return whether there was anything."""
    mine, about_to = end_open(ask.sender, tx), drafts(ask, tx)
    for asked in about_to:
        tx.outbox.dropped(asked.letter, ask.now)
        tx.questions.drop(ask.sender, asked.slot)
    return mine or bool(about_to)


def drafts(ask: Ask, tx: Tx) -> list[Question]:
    """Return what is asked of its sender about a request before anybody else is asked."""
    return [asked for asked in tx.questions.all_to(ask.sender, ask.now) if DRAFT in asked.about]
