"""meeting move: let one date of a meeting be at another time; the room hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import for_facilitators
from bot.commands._meetings import changed, facts, is_on, named, nothing_behind, then_like, unclear_date
from bot.commands._which_meeting import Meant, which
from bot.domain import dates, recurrence
from bot.domain.days import Unclear
from bot.domain.recurrence import Moved, Occurrence
from bot.storage.tx import Tx

NAME = "meeting move"
USAGE = "[<name>] <date> to <date and time>"
EXAMPLE = "meeting move wed to thu 7pm"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Move it; it keeps its original date as its name. One that was skipped takes place again."""
    group = for_facilitators(ask, tx)
    meant = which(ask, tx, group, NAME, _behind)
    match named(meant):
        case Unclear() as unclear:
            raise unclear_date(meant, unclear, moving=True)
        case was, rest:
            local = _to(meant, was, rest)
    meeting = meant.meeting
    exceptions = {day: to for day, to in meeting.exceptions.items() if day != was.date}
    if local != datetime.combine(was.date, meeting.schedule.time):
        exceptions[was.date] = Moved(local)
    meeting = tx.meetings.change(group, replace(meeting, exceptions=exceptions), "move", ask.sender, was.date)
    at = recurrence.moment(local, meeting.zone)
    on = next(
        each for each in recurrence.occurrences(meeting.schedule, ask.now, at, exceptions) if each.date == was.date
    )
    known = facts(ask, tx, group, meeting)
    told = say("again", on=on, **known) if on == was else say("moved", was=was, on=on, **known)
    return changed(ask, tx, group, meeting, told, max(was.at, on.at))


def _to(meant: Meant, was: Occurrence, rest: str) -> datetime:
    """Return the local time that is meant for one of the dates, without a zone."""
    match dates.moved_to(rest, meant.ask.now, meant.meeting.zone, was):
        case dates.To(local, behind):
            nothing_behind(meant, behind)
            if is_on(meant.meeting, local, was):  # two dates at one time are one to skip
                raise unclear_date(meant, Unclear("same", f"{local:%Y-%m-%d %H:%M}"), was, moving=True)
            return local
        case Unclear("same") if meant.meeting.skips(was):
            return was.local
        case Unclear() as unclear:
            raise unclear_date(meant, unclear, was, moving=True)


def _behind(meant: Meant) -> str:
    """Return the words where they move a date of this meeting, else others that do."""
    match named(meant):
        case Unclear():
            return then_like(meant)
        case was, rest:
            try:
                _to(meant, was, rest)
            except Refused:
                return then_like(meant, was)
            return meant.rest
