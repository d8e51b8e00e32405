"""Taking the parts of a schedule off the start of a text, in whatever order they stand, as long as there are any."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from bot.domain import how_often, times, which_day, zone_words
from bot.domain.cursor import Cursor, whole
from bot.domain.days import Unclear, on_or_after, take_date
from bot.domain.draft import Draft, Missing, Part
from bot.domain.how_often import EVERY, MONTHLY, ONCE

_BETWEEN: Final = whole(
    "at|on|by|the|a|of|in|from|am|um|an|den|der|ab|von|jeweils|immer"
    "|evenings?|mornings?|afternoons?|nights?|abends?|nachmittags?"
)
_FROM: Final = whole("from|starting(?: from| on)?|starts?|beginning(?: on)?|since|ab(?: dem)?|vom|beginnend(?: am)?")
_UNTIL: Final = whole("until|till?|through|thru|ending(?: on)?|ends?(?: on)?|bis(?: zum)?")
_MOST: Final = 12
"""Parts of a schedule, and words between two of them, beyond which nobody types a schedule."""
_AND: Final = whole(r"and|und|&|\+|plus")


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last date that were named, with the words of the last of them, and the zone."""

    start: date | None = None
    until: date | None = None
    typed: str = ""
    zone: str = ""


def take(cursor: Cursor, now: datetime, today: date) -> tuple[Draft, Bounds] | Unclear:
    """Take all parts that there are.

    ``date`` names what stands where a date should, ``range`` that the words are a time at which something ends.
    """
    draft, bounds = Draft(), Bounds()
    for _ in range(_MOST):
        start = cursor.at
        more = _bound(cursor, draft, bounds, now, today) or _draft(cursor, draft, today)
        match more:
            case Unclear():
                return more
            case Bounds():
                bounds = more
            case Draft():
                draft = more
            case _:
                cursor.at = start
                break
    return draft, bounds


def goes_on(cursor: Cursor) -> bool:
    """Return whether another day or time follows, after "and"."""
    ahead = Cursor(cursor.text, cursor.at)
    return bool(ahead.take(_AND)) and (which_day.take(ahead) or times.take(ahead)) is not None


def _draft(cursor: Cursor, draft: Draft, today: date) -> Draft | Unclear | None:
    """Return the draft with the part at the start of the rest, behind words that say nothing of their own."""
    start = cursor.at
    part = _part(cursor, draft, today)
    for _ in range(_MOST):
        if part is not None or not cursor.take(_BETWEEN):
            break
        part = _part(cursor, draft, today)
    return part if part is None or isinstance(part, Unclear) else draft.plus(part, cursor.since(start))


def _part(cursor: Cursor, draft: Draft, today: date) -> Part | Unclear | None:
    """Take a part that the draft can use; once it has a time and a rule that is how often alone."""
    start = cursor.at
    if draft.time is not None and not isinstance(draft.kind(), Missing | Unclear):
        often = how_often.take(cursor) if draft.often in {EVERY, ONCE} else None
        if often == how_often.ANY:
            cursor.at = start
            return None
        return often
    if draft.often == MONTHLY and draft.day is None and (day := which_day.take_bare(cursor)):
        return day
    part: Part | Unclear | None = how_often.take(cursor)
    if part is None and draft.date is None:
        part = take_date(cursor, today, dotted=draft.often == ONCE)
    if part is None and draft.day is None:
        part = which_day.take(cursor)
    return times.take(cursor) if part is None and draft.time is None else part


def _bound(cursor: Cursor, draft: Draft, bounds: Bounds, now: datetime, today: date) -> Bounds | Unclear | None:
    start = cursor.at
    if bounds.start is None and cursor.take(_FROM):
        match _day(cursor, today):
            case date() as day:
                return replace(bounds, start=day, typed=cursor.since(start))
            case None if draft.time is None:  # "from 7pm" says when it begins
                cursor.at = start
            case unclear:
                return unclear or _no_date(cursor, start)
    if bounds.until is None and cursor.take(_UNTIL):
        match _day(cursor, bounds.start or today):
            case date() as day:
                return replace(bounds, until=day, typed=cursor.since(start))
            case unclear:
                return unclear or _no_date(cursor, start)
    if draft.time is not None and not bounds.zone:
        zone = zone_words.take(cursor, now)
        return replace(bounds, zone=zone) if isinstance(zone, str) else zone
    return None


def _day(cursor: Cursor, today: date) -> date | Unclear | None:
    """Take a date, or the next such day of the week."""
    if day := take_date(cursor, today, dotted=True):
        return day
    named = which_day.take_day(cursor)
    return on_or_after(named.days[0], today) if named else None


def _no_date(cursor: Cursor, start: int) -> Unclear:
    if times.take(cursor):
        return Unclear("range", cursor.since(start))
    return Unclear("date", cursor.word or cursor.since(start))
