"""Lengths of time as people write them: ``30s``, ``10m``, ``2h``, ``3d``, ``1w``, ``1h30m``, ``90 minutes``."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Final

LEAST: Final = timedelta(seconds=1)
MOST: Final = timedelta(weeks=52)
ALLOWED: Final = "a length of time like 30s, 10m, 2h or 3d, from 1s to 52w"

UNITS: Final = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}

# The groups are named as timedelta names its arguments. Eight digits hold a year of seconds, and eight digits of
# every unit together stay below what a timedelta can hold: no sum overflows before it is compared with MOST.
_LENGTH: Final = re.compile(
    r"(?:(?P<weeks>[0-9]{1,8})\s*(?:w|wks?|weeks?)\s*)?"
    r"(?:(?P<days>[0-9]{1,8})\s*(?:d|days?)\s*)?"
    r"(?:(?P<hours>[0-9]{1,8})\s*(?:h|hrs?|hours?)\s*)?"
    r"(?:(?P<minutes>[0-9]{1,8})\s*(?:m|mins?|minutes?)\s*)?"
    r"(?:(?P<seconds>[0-9]{1,8})\s*(?:s|secs?|seconds?))?",
)


def parse(text: str) -> timedelta:
    """Return the length that ``text`` spells: whole numbers with units, the larger unit first, each unit once.

    Raises ValueError, whose words say what is allowed and repeat nothing of ``text``, for anything else and for
    what is shorter than ``LEAST`` or longer than ``MOST``.
    """
    found = _LENGTH.fullmatch(text.strip().lower())
    if found is None:
        raise ValueError(ALLOWED)
    length = timedelta(**{unit: int(number) for unit, number in found.groupdict(default="0").items()})
    if not LEAST <= length <= MOST:
        raise ValueError(ALLOWED)
    return length


def words(length: timedelta) -> str:
    """Return the shortest spelling that `parse` reads back: ``90m`` and not ``1h30m``, ``1d`` and not ``24h``.

    Of two that are equally short the one with the larger units. Raises ValueError for what `parse` can't return:
    a length out of its bounds or with a fraction of a second.
    """
    if not LEAST <= length <= MOST or length.microseconds:
        raise ValueError(ALLOWED)
    letters = "".join(UNITS)
    return min((_spelled(length, letters[first:]) for first in range(len(letters))), key=len)


def _spelled(length: timedelta, letters: str) -> str:
    """Spell a length of whole seconds with the units of these letters, as much as fits into the larger ones."""
    spelling = ""
    for letter in letters:
        count, length = divmod(length, UNITS[letter])
        spelling += f"{count}{letter}" if count else ""
    return spelling
