"""A meeting's next moment has come; once its last date is over, it has ended."""

from __future__ import annotations

from bot.storage.jobs import Job
from bot.storage.meetings import LOOK
from bot.storage.tx import Tx

KIND = LOOK


def run(job: Job, tx: Tx) -> None:
    """Owe the moment after this one. A meeting that has none any more ends, and nobody has to hear of that."""
    meeting = tx.meetings.by_id(job.subject)
    if meeting is None:
        return
    if meeting.next_look(tx.now) is None:
        tx.meetings.over(meeting)
    else:
        tx.meetings.look_again(meeting)
