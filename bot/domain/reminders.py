"""Which reminder is due: each once, none after the start, after downtime the latest alone (PRODUCT.md N12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta


def due(offsets: Iterable[timedelta], at: datetime, last_look: datetime, now: datetime) -> timedelta | None:
    """Return how long before its start an occurrence is to be announced now, or None where it isn't.

    An offset's moment is passed in the one look that is the first not before it. Of several that passed since the
    last look the latest alone is due, and none of them from the start on.
    """
    passed = [offset for offset in offsets if last_look < at - offset <= now]
    return min(passed) if passed and now < at else None


def next_look(offsets: Iterable[timedelta], at: datetime, now: datetime) -> datetime | None:
    """Return the first moment after now at which a reminder of an occurrence is due, or None where none will be."""
    return min((at - offset for offset in offsets if now < at - offset < at), default=None)
