"""Times of day as people write them: ``21:10``, ``9.10 pm``, ``10pm``, ``24:00``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

HALF: Final = 12 * 60
DAY: Final = 24 * 60

_HALF_OF_DAY: Final = r"(?P<half>[ap])\.?\s?m\b\.?"
_TIME: Final = re.compile(rf"(?P<hour>\d{{1,2}})(?:[:.h](?P<minute>\d{{2}}))?(?:\s*{_HALF_OF_DAY})?", re.IGNORECASE)
# In a sentence a bare number is no time: it needs its minutes, or its half of the day.
_IN_WORDS: Final = re.compile(
    r"(?<![\d:.])\d{1,2}(?:[:.]\d{2}(?![\d:])(?:\s*[ap]\.?\s?m\b)?|\s*[ap]\.?\s?m\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day in minutes after midnight, 1440 for ``24:00``; not ``sure`` where it may be twelve hours later."""

    minute: int
    sure: bool = True


def read(text: str) -> Time | None:
    """Return the time that the whole text is, or ``None`` where it is none."""
    found = _TIME.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if minute > 59:  # noqa: PLR2004 - an hour's last minute
        return None
    if half is not None:
        if not 1 <= hour <= 12:  # noqa: PLR2004 - as on a dial
            return None
        return Time(hour % 12 * 60 + minute + (HALF if half in "pP" else 0))
    total = hour * 60 + minute
    return Time(total, sure=total >= HALF + 60 or found["hour"].startswith("0")) if total <= DAY else None


def in_words(text: str) -> Time | None:
    """Return the one time that a sentence holds, or ``None`` where it holds none or several."""
    times = _IN_WORDS.findall(text)
    return read(times[0]) if len(times) == 1 else None


def written(minute: int) -> str:
    """Return minutes after midnight as a clock shows them: ``08:00``, ``24:00``."""
    return f"{minute // 60:02}:{minute % 60:02}"
