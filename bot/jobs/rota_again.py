"""A setting of the rota changed: every turn ahead is looked at anew."""

from __future__ import annotations

from bot.storage.jobs import Job
from bot.storage.moments import stamp
from bot.storage.settings import ROTA_AGAIN
from bot.storage.tx import Tx

KIND = ROTA_AGAIN


def run(job: Job, tx: Tx) -> None:
    """Make what is to be offered from now on, and look at all of it."""
    tx.letters.cause = f"{KIND} {job.subject} {stamp(tx.now)}"  # it is owed at once, which is no moment of its own
    group = tx.groups.by_id(int(job.subject))
    if group is not None:
        tx.rota.owe(group)
