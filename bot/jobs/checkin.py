"""A check-in round's time is over."""

from __future__ import annotations

from bot.storage import checkins
from bot.storage.jobs import Job
from bot.storage.tx import Tx

KIND = checkins.CLOSES


def run(job: Job, tx: Tx) -> None:
    """Close the round and thank the room."""
    opened = tx.rounds.by_id(int(job.subject))
    group = None if opened is None else tx.groups.by_id(opened.group)
    if opened is not None and group is not None:  # else it was closed by hand, or Kith left
        checkins.closes(tx, group, opened)
