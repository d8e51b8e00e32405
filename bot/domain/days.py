"""Days and dates as people write them, in English and in German: ``wed``, ``2 dec``, ``2.12.``, ``tomorrow``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.domain.cursor import Cursor, whole

WEEK: Final = 7
YEARS: Final = range(2000, 2100)
"""Years that a date may lie in."""
NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""What each day of the week is called where one name is needed."""
_FULL: Final = (
    ("monday", "montag"), ("tuesday", "dienstag"), ("wednesday", "mittwoch"), ("thursday", "donnerstag"),
    ("friday", "freitag"), ("saturday", "samstag", "sonnabend"), ("sunday", "sonntag"),
)  # fmt: skip
_SHORT: Final = (
    ("mon", "mo"), ("tue", "tues", "tu", "di"), ("wed", "weds", "we", "mi"), ("thu", "thur", "thurs", "th", "do"),
    ("fri", "fr"), ("sat", "sa"), ("sun", "su", "so"),
)  # fmt: skip
REPEATING: Final = {f"{name}s": day for day, names in enumerate(_FULL) for name in names}
"""Names that mean every such day: ``wednesdays``, ``mittwochs``."""
DAYS: Final = REPEATING | {
    name: day for names in (_FULL, _SHORT) for day, called in enumerate(names) for name in called
}
"""Every name of a day of the week, Monday being 0."""
DAY: Final = "|".join(sorted(DAYS, key=len, reverse=True))
_MONTHS: Final = {
    name: month
    for month, names in enumerate(
        (
            "january januar jan jänner", "february februar feb", "march märz maerz mar mär mrz", "april apr",
            "may mai", "june juni jun", "july juli jul", "august aug", "september sept sep",
            "october oktober oct okt", "november nov", "december dezember dec dez",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH: Final = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR: Final = r"(?:,?\s*(?P<year>20\d\d))?"
_FORMS: Final = (
    whole(r"(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})"),
    # A year of two figures follows at once: those after a space are a time.
    whole(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.(?P<year>\d{4}|\d{2}|\s20\d\d|)"),
    whole(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.)?\s*(?:of\s+)?(?P<named>{_MONTH})\.?{_YEAR}"),
    whole(rf"(?P<named>{_MONTH})\.?\s*(?P<day>\d{{1,2}})(?:st|nd|rd|th)?{_YEAR}"),
)
_DOTTED: Final = whole(r"(?P<day>\d{1,2})\.(?P<month>\d{1,2})")
_SLASHED: Final = whole(r"(?P<one>\d{1,2})/(?P<other>\d{1,2})(?:/(?P<year>\d{4}|\d{2}))?")
_MONTH_ALONE: Final = whole(rf"(?:{_MONTH})\.?(?:\s*20\d\d)?")
_NEAR: Final = (
    (whole("today|tonight|heute"), 0),
    (whole("tomorrow|tomorow|tmrw|tmr|morgen"), 1),
    (whole("(?:the )?day after tomorrow|übermorgen|uebermorgen"), 2),
)
_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood, ``why`` in one word that a template has a sentence for, and the words."""

    why: str
    words: str


def take_date(cursor: Cursor, today: date, *, dotted: bool = False) -> date | Unclear | None:
    """Take the date at the start; without a year the first from ``today`` on.

    With ``dotted`` ``2.12`` is one too, where there is such a date: else it may be a time.

    ``no_such_date`` says that the calendar has none, ``slash`` that its two halves may be either, ``date`` that
    a month stands there without a day.
    """
    start = cursor.at
    for form in _FORMS:
        if found := cursor.take(form):
            parts = found.groupdict()
            month = _MONTHS[parts["named"].lower()] if parts.get("named") else int(parts["month"])
            day = _dated(parts.get("year"), month, int(parts["day"]), today)
            return day or Unclear("no_such_date", cursor.since(start))
    if dotted and (found := cursor.take(_DOTTED)):
        if day := _dated(None, int(found["month"]), int(found["day"]), today):
            return day
        cursor.at = start
    if found := cursor.take(_SLASHED):
        return _slashed(found, today) or Unclear("no_such_date", cursor.since(start))
    for form, days in _NEAR:
        if cursor.take(form):
            return today + timedelta(days=days)
    return Unclear("date", cursor.since(start)) if cursor.take(_MONTH_ALONE) else None


def _slashed(found: re.Match[str], today: date) -> date | Unclear | None:
    one, other = int(found["one"]), int(found["other"])
    if one != other and max(one, other) <= _DECEMBER:
        return Unclear("slash", found[0].rstrip(".!?"))
    return _dated(found["year"], min(one, other), max(one, other), today)


def _dated(year: str | None, month: int, day: int, today: date) -> date | None:
    if year:
        dates = _dates([int(year) if len(year.strip()) > 2 else 2000 + int(year)], month, day)  # noqa: PLR2004 - as in 26
    else:
        dates = (each for each in _dates(range(today.year, today.year + 9), month, day) if each >= today)
    return next(dates, None)


def _dates(years: range | list[int], month: int, day: int) -> Iterator[date]:
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:  # a day that this year has not
            continue
        if found.year in YEARS:
            yield found


def on_or_after(day: int, start: date) -> date:
    """Return the first such day of the week from a date on."""
    return start + timedelta(days=(day - start.weekday()) % WEEK)
