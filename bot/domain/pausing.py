"""Pauses: how long nobody asks a listener, as they write it: ``3d``, ``until friday``, ``until 2026-12-01``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import clock, duration, weekly, words
from bot.domain.listening import ENDLESS

_UNTIL: Final = re.compile(r"^(?:until|till|til|to|bis)\s+(?:zum\s+)?")
_FOR: Final = re.compile(r"^(?:for|f\u00fcr)\s+")
_TOMORROW: Final = frozenset({"tomorrow", "morgen"})
_ONE_DAY: Final = timedelta(days=1)
_MOST: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood: ``words`` (no length, day or date), ``past`` (it is over), ``far`` (over a year)."""

    why: str


def read(typed: str, now: datetime, zone: str) -> datetime | Unclear:
    """Return when a pause ends that begins now: without any words it is endless.

    A day ends it as it begins in this zone. A clock time is the next one.
    """
    text = words.whole(typed).strip("\"' ")
    if not text:
        return ENDLESS
    try:
        return now + duration.parse(_FOR.sub("", text))
    except ValueError:
        pass
    end = _end(_UNTIL.sub("", text), now.astimezone(ZoneInfo(zone)))
    if end is None:
        return Unclear("words")
    if end <= now:
        return Unclear("past")
    return Unclear("far") if end > now + _MOST else end


def _end(text: str, local: datetime) -> datetime | None:
    today = local.date()
    if text in _TOMORROW:
        return _midnight(today + _ONE_DAY, local)
    if (day := weekly.day(text)) is not None:
        return _midnight(today + ((day - today.weekday() - 1) % 7 + 1) * _ONE_DAY, local)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            named = date.fromisoformat(text)
        except ValueError:
            return None
        return _midnight(named, local) if named > today else local
    if ":" in text and (shown := clock.read(text)) is not None:
        ends = [
            _at(today + n * _ONE_DAY, shown.minute, local) for n in range(3)
        ]  # a day was left out once, on islands that changed sides of the date line
        return next(end for end in ends if end > local)
    return None


def _midnight(day: date, local: datetime) -> datetime:
    return _at(day, 0, local)


def _at(day: date, minute: int, local: datetime) -> datetime:
    """Return when the clock shows this on this day; what it never shows is read with the offset from before."""
    begins = datetime.combine(day + minute // clock.DAY * _ONE_DAY, time(), local.tzinfo)
    return (begins + timedelta(minutes=minute % clock.DAY)).astimezone(UTC)
