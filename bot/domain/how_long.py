"""How long a meeting or a round lasts, as people type it: ``90m``, ``for 2 hours``, ``1h30``, ``eine halbe Stunde``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

from bot.domain.cursor import Cursor, whole
from bot.domain.days import Unclear

LEAST, MOST = timedelta(minutes=5), timedelta(days=1)
"""How long a meeting may last."""
_UNIT: Final = r"(?:hours?|hrs?|h|stunden?|std\.?|minutes?|minuten?|mins?|m|'|weeks?|days?|d)"
_FOR: Final = r"(?:(?:for|lasting|für|dauer)\s+)?"
_LENGTH: Final = whole(
    rf"{_FOR}(?P<n>\d{{1,4}}(?:[.,]\d)?)\s*(?P<unit>{_UNIT})(?:\s*(?P<more>\d{{1,2}})\s*(?:minutes?|minuten?|mins?|m)?)?"
)
_AN_HOUR: Final = whole(rf"{_FOR}(?P<half>half\s+)?(?:an?\s+hour|eine\s+stunde)(?P<more>\s+and\s+a\s+half)?")
_HALF_AN_HOUR: Final = whole(rf"{_FOR}eine(?:r)?\s+halbe(?:n)?\s+stunde")
LASTING: Final = whole("for|lasting|für|dauer")
_NUMBER: Final = whole(rf"{_FOR}\d{{1,4}}")


def take(cursor: Cursor) -> timedelta | Unclear | None:
    """Take a length of time: ``90m``, ``for 2 hours``, ``1h30``, ``1.5h``, ``an hour``.

    ``unit`` says that a number stands there alone, ``length`` that no meeting lasts so long.
    """
    start = cursor.at
    if cursor.take(_HALF_AN_HOUR):
        return timedelta(minutes=30)
    if found := cursor.take(_AN_HOUR):
        return timedelta(minutes=30 if found["half"] else 90 if found["more"] else 60)
    if found := cursor.take(_LENGTH):
        length = _length(found)
        return length if LEAST <= length <= MOST else Unclear("length", cursor.since(start))
    return Unclear("unit", cursor.since(start)) if cursor.take(_NUMBER) else None


def _length(found: re.Match[str]) -> timedelta:
    unit = found["unit"][0].lower()
    one = {"h": timedelta(hours=1), "s": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
    more = timedelta(minutes=int(found["more"] or 0))
    return float(found["n"].replace(",", ".")) * one.get(unit, timedelta(minutes=1)) + more


def read(text: str) -> timedelta | Unclear:
    """Return the length that is the whole of a text; ``no_length`` says that it is none."""
    cursor = Cursor.of(text)
    match take(cursor):
        case timedelta() as length if not cursor.rest:
            return length
        case Unclear() as unclear:
            return unclear
        case _:
            return Unclear("no_length", text.strip())
