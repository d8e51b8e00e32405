"""A group's list of places has stood for a while: its facilitators are asked whether it is still right."""

from __future__ import annotations

from bot.chat import say
from bot.storage.jobs import Job
from bot.storage.resources import CHECK
from bot.storage.tx import Tx

KIND = CHECK


def run(job: Job, tx: Tx) -> None:
    """Ask in the room, quietly and once, and again after as long; a list that is emptied takes this back."""
    group = tx.groups.by_id(int(job.subject))
    if group is None:
        return
    checked_at = tx.resources.checked_at(group)
    days = 0 if checked_at is None else (tx.now - checked_at).days
    tx.letters.to_group(group, say("still_right", days=days))
    tx.resources.ask_again(group, tx.now)
