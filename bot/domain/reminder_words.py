"""How long before a meeting somebody is reminded, as people write it: ``24h 1h``, ``a day and an hour before``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from bot.domain import times
from bot.domain.cursor import Cursor, whole
from bot.domain.days import Unclear
from bot.domain.reminders import AT_MOST, LEAST, MOST

WHY: Final = frozenset(["nothing", "clock", "unit", "negative", "short", "long", "many", "rest"])
"""Every word that says why a text is no reminder."""
_UNITS: Final = {
    "w": timedelta(weeks=1), "d": timedelta(days=1), "t": timedelta(days=1), "h": timedelta(hours=1),
    "s": timedelta(hours=1), "m": timedelta(minutes=1),
}  # fmt: skip
_UNIT: Final = r"(?:weeks?|wochen?|wks?|w|days?|tagen?|tage?|d|hours?|hrs?|stunden?|std\.?|h|minutes?|minuten?|mins?|m)"
_NUMBERS: Final = {
    **dict.fromkeys(("a", "an", "one", "ein", "eine", "einen", "einer", "einem"), 1.0),
    **dict.fromkeys(("two", "zwei"), 2.0),
    **dict.fromkeys(("three", "drei"), 3.0),
    **dict.fromkeys(("half an", "half a", "eine halbe", "einer halben"), 0.5),
}
_WORD: Final = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_LENGTH: Final = whole(
    rf"(?P<minus>-\s?)?(?:(?P<n>\d{{1,5}}(?:[.,]\d{{1,2}})?)[\s-]?|(?P<word>{_WORD})\s+)(?P<unit>{_UNIT})"
    r"(?:(?P<more>\d{1,3}))?"
)
_AND: Final = whole(r"and|und|&|\+|plus|or|oder")
_BEFORE: Final = whole(
    r"(?:before|ahead|earlier|in advance|prior|vorher|davor|zuvor|vor)"
    r"(?:\s+(?:each|every|the|a|our|jedem|dem|einem|unserem)?\s*(?:meetings?|start|starts|beginn|anfang|treffen)?)?"
)
_TOGETHER: Final = whole(r"(?P<minus>-)?(?P<length>(?:\d{1,5}[wdhm]){2,4})")
_PARTS: Final = re.compile(r"(\d+)([a-z])", re.IGNORECASE)
_CLOCK: Final = whole(r"\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?\s?m\.?|uhr|o'?clock)")
_NUMBER: Final = whole(r"(?P<minus>-\s?)?\d{1,5}")
_LONGEST_WORDS: Final = 80


def read(text: str) -> tuple[timedelta, ...] | Unclear:
    """Return how long before a start somebody is to be reminded, the longest first, each once.

    `WHY`: there was ``nothing``; the time on a ``clock``, which is no length; a number without its ``unit``; a
    ``negative`` length, one too ``short`` or too ``long``, or too ``many``; and a ``rest`` that is none of these.
    """
    cursor, found = Cursor.of(text), set[timedelta]()
    while cursor.rest:
        if cursor.take(_AND):
            continue
        if found and cursor.take(_BEFORE):
            continue
        match _length(cursor):
            case timedelta() as length:
                found.add(length)
            case unclear:
                return unclear
    if len(found) > AT_MOST:
        return Unclear("many", str(len(found)))
    return tuple(sorted(found, reverse=True)) or Unclear("nothing", "")


def _length(cursor: Cursor) -> timedelta | Unclear:
    start = cursor.at
    if taken := cursor.take(_TOGETHER) or cursor.take(_LENGTH):
        length, typed = _of(taken.groupdict()), cursor.since(start)
        if LEAST <= length <= MOST and not taken["minus"]:
            return length
        return Unclear("negative" if taken["minus"] else "short" if length < LEAST else "long", typed)
    if cursor.take(_CLOCK):
        return Unclear("clock", cursor.since(start))
    if taken := cursor.take(_NUMBER):
        return Unclear("negative" if taken["minus"] else "unit", cursor.since(start))
    if times.take(cursor) is not None:
        return Unclear("clock", cursor.since(start))
    return Unclear("rest", cursor.rest[:_LONGEST_WORDS])


def _of(taken: Mapping[str, str]) -> timedelta:
    if together := taken.get("length"):
        return sum((int(n) * _UNITS[unit.lower()] for n, unit in _PARTS.findall(together)), timedelta())
    number = float(taken["n"].replace(",", ".")) if taken["n"] else _NUMBERS[taken["word"].lower()]
    smaller = "h" if taken["unit"][0].lower() in "dtw" else "m"
    length = number * _UNITS[taken["unit"][0].lower()] + int(taken["more"] or 0) * _UNITS[smaller]
    return timedelta(minutes=round(length / timedelta(minutes=1)))
