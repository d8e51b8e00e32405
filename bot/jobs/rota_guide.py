"""The day before its turn whoever holds a role reads the role's guide."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Priority, say
from bot.storage.jobs import Job
from bot.storage.rota_following import GUIDE
from bot.storage.rota_words import facts
from bot.storage.tx import Tx

KIND = GUIDE


def run(job: Job, tx: Tx) -> None:
    """Tell them, unless it would wait for the end of their quiet hours until after the start."""
    kept = tx.chairs.named(job.subject)
    group = None if kept is None else tx.groups.by_id(kept.group)
    role = None if kept is None else tx.roles.by_id(kept.role)
    if kept is None or group is None or role is None or kept.chair.holder is None or not role.guide:
        return
    person, chair = kept.chair.holder, kept.chair
    if kept.guided or chair.off or chair.closed or tx.now >= chair.start:
        return
    kept = replace(kept, guided=True)
    tx.chairs.keep(kept)
    if (tx.holding.quiet_until(person, group) or tx.now) < chair.start:
        told = say("guide", rings=True, guide=role.guide, **facts(tx, kept, group, role, person))
        tx.letters.to_person(person, told, priority=Priority.REMINDER, group=group, until=chair.start)
