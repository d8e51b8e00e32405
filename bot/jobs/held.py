"""Somebody's quiet hours end, or have changed: what waits for that is looked at again."""

from __future__ import annotations

from bot.storage.jobs import HELD, Job
from bot.storage.tx import Tx

KIND = HELD


def run(job: Job, tx: Tx) -> None:
    """Let everything go whose time has come; after a downtime it may be quiet again."""
    tx.holding.again()
