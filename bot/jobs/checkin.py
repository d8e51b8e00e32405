"""A check-in round's time is over."""

from __future__ import annotations

from bot.chat import say
from bot.storage.jobs import Job
from bot.storage.tx import Tx

KIND = "checkin"


def run(job: Job, tx: Tx) -> None:
    """Close the round and thank the room."""
    opened = tx.rounds.by_id(int(job.subject))
    group = None if opened is None else tx.groups.by_id(opened.group)
    if opened is None or group is None:
        return  # it was closed by hand, or Kith left
    tx.rounds.close(opened, tx.now)
    tx.letters.template = "checkin_close"
    tx.letters.to_group(group, say("closed"))
