"""A question ran out that holds somebody's own words: they are forgotten at once, not within the day."""

from __future__ import annotations

from bot.storage.jobs import LAPSE, Job
from bot.storage.tx import Tx

KIND = LAPSE


def run(job: Job, tx: Tx) -> None:
    """Forget every question that ran out."""
    tx.questions.clear(tx.now)
