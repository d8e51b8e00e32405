"""A time of day in the middle of other words, as a schedule has it: sure, and never between two days."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from bot.domain.cursor import Cursor, whole
from bot.domain.days import Unclear

_HALF: Final = r"[ap]\.?\s?m\.?"
_ONE: Final = rf"\d{{1,2}}(?:[:.]\d{{2}})?(?:\s*(?:{_HALF}|[ap]|uhr))?"
# Words between two times part dates too ("19:00 until 2 dec"): what follows them has to look like a time.
_SURE: Final = rf"\d{{1,2}}(?::\d{{2}}(?:\s*{_HALF})?|(?:[:.]\d{{2}})?\s*(?:{_HALF}|uhr))"
_RANGE: Final = whole(rf"{_ONE}\s*(?:-\s*{_ONE}|(?:to|until|till?|bis)\s+{_SURE}|to \d{{1,2}})")
_LENGTH: Final = r"\s?(?:m|mins?|minuten?|minutes?|h|std|stunden?|hours?|')(?!\w)"
"""Behind two figures it makes a length of them, which is none of the time before it."""
_NOON: Final = whole("(?:12 ?)?(?:noon|midday|mittags)")
_MIDNIGHT: Final = whole("(?:12 ?)?(?:midnight|mitternachts?)")
_TIME: Final = whole(
    rf"(?P<hour>\d{{1,2}})(?:\s?[:.h]\s?(?P<minute>\d{{1,3}}))?(?:\s*(?P<half>{_HALF})|(?P<letter>[ap]))?"
    r"(?P<clock>\s*uhr(?:\s(?P<past>\d{2})"
    rf"(?!{_LENGTH}))?|(?<=\d\d)\s?h)?(?:\s*o'?clock)?"
    r"|(?P<together>[012]\d{3})(?:\s?(?:h|hrs|uhr))?"
)
_NOON_HOUR: Final = 12
_DAY_HOURS: Final = 24
_HOUR_MINUTES: Final = 60


def take(cursor: Cursor) -> time | Unclear | None:
    """Take the time at the start of the rest.

    ``range`` says that two were given, ``half`` that it may be in the morning or in the evening, ``midnight`` that it
    may be at either end of a day, ``hour`` and ``minute`` that no clock shows it.
    """
    start = cursor.at
    if cursor.take(_RANGE):
        return Unclear("range", cursor.since(start))
    if cursor.take(_NOON):
        return time(_NOON_HOUR)
    if cursor.take(_MIDNIGHT):
        return Unclear("midnight", cursor.since(start))
    if found := cursor.take(_TIME):
        match _read(found):
            case str(why):
                return Unclear(why, cursor.since(start))
            case read:
                return read
    return None


def _read(found: re.Match[str]) -> time | str:
    """Return the time, or why it is none."""
    typed = found["together"]
    hour, minute = (typed[:2], typed[2:]) if typed else (found["hour"], found["minute"] or found["past"])
    half = (found["half"] or found["letter"] or "")[:1].lower()
    if minute and (len(minute) != 2 or int(minute) >= _HOUR_MINUTES):  # noqa: PLR2004 - two figures
        return "minute"
    return _on_clock(int(hour), int(minute or 0), half, bare=not (minute or half or found["clock"]))


def _on_clock(hour: int, minute: int, half: str, *, bare: bool) -> time | str:
    if hour > _DAY_HOURS or (hour == _DAY_HOURS and (minute or half)):
        return "hour"
    if hour == _DAY_HOURS or (half == "a" and hour == _NOON_HOUR and not minute):
        return "midnight"
    if half and (hour == 0 or (half == "a" and hour > _NOON_HOUR)):
        return "hour"
    if bare and hour <= _NOON_HOUR:
        return "half"
    if half and hour <= _NOON_HOUR:
        hour = hour % _NOON_HOUR + (_NOON_HOUR if half == "p" else 0)
    return time(hour, minute)
