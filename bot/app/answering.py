"""Answers to what Kith asked: which question is meant, and what is then done."""

from __future__ import annotations

from dataclasses import replace

from bot.app import carry
from bot.app.meaning import FIXED, Near
from bot.chat import Ask, Asking, Mark, Say
from bot.commands import Answering, commands
from bot.domain import answers, words
from bot.domain.answers import Several, Taken, Waiting
from bot.storage.people import CHOICE_HOLDS
from bot.storage.questions import Question
from bot.storage.tx import Tx

NEAR = "near"
"""The kind of the question whether a command was meant that is one edit away."""
_SEVERAL = 2


def typed(tx: Tx, ask: Ask, text: str) -> bool:
    """Take a text as the answer that it is; return false where nothing that was asked takes it."""
    known = tx.questions.open_to(ask.sender, ask.now)
    if ask.reply_to is not None and (key := tx.outbox.key_of(ask.reply_to)) is not None:
        replied = next((question for question in known if question.letter == key), None)
        n = None if replied is None else words.choice(text, replied.choices) or (0 if replied.free and text else None)
        if replied is not None and n is not None:
            _answered(tx, replace(ask, words=text), replied, n)
            return True
        # What was asked later than the message that it is written under can't be meant.
        known = tuple(question for question in known if not tx.outbox.was_before(key, question.letter))
    questions = tuple(question for question in known if not question.over)
    if _taken(tx, ask, questions, answers.meant(text, _waiting_for(questions))):
        return True
    # Of those that nothing waits for any more, the newest may be meant, unless something else was asked since then.
    since = max((question.id for question in questions if question.choices), default=0)
    over = (question for question in reversed(known) if question.over and question.id > since)
    return any(_taken(tx, ask, (one,), answers.meant(text, _waiting_for((one,)))) for one in over)


def written(tx: Tx, ask: Ask, text: str) -> bool:
    """Take a text that is no command for the question that any text answers; return false where none is open."""
    questions = tuple(question for question in tx.questions.open_to(ask.sender, ask.now) if not question.over)
    return bool(text) and _taken(
        tx, replace(ask, words=text), questions, answers.written(text, _waiting_for(questions))
    )


def _waiting_for(questions: tuple[Question, ...]) -> list[Waiting]:
    return [Waiting(each.id, each.choices, each.listed, each.free, "groups" in each.about) for each in questions]


def _taken(tx: Tx, ask: Ask, questions: tuple[Question, ...], meant: Taken | Several | None) -> bool:
    by_id = {question.id: question for question in questions}
    match meant:
        case Taken(number, n, part):
            _answered(tx, replace(ask, words=part) if part else ask, by_id[number], n)
        case Several(numbers):
            titles = [_title(tx, by_id[number]) for number in numbers]
            tx.questions.were_listed(ask.sender, numbers)
            carry.answer(tx, ask, Say("several_open", {"titles": titles}, FIXED, rings=True), "listed")
        case None:
            return False
    return True


def _title(tx: Tx, question: Question) -> str:
    """Return what was asked, with its group where its person is in several and the question does not name it."""
    groups = {str(group.id): group.name for group in tx.groups.of(question.person)}
    name = groups.get(question.about.get("group", ""), "")
    return question.title if len(groups) < _SEVERAL or name in question.title else f"{question.title} ({name})"


def marked(tx: Tx, mark: Mark) -> None:
    """Take a numbered reaction under a question as its answer."""
    key = tx.outbox.key_of(mark.on)
    for question in tx.questions.open_to(mark.sender, mark.now):
        n = words.choice(mark.key, question.choices)
        if question.letter == key and n is not None:
            tx.letters.cause, tx.letters.typed = mark.event, (mark.event, mark.room)
            ask = Ask(mark.event, mark.room, mark.sender, "", mark.now, mark.said or mark.now, private=True)
            _answered(tx, ask, question, n)


def ask_whether(tx: Tx, ask: Ask, near: Near) -> None:
    """Ask whether a command was meant that was nearly typed."""
    say = Say("whether", {"near": near.typed}, FIXED)
    about = {"command": near.name, "words": near.words, "event": ask.event, "pills": " ".join(ask.pills)}
    carry.answer(tx, ask, Asking(say, ("yes",), NEAR, about), "asked")


def _answered(tx: Tx, ask: Ask, question: Question, choice: int) -> None:
    """Go on with what waited for this answer: it is the command's own message that is then carried out, or marked."""
    tx.questions.close(question)
    match question.kind:
        case "near":
            tx.inbox.keep(ask.event, "answered", ask.now)
            carry.run(tx, _waiting(ask, question), commands()[question.about["command"]])
        case carry.WHICH_GROUP:
            _chose_group(tx, ask, question, choice)
        case carry.MEANT:
            _means_it(tx, ask, question, choice)
        case kind:
            command = commands()[kind]
            assert isinstance(command, Answering), f"{kind} asks and takes no answer"
            carry.answered(tx, ask, command, lambda: command.answered(ask, tx, question.about, choice))


def _waiting(ask: Ask, question: Question) -> Ask:
    about = question.about
    return replace(ask, event=about["event"], words=about.get("words", ""), pills=tuple(about.get("pills", "").split()))


def _chose_group(tx: Tx, ask: Ask, question: Question, choice: int) -> None:
    """Carry out the command in the group that was chosen; the choice holds for an hour."""
    number = int(question.about["groups"].split()[choice - 1])
    group = next((group for group in tx.groups.of(ask.sender) if group.id == number), None)
    if group is None:
        carry.answer(tx, ask, Say("gone_group", template=FIXED), "refused")
        return
    tx.people.chose(ask.sender, group, ask.now + CHOICE_HOLDS)
    tx.inbox.keep(ask.event, "answered", ask.now)
    carry.carry_out(tx, replace(_waiting(ask, question), group=group), commands()[question.about["command"]])


def _means_it(tx: Tx, ask: Ask, question: Question, choice: int) -> None:
    """Carry out what was typed in a room, in that room's group, on the yes to it alone."""
    group = tx.groups.by_id(int(question.about["group"]))
    if choice != 1:
        carry.answer(tx, ask, Say("fine", template=FIXED), "done")
    elif group is None or ask.sender not in tx.members.of(group):
        carry.answer(tx, ask, Say("gone_group", template=FIXED), "refused")
    else:
        tx.inbox.keep(ask.event, "answered", ask.now)
        carry.carry_out(tx, replace(_waiting(ask, question), group=group), commands()[question.about["command"]])
