"""The time has come that a turn's chair waits for: to ask somebody, or the next, or that its meeting starts."""

from __future__ import annotations

from bot.domain.chair_events import Looked
from bot.storage.jobs import Job
from bot.storage.rota_words import ROTA
from bot.storage.tx import Tx

KIND = ROTA


def run(job: Job, tx: Tx) -> None:
    """Let the turn go on."""
    tx.rota.hears(job.subject, Looked())
