"""The time has come that was named for a support request, or that it waits for."""

from __future__ import annotations

from bot.chat import Priority, Say
from bot.domain.request_events import Looked
from bot.storage.following import SUPPORT
from bot.storage.jobs import Job
from bot.storage.tx import Tx

KIND = SUPPORT


def run(job: Job, tx: Tx) -> None:
    """Let the request go on."""
    tx.support.hears(job.subject, Looked())


def broke(job: Job, tx: Tx) -> None:
    """Tell the asker that it does not go on by itself: silence never stands for an answer."""
    kept = tx.requests.named(job.subject)
    group = None if kept is None else tx.groups.by_id(kept.group)
    if kept is not None and group is not None:
        word = Say("broke", {"group": group.name, "places": tx.resources.some(group, tx.house)}, SUPPORT, rings=True)
        tx.letters.to_person(kept.request.asker, word, priority=Priority.ASKER, group=group, at_once=True)
