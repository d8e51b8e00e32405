"""A meeting's next moment has come: it begins, or somebody is to be reminded. After its last date it has ended."""

from __future__ import annotations

from bot.jobs._opening import say_opening
from bot.jobs._reminding import remind
from bot.storage.jobs import LOOK, Job
from bot.storage.tx import Tx

KIND = LOOK


def run(job: Job, tx: Tx) -> None:
    """Do what is due, and owe the moment after it; a meeting that has none any more ends, which nobody has to hear."""
    meeting = tx.meetings.by_id(job.subject)
    group = None if meeting is None else tx.groups.by_id(meeting.group)
    if meeting is None or group is None:
        return
    say_opening(tx, group, meeting)
    following = remind(tx, group, meeting)
    if following is None:
        tx.meetings.over(meeting)
    else:
        tx.meetings.look_again(meeting, following)
