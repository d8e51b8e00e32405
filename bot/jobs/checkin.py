"""A check-in round's time is over."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Say
from bot.storage.jobs import Job
from bot.storage.tx import Tx

KIND = "checkin"
LATEST = timedelta(hours=2)
"""After a downtime longer than this the round closes without a word: thanks so late would be stale (PRODUCT.md N12)."""


def run(job: Job, tx: Tx) -> None:
    """Close the round and thank the room."""
    opened = tx.rounds.by_id(int(job.subject))
    group = None if opened is None else tx.groups.by_id(opened.group)
    if opened is None or group is None:
        return  # it was closed by hand, or Kith left
    tx.rounds.close(opened, tx.now)
    if tx.outbox.is_owed(opened.letter):
        tx.outbox.dropped(opened.letter, tx.now)  # the round was never seen in the room, and is too late now
    elif tx.now - job.due <= LATEST:
        tx.letters.to_group(group, Say("closed", template="checkin_close"))
