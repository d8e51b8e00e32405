"""Which reminder is due: each once, none after the start, after downtime the latest alone (N12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

LEAST, MOST = timedelta(minutes=5), timedelta(days=14)
"""How long before a start somebody can be reminded."""
AT_MOST: Final = 5
"""Reminders of one date, for a room or for somebody."""
USUAL: Final = (timedelta(hours=1),)
"""When people are reminded who said nothing else."""


def due(
    ahead: Mapping[timedelta, datetime], at: datetime, said: Iterable[timedelta], now: datetime
) -> timedelta | None:
    """Return how long before its start an occurrence is to be announced now, or None where it isn't.

    ``ahead`` tells since when each is wanted; what was wanted later than at its moment is not due. Of several whose
    moments have passed the latest alone is, unless it or a later one was ``said``, and none of them from the start on.
    """
    passed = [each for each, since in ahead.items() if since < at - each <= now]
    if not passed or now >= at:
        return None
    latest = min(passed)
    return None if any(each <= latest for each in said) else latest
