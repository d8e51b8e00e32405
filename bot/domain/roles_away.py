"""From when until when somebody is away, as they type it: ``2026-12-01..2026-12-20``, ``1 dec to 20 dec``, ``fri``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import which_day
from bot.domain.cursor import Cursor
from bot.domain.days import Unclear as NoDate
from bot.domain.days import on_or_after, take_date

FARTHEST: Final = timedelta(days=366)
"""So long somebody may be away at a time, and so far ahead may it begin."""
_BETWEEN: Final = re.compile(r"\.\.+|\N{HORIZONTAL ELLIPSIS}|\s-+\s|\b(?:to|until|till|through|bis)\b", re.IGNORECASE)
_FROM: Final = re.compile(r"^(?:from|von|vom|ab)\s+", re.IGNORECASE)
_PARTS: Final = 2


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood, ``why`` in one word that a template has a sentence for, and the words.

    ``date`` is no date, ``past`` is over, ``order`` ends before it begins, ``far`` is more than a year.
    """

    why: str
    words: str


def read(text: str, now: datetime, zone: str) -> tuple[date, date] | Unclear:
    """Return the first day and the last, both included; one day alone is both, ``until`` a day begins today."""
    today = now.astimezone(ZoneInfo(zone)).date()
    parts = [part.strip() for part in _BETWEEN.split(_FROM.sub("", text.strip()))]
    if not text.strip() or len(parts) > _PARTS:
        return Unclear("date", text)
    first = today if not parts[0] else _day(parts[0], today)
    last = first if len(parts) < _PARTS or isinstance(first, Unclear) else _day(parts[1], max(first, today))
    if isinstance(first, Unclear):
        return first
    if isinstance(last, Unclear):
        return last
    if last < today:
        return Unclear("past", text)
    if last < first:
        return Unclear("order", text)
    return Unclear("far", text) if last - first > FARTHEST or first - today > FARTHEST else (first, last)


def _day(text: str, today: date) -> date | Unclear:
    cursor = Cursor.of(text)
    day = take_date(cursor, today, dotted=True)
    if day is None and (found := which_day.take_day(cursor)):
        day = on_or_after(found.days[0], today + timedelta(days=found.single == "next"))
    return Unclear("date", text) if day is None or isinstance(day, NoDate) or cursor.rest else day
