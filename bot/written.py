"""Dates, times, days and places as a language writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists, units

_COUNTRY = {"en": "en_GB"}
"""Whose way of writing dates a language takes where its countries differ: the day before the month, as most read it."""
_FAR = timedelta(days=300)
"""From when on a date is told with its year."""


def locale_of(language: str) -> Locale:
    """Return how a language writes dates, lists and numbers."""
    return Locale.parse(_COUNTRY.get(language, language))


def clock(locale: Locale, moment: datetime, zone: str, now: datetime | None = None) -> str:
    """Return the clock time in a zone, with the day where it is not today: ``20:15`` or ``Tue 24 Nov, 20:15``."""
    local = moment.astimezone(ZoneInfo(zone))
    time = str(dates.format_skeleton("Hm", local, local.tzinfo, locale=locale))
    if now is not None and local.date() == now.astimezone(ZoneInfo(zone)).date():
        return time
    day = dates.format_skeleton("MMMEd", local, local.tzinfo, locale=locale)
    return str(locale.datetime_formats["medium"]).format(time, day)


def when(locale: Locale, moment: datetime, zone: str, now: datetime) -> str:
    """Return the day and the clock time in a zone, with the year where it is far off: ``Wed 2 Dec, 19:00``."""
    local = moment.astimezone(ZoneInfo(zone))
    far = abs(moment - now) > _FAR
    shown = dates.format_skeleton("yMMMEd" if far else "MMMEd", local, local.tzinfo, locale=locale)
    return str(locale.datetime_formats["medium"]).format(wall(locale, local.time()), shown)


def yours(locale: Locale, moment: datetime, own: str, zone: str) -> str:
    """Return the clock time in somebody's own zone, with its day where that is another; nothing where it's the same."""
    if not own:
        return ""
    local, there = moment.astimezone(ZoneInfo(own)), moment.astimezone(ZoneInfo(zone))
    if local.utcoffset() == there.utcoffset():
        return ""
    return clock(locale, moment, own) if local.date() != there.date() else wall(locale, local.time())


def day(locale: Locale, date: date, now: datetime) -> str:
    """Return a date with its day of the week, and with its year where it is far off: ``Wed 2 Dec``."""
    far = abs(date - now.date()) > _FAR
    return str(dates.format_skeleton("yMMMEd" if far else "MMMEd", date, locale=locale))


def wall(locale: Locale, time: time) -> str:
    """Return what a clock on the wall shows: ``19:00``."""
    return str(dates.format_skeleton("Hm", datetime.combine(date.min, time), locale=locale))


def daynames(locale: Locale, days: Sequence[int]) -> str:
    """Return days of the week in words, Monday being 0: ``Tuesday and Thursday``."""
    return str(lists.format_list([locale.days["stand-alone"]["wide"][number] for number in days], locale=locale))


def lasting(locale: Locale, length: timedelta) -> str:
    """Return a length of time in words, in hours where they are whole: ``2 hours``, ``90 minutes``."""
    minutes = length // timedelta(minutes=1)
    hours, more = divmod(minutes, 60)
    return str(units.format_unit(*((minutes, "duration-minute") if more else (hours, "duration-hour")), locale=locale))


def city(locale: Locale, zone: str) -> str:
    """Return what a language calls the city that a zone is named after: ``Los Angeles``."""
    return dates.get_timezone_location(zone, locale=locale, return_city=True).rpartition("/")[2]


def month(locale: Locale, moment: datetime, zone: str, now: datetime) -> str:
    """Return the month of a moment in a zone, with its year where it is not this one: ``March``, ``March 2024``."""
    local, today = moment.astimezone(ZoneInfo(zone)), now.astimezone(ZoneInfo(zone))
    return str(dates.format_date(local, "LLLL" if local.year == today.year else "LLLL y", locale=locale))


def weekdays(locale: Locale, hours: str) -> str:
    """Return hours of a week, as :mod:`bot.domain.weekly` writes them, with a language's own days."""
    names = locale.days["stand-alone"]["abbreviated"]
    days = {day: names[n].rstrip(".") for n, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
    return re.sub("|".join(days), lambda found: days[found[0]], hours)


FILTERS: Final = (clock, when, yours, day, wall, daynames, lasting, city, month, weekdays)
"""What templates call by its name, in their own language."""
