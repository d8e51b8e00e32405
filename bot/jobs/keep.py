"""Once a day: forget what has been kept long enough (the configuration's ``keep``)."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.settings import UNDO_HOLDS
from bot.jobs import unread
from bot.storage.jobs import Job
from bot.storage.members import BACK_WITHIN
from bot.storage.tx import Tx

KIND = "keep"
EVERY = timedelta(days=1)
FOLLOWED_WITHIN = timedelta(days=7)
"""How long a listener, or whoever agreed to be a facilitator, may take to follow their group into its next room."""


def run(job: Job, tx: Tx) -> None:
    """Clear what is old, and owe the same for tomorrow."""
    house, now = tx.house, tx.now
    tx.inbox.clear(now - house.keep_inbox)
    tx.outbox.clear(now - house.keep_letters)
    tx.rounds.clear(now - house.keep_letters)
    tx.undecrypted.clear(now - house.keep_undecrypted, told_before=now - unread.AGAIN)
    tx.groups.clear(now - house.keep_left_groups)
    tx.members.clear(now - BACK_WITHIN)
    tx.facilitators.clear(now - FOLLOWED_WITHIN)
    tx.listeners.clear(now - FOLLOWED_WITHIN)
    tx.people.clear(now)
    tx.settings.clear(now - UNDO_HOLDS)
    tx.meetings.clear(now - UNDO_HOLDS)
    tx.roles.clear(now - UNDO_HOLDS)
    tx.rota.clear(now - FOLLOWED_WITHIN)
    tx.reminded.clear()
    tx.openings.clear(now)
    tx.repeats.clear(now - UNDO_HOLDS)
    tx.questions.clear(now)
    tx.requests.clear(now)
    tx.jobs.at(now + EVERY, KIND, "daily")
