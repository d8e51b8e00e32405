"""A meeting as people type it: ``"Wednesday circle" weekly wed 19:00 90m where <link>``, ``wednesdays 7pm <link>``."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain import how_long, schedule_words, times, which_day
from bot.domain.cursor import Cursor, whole
from bot.domain.days import Unclear
from bot.domain.schedule import Schedule
from bot.domain.schedule_words import Read

LONGEST_TITLE: Final = 60
LONGEST_PLACE: Final = 200
"""Characters of a title and of a place."""
WHY: Final = frozenset(
    {
        "quote", "title", "no_title", "title_long", "two_titles", "unit", "length", "no_length",
        "no_place", "place_long", "rest",
    }
)  # fmt: skip
"""Every word that says why something else than the schedule is unclear."""
_QUOTED: Final = re.compile(r'"(?P<inside>[^"]*)"')
_WHERE: Final = whole("where|place|link|(?:in|an|auf|bei) de[rm]|beim|in|at|on|via|wo|ort|im|bei|auf")
_LINK: Final = re.compile(r"<?(?:[a-z][a-z0-9+.-]*://|www\.|matrix:|#\S+:|[\w.-]+\.[a-z]{2,}/)", re.IGNORECASE)
_NOTHING: Final = whole("none|nothing|nowhere|keine?r?s?|nichts|nirgends|-")
_TITLE_BEFORE: Final = frozenset({"nothing", "time", "day", "date", "month_day", "how_often"})
"""Why a text may be unclear that begins with a title without quotes."""
_MOST_WORDS: Final = 10


@dataclass(frozen=True, slots=True)
class Plan:
    """What was understood of a meeting: its schedule, and what else was said."""

    schedule: Schedule
    title: str = ""
    length: timedelta | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Not:
    """Why a text is no meeting, the words that say so, and what of its schedule was understood before them."""

    why: str
    words: str
    understood: str = ""
    title: str = ""


def read(text: str, now: datetime, zone: str) -> Plan | Not:
    """Read a meeting; ``zone`` is meant where the words name none.

    `WHY`: a title without its second ``quote``, one that stands before the schedule without quotes (``title``),
    that is empty (``no_title``) or too long, or ``two_titles``; a ``length`` that no meeting has, or a number without
    its ``unit``; ``where`` with ``no_place`` behind it, or too long a one; and a ``rest`` that is none of these. Or
    what `schedule_words` says.
    """
    text, title = " ".join(text.split()), ""
    if text.startswith('"'):
        quoted = _QUOTED.match(text)
        if quoted is None:
            return Not("quote", text)
        title, text = quoted["inside"].strip(), text[quoted.end() :].strip()
        if not title:
            return Not("no_title", quoted[0])
    found = schedule_words.read(text, now, zone)
    if isinstance(found, Read):
        understood = text[: len(text) - len(found.rest)].strip()
        return _whole(Plan(found.schedule, title), understood, found.rest, now, zone)
    if not title and (before := _before_a_schedule(text, found.why, now, zone)):
        return Not("title", before, text[len(before) :].strip())
    return _not(found.why, found.words, text, title)


def _whole(plan: Plan, understood: str, rest: str, now: datetime, zone: str) -> Plan | Not:
    """Take what follows the schedule, in any order but the place, which takes all that follows it."""
    whole = f"{understood} {rest}"
    while rest:
        more = _more(plan, understood, rest, now, zone)
        if isinstance(more, Not):
            before = whole[: len(whole) - len(rest)].strip(" ,")
            with_length = more.why == "rest" and plan.length is not None and '"' not in before
            return replace(more, title=plan.title, understood=before if with_length else more.understood)
        plan, understood, rest = more
    if len(plan.title) > LONGEST_TITLE:
        return Not("title_long", plan.title, understood)
    return Not("place_long", plan.place, understood) if len(plan.place) > LONGEST_PLACE else plan


def _more(plan: Plan, understood: str, rest: str, now: datetime, zone: str) -> tuple[Plan, str, str] | Not:
    """Return the plan with one part more, what of the schedule is understood, and the rest."""
    if quoted := _QUOTED.match(rest):
        return _titled(plan, quoted["inside"].strip(), understood, rest[quoted.end() :].strip())
    cursor = Cursor.of(rest)
    length = None if plan.length else how_long.take(cursor)
    if isinstance(length, Unclear):
        return Not(length.why, length.words, understood)
    if length:
        return replace(plan, length=length), understood, _left(cursor, rest)
    if cursor.take(_WHERE) or _LINK.match(rest):
        return _placed(plan, understood, _left(cursor, rest))
    return _further(plan, understood, rest, now, zone)


def _further(plan: Plan, understood: str, rest: str, now: datetime, zone: str) -> tuple[Plan, str, str] | Not:
    """Read more of the schedule: a zone or an end may stand behind the length."""
    match schedule_words.read(f"{understood} {rest}", now, zone):
        case Read(schedule, left) if len(left) < len(rest):
            return replace(plan, schedule=schedule), f"{understood} {rest[: len(rest) - len(left)]}".strip(), left
        case Unclear(why, words):
            return _not(why, words, f"{understood} {rest}", "")
        case _:
            return Not("rest", rest, understood)


def _left(cursor: Cursor, typed: str) -> str:
    """Return what of a text is not taken, as it was typed."""
    return typed[len(typed) - len(cursor.rest) :]


def _titled(plan: Plan, title: str, understood: str, rest: str) -> tuple[Plan, str, str] | Not:
    if plan.title:
        return Not("two_titles", title, understood)
    return (replace(plan, title=title), understood, rest) if title else Not("no_title", "", understood)


def _placed(plan: Plan, understood: str, typed: str) -> tuple[Plan, str, str] | Not:
    """Return the plan with a place; a length may follow it: behind a link as it is, else with "for"."""
    cursor = Cursor.of(typed)
    if (times.take(cursor) or which_day.take_days(cursor)) and not cursor.rest:
        return Not("second", typed, understood)
    words = typed.split(" ")
    for n in range(1, len(words)):
        tail = " ".join(words[n:])
        cursor = Cursor.of(tail)
        if plan.length is None and (_LINK.match(typed) or cursor.take(how_long.LASTING)):
            length = how_long.read(tail)
            if isinstance(length, timedelta):
                plan, typed = replace(plan, length=length), " ".join(words[:n])
                break
    place = place_of(typed)
    return (replace(plan, place=place), understood, "") if place else Not("no_place", "", understood)


def place_of(typed: str) -> str:
    """Return a place as it is kept: without quotes or angle brackets around the whole of it."""
    typed = " ".join(typed.split()).strip('"').strip()
    return typed[1:-1] if typed.startswith("<") and typed.endswith(">") else typed


def is_nothing(typed: str) -> bool:
    """Return whether a text says that there is to be none."""
    cursor = Cursor.of(typed)
    return cursor.take(_NOTHING) is not None and not cursor.rest


def _before_a_schedule(text: str, why: str, now: datetime, zone: str) -> str:
    """Return the words before the first place at which a schedule stands, where they may be a title."""
    if why not in _TITLE_BEFORE:
        return ""
    words = text.split(" ")
    for n in range(1, min(len(words), _MOST_WORDS)):
        if isinstance(schedule_words.read(" ".join(words[n:]), now, zone), Read):
            return " ".join(words[:n])
    return ""


def _not(why: str, words: str, text: str, title: str) -> Not:
    return Not(why, words, schedule_words.understood_before(words, text, why), title)
