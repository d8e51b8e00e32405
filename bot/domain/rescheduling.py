"""A meeting at another time: a whole new schedule, or a new time, day or zone for the one that it has."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from typing import Final

from bot.domain import recurrence, schedule_words, times
from bot.domain.cursor import Cursor, whole
from bot.domain.days import Unclear
from bot.domain.meeting import Meeting
from bot.domain.meeting_words import Not
from bot.domain.schedule import Once, Schedule, Weekly

_AT: Final = frozenset({"at", "um"})
_SAYS_ONCE: Final = whole("once|one[- ](?:time|off)|einmal|einmalig")


def read(text: str, now: datetime, old: Schedule) -> Schedule | Not:
    """Return the schedule that a text means in place of another.

    A time alone, with a zone or without, leaves the days as they are; a day and a time that may be once or every
    week are as often as before. `Not` is as in `meeting_words`; ``one_date`` says that one was given for what repeats.
    """
    first, _, behind = (text := " ".join(text.split())).partition(" ")
    text = behind if first.casefold() in _AT and behind else text
    cursor = Cursor.of(text)
    taken = times.take(cursor)
    if isinstance(taken, time) or (taken and not cursor.rest):
        before, after = str(old).split(f" {old.time:%H:%M} ", 1)
        text_of = " ".join(f"{before} {after.removesuffix(old.zone)} {text}".split())
    else:
        text_of = text
    found, added = schedule_words.read(text_of, now, old.zone), ""
    if isinstance(found, Unclear) and found.why == "how_often" and (often := _as_often(old)):
        added = f"{often} "
        found = schedule_words.read(added + text, now, old.zone)
    if isinstance(found, Unclear):
        words = found.words.removeprefix(added)  # nobody typed that
        return Not(found.why, words, schedule_words.understood_before(words, text, found.why))
    if found.rest:
        return Not("rest", found.rest, text[: len(text) - len(found.rest)].strip())
    if found.schedule.kind == Once() and old.kind != Once() and not _SAYS_ONCE.match(text):
        return Not("one_date", text)
    return found.schedule


def _as_often(old: Schedule) -> str:
    """Return how often a schedule is, for a new day of the week; nothing where that would not say it."""
    match old.kind:
        case Once():
            return "once"
        case Weekly(_, every):
            return f"every {every} weeks"
        case _:
            return ""


def at(meeting: Meeting, schedule: Schedule) -> Meeting:
    """Return the meeting with another schedule; what is otherwise stays on dates that it still has."""
    kept = {day: to for day, to in meeting.exceptions.items() if recurrence.takes_place_on(schedule, day)}
    return replace(meeting, schedule=schedule, exceptions=kept)
