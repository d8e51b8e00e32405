"""A meeting's next moment has come: who is to be reminded hears of it; once its last date is over, it has ended."""

from __future__ import annotations

from bot.jobs._reminding import remind
from bot.storage.jobs import LOOK, Job
from bot.storage.tx import Tx

KIND = LOOK


def run(job: Job, tx: Tx) -> None:
    """Do what is due, and owe the moment after it. A meeting that has none any more ends, and nobody has to hear of it.

    What began since the last look did so from the job's moment on; one that is owed at once is due at the epoch.
    """
    meeting = tx.meetings.by_id(job.subject)
    group = None if meeting is None else tx.groups.by_id(meeting.group)
    if meeting is None or group is None:
        return
    following = remind(tx, group, meeting)
    if following is None:
        tx.meetings.over(meeting)
    else:
        tx.meetings.look_again(meeting, following)
