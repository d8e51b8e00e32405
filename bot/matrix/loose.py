"""Reading JSON that others wrote: what has not the wanted shape is not there.

Anybody may put anything into an event, so that nothing is taken from one
without asking for its type.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

Json = dict[str, Any]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def text(value: object) -> str | None:
    """Return a string that can be kept and sent (half of a surrogate pair can't), else ``None``."""
    if not isinstance(value, str):
        return None
    try:
        value.encode()
    except UnicodeEncodeError:
        return None
    return value


def table(value: object) -> Json:
    """Return a JSON object, an empty one where it is anything else."""
    return value if isinstance(value, dict) else {}


def rows(value: object) -> list[Json]:
    """Return the objects of a JSON array, none where it is anything else."""
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def texts(value: object) -> list[str]:
    """Return the strings of a JSON array, none where it is anything else."""
    return [word for entry in value if (word := text(entry)) is not None] if isinstance(value, list) else []


def within(value: object, *path: str) -> object:
    """Return what stands at ``path`` in nested objects, ``None`` where one of them is missing."""
    for name in path:
        value = table(value).get(name)
    return value


def moment(milliseconds: object, *, now: datetime) -> datetime:
    """Return the moment of an ``origin_server_ts``, at most ``now``; nonsense is ``now``."""
    if not isinstance(milliseconds, int) or isinstance(milliseconds, bool) or milliseconds < 0:
        return now
    if milliseconds >= (now - _EPOCH) / timedelta(milliseconds=1):
        return now
    return _EPOCH + timedelta(milliseconds=milliseconds)
