"""A question ran out that holds somebody's own words, or asks for them: it is forgotten at once, not within the day."""

from __future__ import annotations

from bot.storage.cleaning import UNCLEAN
from bot.storage.jobs import LAPSE, Job
from bot.storage.tx import Tx

KIND = LAPSE


def run(job: Job, tx: Tx) -> None:
    """Forget every question that ran out; one that never reached its person is not sent any more.

    No file holds a trace of the words from then on, nor of those that were answered before.
    """
    for letter in tx.questions.ran_out(tx.now):
        tx.outbox.dropped(letter, tx.now)
    tx.questions.clear(tx.now)
    tx.meta.put(UNCLEAN, "1")
