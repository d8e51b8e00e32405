"""It is a while ago that a listener's phone was known to ring: they are asked whether it still does."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Asking, say
from bot.domain.listening import ENDLESS
from bot.storage.jobs import Job
from bot.storage.listeners import PROOF, PROOF_ASKED, PROOF_SLOT, PROOF_WAITS, RINGS, UNPROVEN
from bot.storage.tx import Tx

KIND = PROOF
HOLDS = PROOF_WAITS + timedelta(days=1)
"""How long the question stands: so that it is still there when its time is over."""


def run(job: Job, tx: Tx) -> None:
    """Ask, once in all groups; nobody who is paused, before that is over."""
    person, now = job.subject, tx.now
    listening = [(group, one) for group in tx.listeners.groups(person) if (one := tx.listeners.one(person, group))]
    there = [(group, one) for group, one in listening if one.proven_at is not None]
    asked = [group for group, one in there if one.paused_until is None]
    ends = [one.paused_until for _, one in there if one.paused_until is not None and one.paused_until != ENDLESS]
    if asked and tx.questions.in_slot(person, PROOF_SLOT, now) is not None:
        tx.jobs.at(now + PROOF_WAITS, KIND, person)  # they are about to say so for another group
    elif asked:
        question = say("still", groups=[group.name for group in asked])
        asking = Asking(question, ("yes",), PROOF_ASKED, {"step": RINGS}, HOLDS, slot=PROOF_SLOT)
        tx.question(person, asking, group=asked[0])
        tx.jobs.at(now + PROOF_WAITS, UNPROVEN, person)
    elif ends:
        tx.jobs.at(min(ends), KIND, person)
