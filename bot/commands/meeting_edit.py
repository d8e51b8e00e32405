"""meeting edit: let a meeting be elsewhere, at another time, of another length or called something else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import for_facilitators
from bot.commands._meetings import changed, facts
from bot.commands._which_meeting import Meant, which
from bot.commands.meeting_add import not_understood
from bot.domain import how_long, meeting_words, rescheduling
from bot.domain.days import Unclear
from bot.domain.meeting import Meeting
from bot.domain.meeting_words import LONGEST_PLACE, LONGEST_TITLE, Not
from bot.domain.schedule import Schedule
from bot.storage.tx import Tx

NAME = "meeting edit"
USAGE = "[<name>] where|at|for|title <value>"
EXAMPLE = "meeting edit where Library, room 2"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Change the one thing that is named, and say what it was."""
    group = for_facilitators(ask, tx)
    meant = which(ask, tx, group, NAME, _behind)
    what, new = _read(meant)
    old = meant.meeting
    if new == old:
        raise Refused("same", what=what, **facts(ask, tx, group, old))
    new = tx.meetings.change(group, new, "edit", ask.sender)
    return changed(ask, tx, group, new, say("edited", what=what, old=old, **facts(ask, tx, group, new)))


def _read(meant: Meant) -> tuple[str, Meeting]:
    """Return what of the meeting is to change, and the meeting with it changed."""
    typed, _, value = meant.rest.partition(" ")
    what = _CALLED.get(typed.casefold().rstrip(":"))
    value = value.strip()
    if what is None or not value:
        raise Refused("what", what=what or "", typed=typed, begun=meant.begun, group=meant.group.name)
    return what, _READS[what](meant, value)


def _behind(meant: Meant) -> str:
    """Return the words where they change this meeting, else others that do."""
    try:
        if _read(meant)[1] != meant.meeting:
            return meant.rest
    except Refused:
        pass
    later = datetime.combine(meant.ask.now.date(), meant.meeting.schedule.time) + timedelta(hours=1)
    return f"at {later:%H:%M}"


def _unclear(meant: Meant, unclear: Not, what: str) -> Refused:
    return not_understood(meant.ask, unclear, f"{meant.begun} {what}", meant.group, what)


def _where(meant: Meant, value: str) -> Meeting:
    place = "" if meeting_words.is_nothing(value) else meeting_words.place_of(value)
    if len(place) > LONGEST_PLACE:
        raise _unclear(meant, Not("place_long", place), "where")
    return replace(meant.meeting, place=place)


def _title(meant: Meant, value: str) -> Meeting:
    title = "" if meeting_words.is_nothing(value) else value.strip('"').strip()
    if len(title) > LONGEST_TITLE:
        raise _unclear(meant, Not("title_long", title), "title")
    return replace(meant.meeting, title=title)


def _for(meant: Meant, value: str) -> Meeting:
    if meeting_words.is_nothing(value):
        return replace(meant.meeting, length=None)
    match how_long.read(value):
        case Unclear(why, words):
            raise _unclear(meant, Not(why, words), "for")
        case length:
            return replace(meant.meeting, length=length)


def _at(meant: Meant, value: str) -> Meeting:
    match rescheduling.read(value, meant.ask.said, meant.meeting.schedule):
        case Schedule() as schedule:
            new = rescheduling.at(meant.meeting, schedule)
        case Not("rest", words, understood) if _is_another(words):
            raise _unclear(meant, Not("another", words, understood), "at")
        case unclear:
            raise _unclear(meant, unclear, "at")
    if not new.upcoming(meant.ask.now):
        raise _unclear(meant, Not("past", value), "at")
    return new


def _is_another(words: str) -> bool:
    """Return whether words behind a time would change something else."""
    return words.split(maxsplit=1)[0].casefold().rstrip(":") in _CALLED or isinstance(how_long.read(words), timedelta)


_READS: Final[Mapping[str, Callable[[Meant, str], Meeting]]] = {
    "where": _where,
    "at": _at,
    "for": _for,
    "title": _title,
}
_CALLED: Final[Mapping[str, str]] = {
    **dict.fromkeys(("where", "place", "link", "wo", "ort"), "where"),
    **dict.fromkeys(("at", "when", "time", "schedule", "um", "wann"), "at"),
    **dict.fromkeys(("for", "length", "für", "dauer"), "for"),
    **dict.fromkeys(("title", "name", "titel"), "title"),
}
