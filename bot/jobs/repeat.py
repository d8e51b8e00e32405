"""A round of a check-in that repeats is due."""

from __future__ import annotations

from datetime import datetime

from bot.chat import Group, Priority
from bot.domain import repeat
from bot.domain.checkin import LATEST
from bot.domain.settings import CHECKIN_FOR
from bot.storage import checkins
from bot.storage.jobs import Job
from bot.storage.repeats import LOOK
from bot.storage.tx import Tx

KIND = LOOK


def run(job: Job, tx: Tx) -> None:
    """Open it, or wait for what keeps it from opening; what can't open within two hours is skipped without a word."""
    one, now = tx.repeats.by_id(job.subject), tx.now
    group = None if one is None else tx.groups.by_id(one.group)
    if one is None or group is None:
        return
    if (due := one.due(now)) is not None:
        opens_at = repeat.opens(due.at, now, _free_at(tx, group))
        if opens_at is not None and opens_at > now:
            tx.repeats.look_again(one, opens_at)
            return
        one = tx.repeats.settle(one, due.at)
        if opens_at is not None:
            following = one.upcoming(due.at)
            length = one.length or tx.settings.get(group, CHECKIN_FOR)
            closes_at = repeat.closes(due.at, now, length, following[0].at if following else None)
            checkins.opens(tx, group, closes_at, priority=Priority.OPENING, until=now + LATEST)
    tx.repeats.look_again(one)


def _free_at(tx: Tx, group: Group) -> datetime | None:
    """Return when nothing keeps a round from opening any more: another that is open, or the group's rest."""
    opened = tx.rounds.open_in(group)
    if opened is not None and opened.closes_at <= tx.now:
        checkins.closes(tx, group, opened)  # its own job comes after this one
        opened = None
    ends = (tx.settings.rests_until(group, tx.now), None if opened is None else opened.closes_at)
    return max((end for end in ends if end is not None), default=None)
