"""A check-in that repeats as people type it: ``weekly sun 18:00 for 4h``, ``sonntags 18 Uhr für 4 Stunden``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.domain import duration, how_long, repeat, schedule_words
from bot.domain.checkin import LONGEST
from bot.domain.cursor import Cursor
from bot.domain.days import Unclear
from bot.domain.schedule import Schedule
from bot.domain.schedule_words import Read

WHY: Final = frozenset({"length", "unit", "too_long", "overlap", "rest"})
"""Every word that says why something else than the schedule is unclear."""
INCOMPLETE: Final = frozenset({"no_time", "no_day", "no_month_day", "no_date"})
"""Why a text is unclear that is a schedule's beginning and nothing else."""
_MOST_BEFORE: Final = 4
"""Words before a schedule that may be a try at it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was understood: the schedule, and how long its rounds are open where that was said."""

    schedule: Schedule
    length: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Not:
    """Why a text is no check-in that repeats, the words that say so, and what was understood before them."""

    why: str
    words: str
    understood: str = ""


def read(text: str, now: datetime, zone: str, usual: timedelta) -> Plan | Not:
    """Read a check-in that repeats; ``zone`` and the ``usual`` length are meant where the words name none.

    `WHY`: a ``length`` that can't be read or is ``too_long``, a number without its ``unit``, a length with which
    rounds ``overlap``, or a ``rest`` that is none of these. Or what `schedule_words` says.
    """
    text = " ".join(text.split())
    found = schedule_words.read(text, now, zone)
    if isinstance(found, Unclear):
        return Not(found.why, found.words, schedule_words.understood_before(found.words, text, found.why))
    understood = text[: len(text) - len(found.rest)].strip()
    plan = _whole(found, understood, now, zone)
    if isinstance(plan, Plan) and repeat.overlaps(plan.schedule, plan.length or usual, now):
        return Not("overlap", duration.words(plan.length or usual), understood)
    return plan


def _whole(found: Read, understood: str, now: datetime, zone: str) -> Plan | Not:
    if not found.rest:
        return Plan(found.schedule)
    length = _length(found.rest)
    if isinstance(length, Not):
        return Not(length.why, length.words, understood)
    lasting, rest = length
    if not rest:
        return Plan(found.schedule, lasting)
    match schedule_words.read(f"{understood} {rest}", now, zone):  # a zone or an end may stand behind the length
        case Read(schedule, ""):
            return Plan(schedule, lasting)
        case _:
            return Not("rest", rest, understood)


def _length(text: str) -> tuple[timedelta, str] | Not:
    """Return the length that a text begins with, and the rest of it."""
    cursor = Cursor.of(text)
    match how_long.take(cursor):
        case timedelta() as length:
            return length, cursor.rest
        case Unclear("length", typed):  # longer than any meeting, or shorter
            return _of_days(typed, cursor.rest)
        case Unclear(why, typed):
            return Not(why, typed)
        case _:
            return Not("length", cursor.rest) if cursor.take(how_long.LASTING) else Not("rest", text)


def _of_days(typed: str, rest: str) -> tuple[timedelta, str] | Not:
    cursor = Cursor.of(typed)
    cursor.take(how_long.LASTING)
    try:
        length = duration.parse(cursor.rest)
    except ValueError:
        return Not("length", typed)
    return (length, rest) if length <= LONGEST else Not("too_long", typed)


def holds_one(text: str, now: datetime, zone: str) -> bool:
    """Return whether a schedule stands in a text behind a few words that are none."""
    words = text.split()
    tails = (" ".join(words[n:]) for n in range(1, min(len(words), _MOST_BEFORE + 1)))
    found = (schedule_words.read(tail, now, zone) for tail in tails)
    return any(isinstance(each, Read) or each.why == "how_often" for each in found)
