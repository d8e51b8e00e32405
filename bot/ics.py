"""Meetings as a file that calendar programs read (RFC 5545).

A repeating meeting is one event with its rule, from its first date on, and an event of its own for each date that
takes place at another time. Times are local ones, and the file says what the clocks of their zone do: from the first
date on and for `YEARS` from now, or until the last date where there is one; after that it knows no change, as nobody
does. It is a copy: a calendar that took it learns of a later change from a new file alone, which replaces what the
old one said, since a meeting keeps its UID and its SEQUENCE grows.

Nothing about people is in it, but what a title or a place says: a room without a name is called after who is in it,
and that is left out (`name_of`).

A local time that the clocks leave out is read differently by calendar programs: some drop that date, some read it as
Kith does. So each such date within those years has an event of its own with the time that Kith means.

No METHOD: to publish, the standard wants an organizer (RFC 5546), and a group has none. DTSTAMP is when the file is
written, which is never before what it says was last changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vRecur

from bot.domain import recurrence
from bot.domain.clock_changes import Change, Clocks, changes, clocks
from bot.domain.meeting import PRESUMED, Meeting
from bot.domain.recurrence import Moved, Skipped
from bot.domain.schedule import Once

KIND: Final = "text/calendar"
YEARS: Final = 10
"""For how many years from now on the file knows of changes of the clocks."""
_YEAR: Final = timedelta(days=366)
_DAY: Final = timedelta(days=1)
_LOOK_BACK: Final = timedelta(days=400)
"""So far before the first date a change is looked for: most zones have one in it, or none for long."""
_PRODUCT: Final = "-//Kith//Meetings//EN"
_OURS: Final = "kith"
"""What stands behind the @ of a UID: the name of no server and no person."""
_LINK: Final = re.compile(r"https?://[!#-;=?-~]+", re.IGNORECASE)
_MORE: Final = re.compile(r" \+\d+$")
"""What a room without a name is called ends so where more people are in it."""
_LONGEST_NAME: Final = 40
_UNSEEN: Final = {"Cc", "Cf", "Cs", "Co"}
_JOINS_EMOJI: Final = "\N{ZERO WIDTH JOINER}"


def calendar(group: str, meetings: Sequence[Meeting], now: datetime) -> str:
    """Return the file of these meetings of a group, which is called as `name_of` says."""
    whole = Calendar()
    whole.add("prodid", _PRODUCT)
    whole.add("version", "2.0")
    if group:
        whole.add("x-wr-calname", _seen(group))
    for zone in sorted({each.zone for each in meetings}):
        here = [each for each in meetings if each.zone == zone]
        reached = [_reach(each, now) for each in here]
        first, last = min(begin for begin, _ in reached) - _DAY, max(end for _, end in reached)
        found = changes(zone, first - _LOOK_BACK, last)
        whole.add_component(timezone(zone, first, found))
        for meeting in here:
            for event in _events(group, meeting, now, found):
                whole.add_component(event)
    return str(whole.to_ical().decode())


@dataclass(frozen=True, slots=True)
class Turn:
    """An evening of somebody's own: its key for ever, what they do there, of which meeting, and when."""

    key: str
    role: str
    meeting: Meeting
    at: datetime


def turns(group: str, those: Sequence[Turn], now: datetime) -> str:
    """Return the file of somebody's own turns; each is a moment of its own, in UTC, and needs no rule and no zone."""
    whole = Calendar()
    whole.add("prodid", _PRODUCT)
    whole.add("version", "2.0")
    for turn in those:
        event = Event()
        event.add("uid", f"{turn.key}@{_OURS}")
        event.add("sequence", turn.meeting.sequence)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", turn.at.astimezone(UTC))
        event.add("duration", turn.meeting.length or PRESUMED)
        event.add("summary", _seen(f"{turn.role}: {turn.meeting.title or group or turn.meeting.name}"))
        if turn.meeting.place:
            event.add("location", _seen(turn.meeting.place))
        whole.add_component(event)
    return str(whole.to_ical().decode())


def name_of(group: str, people: Iterable[str]) -> str:
    """Return what a group is called here: nothing where a part of its name is what somebody in it is called."""
    parts = f", {_MORE.sub('', group)}, ".casefold()
    return "" if any(f", {name.strip().casefold()}, " in parts for name in people if name.strip()) else group


def file_name(group: str, meeting: Meeting | None = None) -> str:
    """Return what the file of a group's meetings is called, or that of one: letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", group.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", plain)[:_LONGEST_NAME].strip("-") or "meetings"
    return f"{slug}-{meeting.name}.ics" if meeting else f"{slug}.ics"


def timezone(zone: str, first: datetime, found: Sequence[Change]) -> Timezone:
    """Return what the clocks of a zone do from a moment on, by the changes that came last before it and that follow.

    Each change is named by itself, with the local time that the clocks would have shown without it (section 3.6.5);
    those that do the same share a part. Clocks that are put forward are called daylight. Where no change came before,
    what the clocks show at that moment stands for one.
    """
    known = clocks(zone, first)
    begun = [] if any(change.at <= first for change in found) else [Change(first, known.offset, known)]
    alike: dict[tuple[timedelta, Clocks], list[Change]] = defaultdict(list)
    for change in [*begun, *found]:
        alike[change.before, change.to].append(change)
    whole = Timezone()
    whole.add("tzid", _named(zone))
    for those in alike.values():
        part = TimezoneDaylight() if those[0].forward else TimezoneStandard()
        part.add("dtstart", those[0].local)
        # The first is among the others too: some programs read it in one place alone, and twice means once.
        part.add("rdate", [change.local for change in those])
        part.add("tzoffsetfrom", those[0].before)
        part.add("tzoffsetto", those[0].to.offset)
        part.add("tzname", those[0].to.name)
        whole.add_component(part)
    return whole


def _reach(meeting: Meeting, now: datetime) -> tuple[datetime, datetime]:
    """Return the moments between which the file knows a meeting's dates."""
    schedule = meeting.schedule
    begin = recurrence.moment(schedule.start, meeting.zone)
    moved = [recurrence.moment(to.to, meeting.zone) for to in meeting.exceptions.values() if isinstance(to, Moved)]
    last = max(begin, now) + YEARS * _YEAR
    if schedule.kind == Once():
        last = begin
    elif schedule.until:
        last = min(last, recurrence.moment(datetime.combine(schedule.until, time.max), meeting.zone))
    return min([begin, *moved]), max([begin, last, *moved])


def _events(group: str, meeting: Meeting, now: datetime, found: Sequence[Change]) -> Iterator[Event]:
    schedule = meeting.schedule
    if schedule.kind == Once():
        otherwise = meeting.exceptions.get(schedule.first)
        event = _event(group, meeting, now, otherwise.to if isinstance(otherwise, Moved) else schedule.start)
        if isinstance(otherwise, Skipped):
            event.add("status", "CANCELLED")
        yield event
        return
    event = _event(group, meeting, now, schedule.start, shown=True)
    event.add("rrule", vRecur.from_ical(recurrence.rrule(schedule)))
    real = {day: to for day, to in meeting.exceptions.items() if recurrence.takes_place_on(schedule, day)}
    if skipped := sorted(day for day, to in real.items() if isinstance(to, Skipped)):
        event.add("exdate", [_planned(meeting, day) for day in skipped], parameters=_zone(meeting))
    yield event
    moved = {day: to.to for day, to in real.items() if isinstance(to, Moved)}
    for day, to in sorted({**_left_out(meeting, found), **moved}.items()):
        other = _event(group, meeting, now, to)
        other.add("recurrence-id", _planned(meeting, day), parameters=_zone(meeting))
        yield other


def _left_out(meeting: Meeting, found: Sequence[Change]) -> dict[date, datetime]:
    """Return the dates on which a change leaves out the time of the meeting, with that time."""
    those = {}
    for change in found:
        for day in {change.local.date(), change.after.date()} - set(meeting.exceptions):
            planned = _planned(meeting, day)
            if change.leaves_out(planned) and recurrence.takes_place_on(meeting.schedule, day):
                those[day] = planned
    return those


def _event(group: str, meeting: Meeting, now: datetime, local: datetime, *, shown: bool = False) -> Event:
    """Return one event at a local time: as the clocks show it, or as the rule says it where that is to be ``shown``."""
    if not shown:
        local = recurrence.moment(local, meeting.zone).astimezone(ZoneInfo(meeting.zone)).replace(tzinfo=None, fold=0)
    event = Event()
    event.add("uid", f"{meeting.id}@{_OURS}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", local, parameters=_zone(meeting))
    event.add("duration", meeting.length or PRESUMED)
    event.add("summary", _seen(meeting.title or group or meeting.name))
    if meeting.place:
        event.add("location", _seen(meeting.place))
        if _LINK.fullmatch(meeting.place):
            event.add("url", meeting.place)
    return event


def _planned(meeting: Meeting, day: date) -> datetime:
    """Return the local time that a date has by the schedule."""
    return datetime.combine(day, meeting.schedule.time)


def _zone(meeting: Meeting) -> dict[str, str]:
    return {"TZID": _named(meeting.zone)}


def _named(zone: str) -> str:
    """Return a zone's name here: UTC has another, since not every program knows a date of a series that ends in Z."""
    return "Etc/UTC" if zone == "UTC" else zone


def _seen(text: str) -> str:
    """Return what people typed as one line without what nobody sees; the library escapes the rest."""
    line = " ".join(text.split())
    return "".join(each for each in line if each == _JOINS_EMOJI or unicodedata.category(each) not in _UNSEEN)
