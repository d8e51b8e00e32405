"""What meetings' commands share: which date of a meeting is meant, and who hears of a change."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.chat import Ask, Group, Priority, Refused, Say
from bot.commands._facilitating import announced
from bot.commands._which_meeting import Meant
from bot.domain import dates, recurrence
from bot.domain.days import Unclear
from bot.domain.meeting import Meeting
from bot.domain.recurrence import Occurrence
from bot.domain.repeat import Repeat
from bot.storage.tx import Tx

SHOWN: Final = 3
"""Dates that are shown of a meeting that was changed."""
OPENING: Final = "opening"
"""What a change is called that is about no time and no place, so that nobody hears of it but the room."""
NAMEABLE: Final = 500
"""Dates of a meeting from now on that can be named: more than a year of a daily one."""


def changed(  # noqa: PLR0913 - what was changed, and until when that tells something
    ask: Ask, tx: Tx, group: Group, meeting: Meeting, say: Say, until: datetime | None = None
) -> Say | None:
    """Tell everybody whom it concerns that ``meeting`` is another now; whatever changes one says so here.

    The room hears of it, so does whoever changed it in private, and so does in private whoever wants reminders of the
    group's meetings; these not after ``until`` then, when what was changed is over.
    """
    tx.turns.placed(group)
    for person in tx.reminders.of_members(group):
        if person != ask.sender:
            theirs = {**say.facts, "own": tx.people.own(person).zone or ""}
            told = replace(say, facts=theirs, rings=True)
            tx.letters.to_person(person, told, priority=Priority.REMINDER, group=group, until=until)
    return announced(ask, tx, group, say)


def facts(ask: Ask, tx: Tx, group: Group, meeting: Meeting | Repeat) -> dict[str, Any]:
    """Return what every message about a meeting, or a check-in that repeats, knows.

    ``own`` is the zone that its reader set for themselves; ``shift`` is when the clocks change between its next
    dates, where they do; ``gap`` the one of these whose time they leave out.
    """
    following = meeting.upcoming(ask.now, SHOWN)
    shift = recurrence.clock_change(meeting.zone, following[0].at, following[-1].at) if following else None
    return {
        "meeting": meeting,
        "group": group.name,
        "now": ask.now,
        "own": tx.people.own(ask.sender).zone or "",
        "who": tx.members.name(group, ask.sender),
        "next": following,
        "shift": shift or "",
        "gap": next((each for each in following if _is_left_out(meeting, each)), ""),
    }


def _is_left_out(meeting: Meeting | Repeat, on: Occurrence) -> bool:
    """Return whether the clocks never show a date's own time."""
    moved = isinstance(meeting, Meeting) and meeting.was_moved(on)
    return not moved and on.local.time() != meeting.schedule.time


def named(meant: Meant, *, skipped: bool = False) -> tuple[Occurrence, str] | Unclear:
    """Return which date of the meeting the words name, and the rest of them.

    One that is ``skipped`` is named as any other, or where no other is meant.
    """
    ask, meeting = meant.ask, meant.meeting
    planned = meeting.as_planned(ask.now, NAMEABLE)
    taking_place = [each for each in planned if skipped or not meeting.skips(each)]
    found = dates.named(meant.rest, ask.said, meeting.zone, taking_place)
    if isinstance(found, Unclear) and found.why == "not_on":
        found = dates.named(meant.rest, ask.said, meeting.zone, planned)
    if isinstance(found, Unclear) and isinstance(
        title := dates.named(ask.words, ask.said, meeting.zone, taking_place), dates.Named
    ):
        found = title  # it is called after a day, which was meant by that
    return found if isinstance(found, Unclear) else (found.occurrence, found.rest)


def unclear_date(meant: Meant, unclear: Unclear, on: Occurrence | None = None, *, moving: bool = False) -> Refused:
    """Return the refusal of a date, or, where ``on`` is to be moved, of when it is to be; with one that works."""
    following = meant.meeting.upcoming(meant.ask.now, SHOWN)
    example = f"{meant.begun} {then_like(meant, on) if moving else date_like(meant)}".strip()
    # What can't be read behind "to" may be a day, a time or both.
    why = {"no_date": "no_then", "date": "then"}.get(unclear.why, unclear.why) if on else unclear.why
    return Refused(
        "date_unclear",
        template="meeting",
        why=why,
        words=unclear.words,
        begun=f"{meant.begun} {on.date}" if on else meant.begun,
        example=example,
        on=on or "",
        meeting=meant.meeting,
        next=following,
        now=meant.ask.now,
        own="",
        group=meant.group.name,
    )


def date_like(meant: Meant) -> str:
    """Return the next date of a meeting as it can be typed; nothing where it has none."""
    following = meant.meeting.upcoming(meant.ask.now)
    return str(following[0].date) if following else ""


def then_like(meant: Meant, on: Occurrence | None = None) -> str:
    """Return a date of a meeting, ``on`` or its next, and another time for it, as they can be typed."""
    following = meant.meeting.upcoming(meant.ask.now)
    first = on or (following[0] if following else None)
    if first is None:
        return ""
    then = first.local + timedelta(days=1)
    then += timedelta(hours=1) if is_on(meant.meeting, then, first) else timedelta(0)
    return f"{first.date} to {then:%Y-%m-%d %H:%M}"


def is_on(meeting: Meeting, local: datetime, but: Occurrence) -> bool:
    """Return whether another date of a meeting than this one is at a local time."""
    at = recurrence.moment(local, meeting.zone)
    return any(each.date != but.date for each in meeting.begun(at, at))


def nothing_behind(meant: Meant, rest: str) -> None:
    """Refuse what stands behind all that was understood, where it means nothing."""
    if rest.strip(" .,;"):
        understood = meant.rest[: len(meant.rest) - len(rest)].strip()
        begun = f"{meant.begun} {understood}".strip()
        raise Refused("behind", template="meeting", begun=begun, rest=rest, group=meant.group.name)
