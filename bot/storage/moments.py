"""Moments as SQLite keeps them: whole milliseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FAR = timedelta(days=1)
"""What was kept of a moment so far ahead was kept by a clock that was wrong."""
_MILLISECOND = timedelta(milliseconds=1)


def stamp(moment: datetime) -> int:
    """Return the milliseconds of an aware moment."""
    return (moment - EPOCH) // _MILLISECOND


def moment(stamped: int) -> datetime:
    """Return the aware UTC moment of these milliseconds."""
    return EPOCH + stamped * _MILLISECOND
