"""Which day something is on, as people type it: ``tue,thu``, ``mon-fri``, ``2nd tue``, ``last fri``, ``day 15``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.domain.cursor import Cursor, whole
from bot.domain.days import DAY, DAYS, REPEATING, WEEK, Unclear
from bot.domain.schedule import LAST

_JOINED: Final = r"\s*(?:,|/|\+|&|\band\b|\bund\b)\s*(?:on )?"
_THROUGH: Final = r"\s*(?:-|\bto\b|\bbis\b|\bthrough\b)\s*"
_DAYS: Final = whole(rf"(?:{DAY})\b\.?(?:(?:{_JOINED}|{_THROUGH})(?:{DAY})\b\.?)*")
_ONE: Final = whole(rf"(?P<day>{DAY})\b\.?")
_STEP: Final = re.compile(rf"(?P<through>-|\b(?:to|bis|through)\b)|\b(?P<day>{DAY})\b", re.IGNORECASE)
_AHEAD: Final = whole(r"(?P<next>next|nächste[nrs]?)|this|coming|diese[nrs]?|kommende[nrs]?")
_ORDINALS: Final = {
    **dict.fromkeys(("first", "erster", "ersten", "erste"), 1),
    **dict.fromkeys(("second", "zweiter", "zweiten", "zweite"), 2),
    **dict.fromkeys(("third", "dritter", "dritten", "dritte"), 3),
    **dict.fromkeys(("fourth", "vierter", "vierten", "vierte"), 4),
    **dict.fromkeys(("fifth", "fünfter", "fünften", "fünfte"), 5),
    **dict.fromkeys(("last", "letzter", "letzten", "letzte"), LAST),
}
_NTH: Final = rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.(?=\s))|(?:{'|'.join(_ORDINALS)})\b)"
_ORDINAL: Final = whole(rf"(?P<nth>{_NTH})")
_SEVERAL: Final = whole(rf"{_NTH}(?:\s*(?:{DAY})\b)?{_JOINED}{_NTH}")
_LAST_DAY: Final = whole(r"last day|letzter tag|letzten tag|ultimo|monatsende")
_DAY_N: Final = whole(r"(?:day|tag) ?(?P<day>\d{1,3})(?:st|nd|rd|th|\.)?")
_BARE: Final = whole(r"(?P<day>\d{1,2})")
_MONTH_DAYS: Final = range(1, 32)
_FIFTH: Final = 5


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week, Monday being 0; ``repeats`` after a plural, ``single`` is ``next`` or ``this`` before one."""

    days: tuple[int, ...]
    repeats: bool = False
    single: str = ""


@dataclass(frozen=True, slots=True)
class Nth:
    """The first to the fourth or `LAST` of these days of the week in a month."""

    nth: int
    days: Days


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of a month, sure where it was called a day: ``15th`` alone may be of one month or of every."""

    day: int
    sure: bool


def take(cursor: Cursor) -> Days | Nth | DayOfMonth | Unclear | None:
    """Take which day, or days of the week.

    ``two_days`` says that several of a month were given, ``fifth`` that not every month has it, ``month_day``
    that no month has it.
    """
    start = cursor.at
    if cursor.take(_SEVERAL):
        return Unclear("two_days", cursor.since(start))
    if cursor.take(_LAST_DAY):
        return DayOfMonth(_MONTH_DAYS[-1], sure=True)
    if found := cursor.take(_DAY_N):
        return _day_of_month(int(found["day"]), cursor.since(start), sure=True)
    if found := cursor.take(_ORDINAL):
        typed = found["nth"].lower()
        nth = _ORDINALS.get(typed) or int(re.sub(r"\D", "", typed))
        if days := take_days(cursor):
            return Nth(nth, days) if nth < _FIFTH and nth else Unclear("fifth", cursor.since(start))
        return _day_of_month(nth, cursor.since(start), sure=False)
    return take_days(cursor)


def take_bare(cursor: Cursor) -> DayOfMonth | Unclear | None:
    """Take a number alone as a day of the month."""
    found = cursor.take(_BARE)
    return found and _day_of_month(int(found["day"]), found["day"], sure=True)


def _day_of_month(day: int, typed: str, *, sure: bool) -> DayOfMonth | Unclear:
    return DayOfMonth(day, sure) if day in _MONTH_DAYS else Unclear("month_day", typed)


def take_day(cursor: Cursor) -> Days | None:
    """Take one day of the week; what follows is no part of it ("wed to thu")."""
    start = cursor.at
    ahead = cursor.take(_AHEAD)
    if found := cursor.take(_ONE):
        return Days((DAYS[found["day"].lower()],), single=_single(ahead))
    cursor.at = start
    return None


def take_days(cursor: Cursor) -> Days | None:
    """Take one day of the week, several, or those from one to another."""
    start = cursor.at
    ahead = cursor.take(_AHEAD)
    if not (found := cursor.take(_DAYS)):
        cursor.at = start
        return None
    days: list[int] = []
    through = repeats = False
    for step in _STEP.finditer(found[0]):
        if step["through"]:
            through = True
            continue
        day = DAYS[step["day"].lower()]
        if through:
            days += [(days[-1] + n) % WEEK for n in range(1, (day - days[-1]) % WEEK)]
        days.append(day)
        through, repeats = False, repeats or step["day"].lower() in REPEATING
    return Days(tuple(dict.fromkeys(days)), repeats, _single(ahead))


def _single(ahead: re.Match[str] | None) -> str:
    return "" if ahead is None else "next" if ahead["next"] else "this"
