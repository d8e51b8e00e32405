"""A listener did not say that their phone still rings: nobody asks them until they do, and they are told so once."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Asking, say
from bot.storage.jobs import Job
from bot.storage.listeners import PROOF, PROOF_ASKED, PROOF_SLOT, PROOF_WAITS, RINGS, UNPROVEN
from bot.storage.tx import Tx

KIND = UNPROVEN
AGAIN = timedelta(days=1)
"""When it is looked at again whether a note that waits to be sent has reached them."""


def run(job: Job, tx: Tx) -> None:
    """Believe no longer that it rings, and ask once more; unless what was to be answered never reached them."""
    person, now = job.subject, tx.now
    groups = tx.listeners.groups(person)
    question = tx.questions.in_slot(person, PROOF_SLOT, now)
    if not groups:
        return
    if question is None or question.about["step"] != RINGS:
        tx.jobs.at(now, PROOF, person)
    elif tx.outbox.is_owed(question.letter):
        tx.jobs.at(now + AGAIN, KIND, person)
    else:
        tx.listeners.unproven(person)
        asked = say("paused", groups=[group.name for group in groups])
        asking = Asking(asked, ("yes",), PROOF_ASKED, {"step": RINGS}, PROOF_WAITS, slot=PROOF_SLOT)
        tx.question(person, asking, group=groups[0])
