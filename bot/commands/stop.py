"""stop: end what is open with you and all that I send you unasked, in every group, and say what that was."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE, Ending, commands, template
from bot.storage.tx import Tx

NAME = "stop"
USAGE = ""
EXAMPLE = "stop"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Let every command end what is its own; each that did says so in a line."""
    ended = [
        tx.letters.words(replace(told, template=told.template or template(command)), ask.sender).plain
        for command in commands().values()
        if isinstance(command, Ending) and (told := command.ends(ask.sender, tx)) is not None
    ]
    return say("ended", ended=ended) if ended else say("nothing")


def ends(person: str, tx: Tx) -> Say | None:
    """End the questions that are open to this person; what was not sent yet is not sent any more."""
    questions = [question for question in tx.questions.all_to(person, tx.now) if question.choices and not question.over]
    for question in questions:
        tx.outbox.dropped(question.letter, tx.now)
    tx.questions.close_all(person)
    tx.outbox.stop_all_unasked(person, tx.now)
    return say("questions", number=len(questions)) if questions else None
