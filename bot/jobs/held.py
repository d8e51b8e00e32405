"""Somebody's quiet hours end: what waited for that may go."""

from __future__ import annotations

from bot.domain import hours
from bot.storage.jobs import Job
from bot.storage.letters import HELD
from bot.storage.tx import Tx

KIND = HELD


def run(job: Job, tx: Tx) -> None:
    """Let everything go whose time has come; after a downtime it may be quiet again."""
    for key, person in tx.outbox.held(tx.now):
        end = hours.quiet_until(tx.now, tx.people.zone(person), tx.people.quiet(person))
        tx.outbox.hold(key, end if end > tx.now else None)
        if end > tx.now:
            tx.jobs.at(end, KIND, "letters")
