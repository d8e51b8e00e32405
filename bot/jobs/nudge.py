"""Somebody wanted to be nudged to check in at this time."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Group, say
from bot.domain import nudging
from bot.domain.nudging import Nudge
from bot.storage import checkins
from bot.storage.jobs import LAPSE, NUDGE, Job
from bot.storage.nudges import slot
from bot.storage.tx import Tx

KIND = NUDGE


def run(job: Job, tx: Tx) -> None:
    """Look at all that this person set, in the groups that they are in."""
    for group, one in tx.nudges.of(job.subject):
        due = one.due(tx.now)
        if due is not None:
            settled = replace(one, settled_at=due.at)
            tx.letters.cause = f"nudge {group.id} {due.at.isoformat()}"  # whichever job looked: some are due at once
            if tx.now - due.at <= nudging.LATEST:
                _nudges(tx, group, settled)
            else:
                tx.nudges.keep(settled)
    tx.nudges.owe(job.subject)


def _nudges(tx: Tx, group: Group, one: Nudge) -> None:
    """Nudge them; after three without an answer say once that there are no more."""
    arrived = tx.outbox.went(one.letter)
    if one.is_over(arrived=arrived):
        tx.nudges.end(one.person, group)
        tx.outbox.dropped(tx.questions.drop(one.person, slot(group)), tx.now)
        tx.letters.to_person(one.person, say("over", meeting=one, group=group.name, now=tx.now), group=group)
        return
    awake = tx.holding.quiet_until(one.person, group) or tx.now
    holds = awake + nudging.HOLDS - tx.now
    asking = checkins.asking(tx, group, say("asks"), holds, slot(group))
    tx.outbox.dropped(one.letter, tx.now)  # one that never reached them is for another day
    letter = tx.question(one.person, asking, group=group, until=awake + nudging.LATEST)
    tx.jobs.at(tx.now + holds, LAPSE, "questions")
    tx.nudges.keep(one.sent(letter, arrived=arrived))
