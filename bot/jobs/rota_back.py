"""The time for which somebody is away from the rota is over."""

from __future__ import annotations

from bot.storage.jobs import Job
from bot.storage.rota import BACK
from bot.storage.tx import Tx

KIND = BACK


def run(job: Job, tx: Tx) -> None:
    """Let them return as everybody does: nobody is ahead of them, and they of nobody."""
    group = None if job.group is None else tx.groups.by_id(job.group)
    if group is not None:
        tx.rota.is_back(job.subject, group)
