"""meeting skip: let one date of a meeting go by; the room hears of it."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import for_facilitators
from bot.commands._meetings import changed, date_like, facts, named, nothing_behind, unclear_date
from bot.commands._which_meeting import Meant, which
from bot.domain.days import Unclear
from bot.domain.recurrence import Skipped
from bot.storage.tx import Tx

NAME = "meeting skip"
USAGE = "[<name>] <date>"
EXAMPLE = "meeting skip wed"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Skip it; it is named by the date that it has by the schedule, also where it was moved."""
    group = for_facilitators(ask, tx)
    meant = which(ask, tx, group, NAME, _behind)
    match named(meant, skipped=True):  # said by two at once it is one date that goes by
        case Unclear() as unclear:
            raise unclear_date(meant, unclear)
        case on, rest:
            nothing_behind(meant, rest)
    meeting = meant.meeting
    if meeting.skips(on):
        raise Refused("already", on=on, **facts(ask, tx, group, meeting))
    skipping = replace(meeting, exceptions={**meeting.exceptions, on.date: Skipped()})
    meeting = tx.meetings.change(group, skipping, "skip", ask.sender, on.date)
    return changed(ask, tx, group, meeting, say("skipped", on=on, **facts(ask, tx, group, meeting)), on.at)


def _behind(meant: Meant) -> str:
    """Return the words where they name a date of this meeting, else its next."""
    match named(meant, skipped=True):
        case on, "" if not meant.meeting.skips(on):
            return meant.rest
        case _:
            return date_like(meant)
