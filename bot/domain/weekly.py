"""Hours of a week, as people write them: ``mon-fri 18:00-23:00, sat 10:00-14:00``.

They are what a clock on the wall shows: on the day on which clocks go back an hour that is shown
twice counts both times, and of an hour that is never shown nothing does. What goes over midnight
belongs to the day on which it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import clock, words
from bot.domain.days import DAYS, NAMES

EVERY_DAY: Final = frozenset(range(7))
WEEK: Final = 7 * clock.DAY
MOST: Final = 20
"""Windows that somebody's hours may have."""

_SEVERAL: Final = {
    **dict.fromkeys(("daily", "everyday", "day", "t\u00e4glich", "taeglich", "tag"), EVERY_DAY),
    **dict.fromkeys(("weekday", "workday", "werktag", "wochentag"), frozenset(range(5))),
    **dict.fromkeys(("weekend", "wochenende"), frozenset({5, 6})),
}
_BETWEEN: Final = frozenset({"and", "und", "on", "am", "at", "from", "von", "um", "every", "each", "jeden", "the"})
_ALWAYS: Final = frozenset({"always", "any time", "anytime", "24/7", "immer", "jederzeit"})
_TO: Final = r"\s*(?:-|\bto\b|\buntil\b|\btill\b|\bthrough\b|\bbis\b)\s*"
_TIME: Final = r"\d{1,2}(?:[:.h]\d{2})?(?:\s*[ap]\.?\s?m\b\.?)?"
_HOUR: Final = r"(?:\s*(?:uhr|o'?clock|h)\b)?"
_WINDOW: Final = re.compile(
    rf"(?<![\w:.])(?P<start>{_TIME}){_HOUR}{_TO}(?P<end>{_TIME}){_HOUR}(?![\w:])", re.IGNORECASE
)
_CALLED: Final = (
    (re.compile(r"\b(?:noon|mittags?)\b", re.IGNORECASE), "12:00"),
    (re.compile(r"\b(?:midnight|mitternachts?)\b", re.IGNORECASE), "24:00"),
)
_HOUR_LONG: Final = timedelta(hours=1)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """From ``start`` to ``end``, in minutes after the midnight with which each of ``days`` begins (0 is Monday).

    ``end`` is after ``start`` and less than a day after it, or the window is a whole day; beyond 1440 it is in
    the next morning.
    """

    days: frozenset[int]
    start: int
    end: int

    def __str__(self) -> str:
        """Return it as `read` reads it: ``mon-fri 18:00-23:00``."""
        end = self.end if self.end <= clock.DAY else self.end - clock.DAY
        return f"{_days_written(self.days)} {clock.written(self.start)}-{clock.written(end)}"


@dataclass(frozen=True, slots=True)
class Hours:
    """Windows of a week, at least one."""

    windows: tuple[Window, ...]

    def __str__(self) -> str:
        """Return them as `read` reads them."""
        return ", ".join(map(str, self.windows))


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood, and in which words.

    ``time``: no two times of day; ``day``: no day; ``length``: a window that ends where it begins; ``many``.
    """

    why: str
    words: str


def read(typed: str) -> Hours | Unclear:
    """Read windows of hours: those without days have the days of the ones before them, the first has every day."""
    text = words.plainly(typed).rstrip(".!? ").strip("\"' ")
    if " ".join(text.casefold().split()) in _ALWAYS:
        return Hours((Window(EVERY_DAY, 0, clock.DAY),))
    for called, time in _CALLED:
        text = called.sub(time, text)
    windows: dict[Window, None] = {}
    days, place = EVERY_DAY, 0
    for found in _WINDOW.finditer(text):
        named = _days(text[place : found.start()])
        if isinstance(named, Unclear):
            return named
        days, place = named or days, found.end()
        window = _window(days, found)
        if isinstance(window, Unclear):
            return window
        windows[window] = None
    if not windows or (rest := text[place:].strip(" ,;.")):
        return Unclear("time", rest if windows else typed)
    return Hours(tuple(windows)) if len(windows) <= MOST else Unclear("many", typed)


def parse(text: str) -> Hours:
    """Return what was kept as text; ValueError for what `read` does not understand."""
    match read(text):
        case Unclear(why):
            raise ValueError(why)
        case hours:
            return hours


def _window(days: frozenset[int], found: re.Match[str]) -> Window | Unclear:
    start, end = clock.read(found["start"]), clock.read(found["end"])
    if start is None or end is None:
        return Unclear("time", found[0])
    first, last = start.minute, end.minute
    later = first + clock.HALF
    if not start.sure and re.search("p", found["end"], re.IGNORECASE) and "m" not in found["start"].lower():
        first = later if later < last else first  # "7-9pm" is an evening
    if first == last:
        return Unclear("length", found[0])
    first %= clock.DAY
    return Window(days, first, last if last > first else last + clock.DAY)


def _days(text: str) -> frozenset[int] | Unclear:
    """Return the days that a text names, none where it names none."""
    days: set[int] = set()
    for word in re.sub(_TO, "-", text.casefold()).replace(".", " ").replace(",", " ").split():
        first, _, last = word.strip(";&+:").partition("-")
        if not first or first in _BETWEEN:
            continue
        some = _named(first)
        if last:
            begin, end = day(first), day(last)
            some = None if begin is None or end is None else _run(begin, end)
        if some is None:
            return Unclear("time" if re.search(r"\d", word) else "day", word.strip(",;&+:"))
        days |= some
    return frozenset(days)


def _run(begin: int, end: int) -> frozenset[int]:
    return frozenset((begin + n) % 7 for n in range((end - begin) % 7 + 1))


def day(word: str) -> int | None:
    """Return which day of the week a word names, 0 for Monday; ``None`` where it names none."""
    return DAYS.get(word, DAYS.get(word.removesuffix("s")))


def _named(word: str) -> frozenset[int] | None:
    one = day(word)
    return _SEVERAL.get(word, _SEVERAL.get(word.removesuffix("s"))) if one is None else frozenset({one})


def _days_written(days: frozenset[int]) -> str:
    if days == EVERY_DAY:
        return "daily"
    starts = [day for day in sorted(days) if day - 1 not in days]
    ends = [day for day in sorted(days) if day + 1 not in days]
    runs = zip(starts, ends, strict=True)
    return " ".join(NAMES[begin] if begin == end else f"{NAMES[begin]}-{NAMES[end]}" for begin, end in runs)


# ---------------------------------------------------------------------- as a clock shows them


def table(minutes: Iterator[int]) -> bytes:
    """Return the minutes of a week as a table: 1 for each of these, counted from Monday's midnight, else 0."""
    week = bytearray(WEEK)
    for minute in minutes:
        week[minute % WEEK] = 1
    return bytes(week)


@cache
def of(hours: Hours) -> bytes:
    """Return these hours as a table."""
    return table(
        day * clock.DAY + minute
        for window in hours.windows
        for day in window.days
        for minute in range(window.start, window.end)
    )


def shown(moment: datetime, zone: tzinfo) -> int:
    """Return which minute of the week the clock in this zone shows."""
    local = moment.astimezone(zone)
    return local.weekday() * clock.DAY + local.hour * 60 + local.minute


def first(moment: datetime, zone: str, week: bytes) -> datetime | None:
    """Return the first moment from this one on at which a clock in this zone shows a minute of the table, in UTC."""
    moment, here = moment.astimezone(UTC), ZoneInfo(zone)
    if 1 not in week:
        return None
    while not week[minute := shown(moment, here)]:
        ahead = (week.find(1, minute) if 1 in week[minute:] else WEEK + week.find(1)) - minute
        local = moment.astimezone(here)
        found = moment + timedelta(minutes=ahead) - timedelta(seconds=local.second, microseconds=local.microsecond)
        changed = _change(moment, found, here)
        if changed is None:
            return found
        moment = changed
    return moment


def _change(moment: datetime, until: datetime, zone: tzinfo) -> datetime | None:
    """Return when after this moment clocks change, up to ``until`` and including it; ``None`` where they don't."""
    offset, before = moment.astimezone(zone).utcoffset(), moment.replace(microsecond=0)
    while before < until:
        after = min(before + _HOUR_LONG, until)
        if after.astimezone(zone).utcoffset() != offset:
            while after - before > _SECOND:
                middle = before + (after - before) // 2 // _SECOND * _SECOND
                if middle.astimezone(zone).utcoffset() == offset:
                    before = middle
                else:
                    after = middle
            return after
        before = after
    return None
