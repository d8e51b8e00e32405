"""Nobody said within a minute which group was meant, or when: somebody in need is not kept waiting for that."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Asking, Group, Priority, Say
from bot.domain import asking
from bot.storage.beginnings import UNANSWERED, WHICH, begin
from bot.storage.following import DRAFT, SUPPORT
from bot.storage.jobs import Job
from bot.storage.questions import Question
from bot.storage.tx import Tx

KIND = UNANSWERED


def run(job: Job, tx: Tx) -> None:
    """Take it as now, in the group that was chosen last; where there is none, say that nobody was asked."""
    question = tx.questions.about(SUPPORT, DRAFT, job.subject, tx.now)
    if question is None or question.over:
        return  # it was answered, or taken back
    person, group = question.person, _group(question, tx)
    tx.outbox.dropped(question.letter, tx.now)  # what it says is no longer true, if it has not gone yet
    late = group is not None and tx.now - job.due > tx.support.rules(group).expire[asking.NOW]
    if group is None or late:
        tx.questions.drop(person, question.slot)
        facts = {"places": tx.resources.some_of(tx.groups.of(person), tx.house), "late": late}
        _tell(tx, person, Say("not_asked", facts, SUPPORT, rings=True), None)
        return
    if question.slot == WHICH:
        tx.questions.drop(person, WHICH)
    else:  # an answer may still come
        tx.questions.over(person, question.slot, request=job.subject)
    told = begin(tx, person, group, asking.read(question.about["words"]), job.subject, teller=person)
    if isinstance(told, Asking):  # what is open in that group already has somebody to offer
        tx.question(person, told, priority=Priority.ASKER, group=group, at_once=True)
    elif told is not None:
        said = replace(told, facts={**told.facts, "unasked": question.slot == WHICH})
        tx.support.spoke(job.subject, _tell(tx, person, said, group))


def broke(job: Job, tx: Tx) -> None:
    """Tell the asker that it does not go on by itself."""
    question = tx.questions.about(SUPPORT, DRAFT, job.subject, tx.now)
    if question is not None and not question.over:
        facts = {"places": tx.resources.some_of(tx.groups.of(question.person), tx.house)}
        _tell(tx, question.person, Say("broke", facts, SUPPORT, rings=True), None)


def _group(question: Question, tx: Tx) -> Group | None:
    """Return the group that was meant: named in the question, or chosen last by whoever it was put to."""
    theirs = {group.id: group for group in tx.groups.of(question.person)}
    if question.slot != WHICH:
        return theirs.get(int(question.about["group"]))
    last = tx.people.last_chosen(question.person)
    offered = {int(number) for number in question.about["groups"].split()}
    return theirs.get(last) if last in offered else None


def _tell(tx: Tx, person: str, say: Say, group: Group | None) -> str:
    return tx.letters.to_person(person, say, priority=Priority.ASKER, group=group, at_once=True)
