"""Somebody's quiet hours end: what waited for that may go."""

from __future__ import annotations

from bot.storage.jobs import Job
from bot.storage.letters import HELD
from bot.storage.tx import Tx

KIND = HELD


def run(job: Job, tx: Tx) -> None:
    """Let everything go whose time has come."""
    tx.outbox.let_go(tx.now)
