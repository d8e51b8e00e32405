"""What a moment does: the jobs that are due."""

from __future__ import annotations

from datetime import timedelta

from bot.app.failures import reference_for
from bot.jobs import Waited, kinds
from bot.storage.database import is_ours
from bot.storage.jobs import Job
from bot.storage.tx import Tx

PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
"""Before a job that broke is tried again: doubled each time. It is owed until it is done."""
HOPELESS = 3
"""After so many failures whoever waits for a job hears of it."""


def look_again(tx: Tx) -> None:
    """Owe looking at what follows a schedule: after a clock that was wrong for a while it may be owed years away."""
    tx.nudges.set_back()
    tx.repeats.set_back()
    for room in sorted(tx.groups.rooms()):
        if (group := tx.groups.in_room(room)) is not None:
            tx.jobs.look_at_meetings(group.id)
            tx.jobs.look_at_nudges(group.id)
            tx.repeats.owe(group)


def do(tx: Tx, job: Job) -> None:
    """Do a job that is due; owe it anew where it breaks, and say so to whoever waits if it does again and again."""
    tx.db.execute("SAVEPOINT job")
    try:
        tx.letters.cause, tx.letters.template = job.cause, job.kind
        kinds()[job.kind].run(job, tx)
        tx.jobs.done(job)
        tx.support.settle()
    except Exception as error:
        if not is_ours(error):
            raise
        tx.changed.clear()
        tx.db.execute("ROLLBACK TO job")
        reference_for(error, f"job {job.kind}")
        tx.jobs.again(job, tx.now + min(LONGEST_PAUSE, PAUSE * 2 ** min(job.tries, 10)))
        if job.tries + 1 == HOPELESS:
            _owe_the_honest_word(tx, job)
    tx.db.execute("RELEASE job")


def _owe_the_honest_word(tx: Tx, job: Job) -> None:
    """Let a job that breaks again and again say so to whoever waits for it."""
    kind = kinds().get(job.kind)
    if not isinstance(kind, Waited):
        return
    tx.db.execute("SAVEPOINT word")
    try:
        kind.broke(job, tx)
    except Exception as error:
        if not is_ours(error):
            raise
        tx.db.execute("ROLLBACK TO word")
        reference_for(error, f"job {job.kind}")
    tx.db.execute("RELEASE word")
