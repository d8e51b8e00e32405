"""The day after somebody was there for a person who wants a line then."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import say
from bot.storage.following import AFTERCARE
from bot.storage.jobs import Job
from bot.storage.tx import Tx

KIND = AFTERCARE
LATEST = timedelta(days=1)
"""A line that is owed for longer is for no day after any more (N12)."""


def run(job: Job, tx: Tx) -> None:
    """Write it, if they still want it and are in the group."""
    group = None if job.group is None else tx.groups.by_id(job.group)
    there = group is not None and job.subject in tx.members.of(group)
    if group is not None and there and tx.now - job.due < LATEST and tx.requests.wants_aftercare(job.subject, group):
        tx.letters.to_person(job.subject, say("line"), group=group)
