"""Quiet hours: when nothing unasked reaches somebody's private chat (N10).

They are what the person's clock shows: a moment is quiet if the clock on their wall shows
a time between the two. So on the day on which clocks go back an hour that is shown twice is
quiet both times, and of an hour that is never shown nothing is quiet.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from bot.domain import clock, words

_BETWEEN: Final = re.compile(r"\s*(?:-|\bto\b|\buntil\b|\btill\b|\bbis\b)\s*", re.IGNORECASE)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Quiet hours in minutes after midnight: from ``start`` up to ``end``, over midnight where that is earlier."""

    start: int
    end: int

    def __str__(self) -> str:
        """Return them as `read` reads them: ``22:00-08:00``."""
        return f"{clock.written(self.start)}-{clock.written(self.end)}"


NIGHT: Final = Quiet(22 * 60, 8 * 60)
"""What is quiet for whoever set nothing else."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood: ``time`` (no two times of day) or ``length`` (the two are the same, or a whole day)."""

    why: str
    words: str


def read(typed: str) -> Quiet | Unclear | None:
    """Read ``22:00-08:00``, ``10pm to 8am`` or ``22-8``; ``None`` stands for ``off``, no quiet hours."""
    text = words.whole(typed).strip("\"' ")
    if text == "off":
        return None
    if text == "on":
        return NIGHT
    times = [clock.read(part) for part in _BETWEEN.split(text)]
    match times:
        case [clock.Time(start), clock.Time(end)]:
            start %= clock.DAY
            end = end or clock.DAY
            return Unclear("length", typed) if (end - start) % clock.DAY == 0 else Quiet(start, end)
        case _:
            return Unclear("time", typed)


def parse(text: str) -> Quiet | None:
    """Return what was kept as text; ValueError for what `read` does not understand."""
    match read(text):
        case Unclear(why):
            raise ValueError(why)
        case quiet:
            return quiet


def is_quiet(moment: datetime, zone: str, quiet: Quiet | None) -> bool:
    """Return whether the clock in this zone shows a quiet time at that moment."""
    if quiet is None:
        return False
    local = moment.astimezone(ZoneInfo(zone))
    since, length = (local.hour * 60 + local.minute - quiet.start), (quiet.end - quiet.start)
    return since % clock.DAY < length % clock.DAY


def quiet_until(moment: datetime, zone: str, quiet: Quiet | None) -> datetime:
    """Return the first moment from this one on that is not quiet, in UTC: this one itself where it is none."""
    moment = moment.astimezone(UTC)
    while quiet is not None and is_quiet(moment, zone, quiet):
        moment = _end(moment, ZoneInfo(zone), quiet)
    return moment


def _end(moment: datetime, zone: tzinfo, quiet: Quiet) -> datetime:
    """Return when the quiet hours end that last at this moment, or when clocks change, if that comes first."""
    local = moment.astimezone(zone)
    shown = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    end = moment + (timedelta(minutes=quiet.end) - shown) % timedelta(days=1)
    if end.astimezone(zone).utcoffset() == local.utcoffset():
        return end
    before, after = moment.replace(microsecond=0), end
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(zone).utcoffset() == local.utcoffset():
            before = middle
        else:
            after = middle
    return after
