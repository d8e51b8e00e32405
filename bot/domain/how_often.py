"""How often something is, as people type it: ``daily``, ``every 2 weeks``, ``every other``, ``monthly``, ``once``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain.cursor import Cursor, whole
from bot.domain.days import WEEK, Unclear
from bot.domain.schedule import WEEKDAYS

DAILY: Final = "daily"
WEEKLY: Final = "weekly"
MONTHLY: Final = "monthly"
ONCE: Final = "once"
EVERY: Final = ""
"""What "every" says alone: that something repeats, and not yet how often."""


@dataclass(frozen=True, slots=True)
class Often:
    """How often, every so many weeks, with the days that the words name; ``repeats`` where a day is to follow."""

    often: str
    every: int = 1
    days: tuple[int, ...] = ()
    repeats: bool = False


ANY: Final = Often(EVERY, repeats=True)
_NUMBERS: Final = {
    "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "eight": 8,
    "zwei": 2, "drei": 3, "vier": 4, "sechs": 6, "acht": 8,
}  # fmt: skip
_N: Final = rf"(?:\d{{1,3}}|{'|'.join(_NUMBERS)})"
_EACH: Final = "(?:every|each|jede[nrsm]?|alle)"
_SECOND: Final = r"(?:other|second|2nd|zweite[nr]?|2\.)"
_MOST_WEEKS: Final = 52

# What Kith has no rule for, and why.
_NONE: Final = tuple(
    (whole(pattern), why)
    for pattern, why in (
        (rf"hourly|stündlich|{_EACH} (?:{_N}\s*)?(?:hours?|hrs?|h|minutes?|mins?|stunden?|minuten?)", "finer"),
        (rf"yearly|annually|jährlich|once a year|{_EACH} (?:{_SECOND} |{_N}\s*)?(?:years?|jahre?)", "yearly"),
        (rf"quarterly|bimonthly|vierteljährlich|{_EACH} (?:{_SECOND} |{_N}\s*)(?:months?|monate?)", "every_months"),
        (rf"(?:twice|zweimal|{_N} ?(?:times|x|mal)) (?:a|per|pro|im|in der|die) (?:week|month|woche|monat)", "twice"),
        (rf"{_EACH} {_SECOND} (?:days?|tag)", "every_days"),
    )
)
# In this order: the longer before what it begins with.
_SAID: Final = tuple(
    (whole(pattern), often)
    for pattern, often in (
        (rf"daily|{_EACH} ?(?:day|night|tag|tage)|nightly|täglich|taeglich", Often(DAILY)),
        (
            rf"(?:{_EACH} )?(?:weekdays?|workdays?|(?:working|business) days?|werktage?[ns]?|werktäglich|wochentags)",
            Often(WEEKLY, days=WEEKDAYS),
        ),
        (rf"(?:{_EACH} )?(?:weekends?|wochenenden?|wochenends)", Often(WEEKLY, days=(5, 6))),
        (
            rf"{_EACH} {_SECOND} (?:week|woche)|fortnightly|{_EACH} fortnight|bi-?weekly|zweiwöchentlich|14-?tägig",
            Often(WEEKLY, 2),
        ),
        (rf"{_EACH} (?:other|anderen)", Often(WEEKLY, 2, repeats=True)),
        (rf"weekly|{_EACH} (?:week|woche)|once (?:a|per) week|wöchentlich|woechentlich", Often(WEEKLY)),
        (
            (
                rf"monthly|(?:(?:of|in) )?{_EACH} (?:month|monats?)|(?:of|in) (?:the|a) month|(?:once )?(?:a|per) month"
                r"|monatlich|im monat|(?:des|pro) monats?"
            ),
            Often(MONTHLY),
        ),
        ("once|one[- ](?:time|off)|einmal|einmalig", Often(ONCE)),
        (_EACH, ANY),
    )
)
_EVERY_N: Final = whole(rf"{_EACH} (?P<n>{_N})\s*(?P<unit>weeks?|wks?|wochen?|days?|tage?)")


def take(cursor: Cursor) -> Often | Unclear | None:
    """Take how often something is.

    ``finer`` than a day, ``yearly``, ``every_months``, ``every_days`` and ``twice`` say what there is no rule for,
    ``weeks`` that there are none or too many.
    """
    start = cursor.at
    for pattern, why in _NONE:
        if cursor.take(pattern):
            return Unclear(why, cursor.since(start))
    if found := cursor.take(_EVERY_N):
        n = int(found["n"]) if found["n"].isdecimal() else _NUMBERS[found["n"].lower()]
        return _every(n, cursor.since(start), in_days=found["unit"][0].lower() in "dt")
    for pattern, often in _SAID:
        if cursor.take(pattern):
            return often
    return None


def _every(n: int, typed: str, *, in_days: bool) -> Often | Unclear:
    if in_days and n == 1:
        return Often(DAILY)
    if in_days and n % WEEK:
        return Unclear("every_days", typed)
    weeks = n // WEEK if in_days else n
    return Often(WEEKLY, weeks) if 1 <= weeks <= _MOST_WEEKS else Unclear("weeks", typed)
