"""The time for which somebody is away from the rota is over."""

from __future__ import annotations

from bot.storage.jobs import Job
from bot.storage.moments import stamp
from bot.storage.rota import BACK
from bot.storage.tx import Tx

KIND = BACK


def run(job: Job, tx: Tx) -> None:
    """Let them return, in every group, as everybody does: nobody is ahead of them, and they of nobody."""
    tx.letters.cause = (
        f"{KIND} {tx.meta.seal(KIND, job.subject)} {stamp(job.due)}"  # what others are asked names nobody
    )
    groups = {role.group for role in tx.roles.roles_of(job.subject)}
    for group in map(tx.groups.by_id, sorted(groups)):
        if group is not None:
            tx.rota.is_back(job.subject, group)
