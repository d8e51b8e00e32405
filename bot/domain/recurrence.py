"""When a schedule's occurrences take place, across every change of the clocks (N11).

A rule is expanded in local time without a zone, and the zone is attached to each result: so what is weekly at
19:00 stays at 19:00 on the wall. A local time that a change leaves out is read with the offset before it (02:30
becomes 03:30 summer time), and of one that comes twice the first is meant (RFC 5545, section 3.3.5). No occurrence
is dropped for that, against section 3.3.10 and with what calendar programs do, and none comes twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import merge
from itertools import islice, takewhile
from operator import attrgetter
from types import MappingProxyType
from typing import Final, TypeAlias, assert_never
from zoneinfo import ZoneInfo

from dateutil import rrule as dateutil

from bot.domain.days import WEEK
from bot.domain.schedule import EVERY_MONTH_HAS, Daily, Kind, MonthlyDay, MonthlyOn, Once, Schedule, Weekly

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_FARTHEST: Final = 2 * _DAY
"""More than any local time is from UTC, and than any change of the clocks moves an occurrence."""
_ICAL_DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One of a schedule's occurrences.

    ``date`` is its original local date, which it keeps as its name wherever it is moved; ``local`` what the clock
    on the wall shows when it takes place, without a zone; ``at`` that moment in UTC.
    """

    date: date
    local: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Skipped:
    """The occurrence does not take place."""


@dataclass(frozen=True, slots=True)
class Moved:
    """The occurrence takes place at another local time, in the schedule's zone."""

    to: datetime


Exceptions: TypeAlias = Mapping[date, Skipped | Moved]
"""What is otherwise, by the original local date; at a date on which nothing is, an exception means nothing."""
NONE: Final[Exceptions] = MappingProxyType({})


def moment(local: datetime, zone: str) -> datetime:
    """Return the moment in UTC at which the clocks of a zone show a local time; see above for none and for two."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def occurrences(
    schedule: Schedule, after: datetime, before: datetime, exceptions: Exceptions = NONE
) -> tuple[Occurrence, ...]:
    """Return what takes place after the one moment and not after the other, in the order in which it does."""
    return tuple(takewhile(lambda each: each.at <= before, _following(schedule, after, exceptions)))


def upcoming(
    schedule: Schedule, after: datetime, count: int = 1, exceptions: Exceptions = NONE
) -> tuple[Occurrence, ...]:
    """Return the next that take place after a moment, as many as are asked for or as there are."""
    return tuple(islice(_following(schedule, after, exceptions), count))


def _following(schedule: Schedule, after: datetime, exceptions: Exceptions) -> Iterator[Occurrence]:
    at = attrgetter("at")
    moved = sorted(
        (_occurrence(day, to.to, schedule.zone) for day, to in exceptions.items() if isinstance(to, Moved)), key=at
    )
    kept = (each for each in _by_rule(schedule, after) if each.date not in exceptions)
    return merge(kept, (each for each in moved if each.at > after and takes_place_on(schedule, each.date)), key=at)


def _by_rule(schedule: Schedule, after: datetime) -> Iterator[Occurrence]:
    near = (after - _FARTHEST).astimezone(UTC).date()
    for day in _dates(schedule, near):
        occurrence = _occurrence(day, datetime.combine(day, schedule.time), schedule.zone)
        if occurrence.at > after:
            yield occurrence


def _occurrence(day: date, local: datetime, zone: str) -> Occurrence:
    at = moment(local, zone)
    return Occurrence(day, at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0), at)


def takes_place_on(schedule: Schedule, day: date) -> bool:
    """Return whether the rule has an occurrence with this original date."""
    return day in takewhile(lambda each: each <= day, _dates(schedule, day))


def first_date(kind: Kind, start: date) -> date:
    """Return the first date from this one on that a rule meets."""
    return next(_dates(Schedule(kind, time(), "UTC", start), start))


def _dates(schedule: Schedule, near: date) -> Iterator[date]:
    """Return the original dates from about ``near`` on: some may be earlier, none that follows is left out.

    The rule is not expanded from its first date but from the start of the week or the month of ``near``, as far
    as that is later; of "every so many weeks" from the start of the last week before it that has its turn,
    counted from the first. Rules count no occurrences, so that nothing else depends on where they start.
    """
    until = datetime.combine(schedule.until, time()) if schedule.until else None
    for each in _expanded(schedule.kind, schedule.first, max(near, schedule.first), until):
        if each.date() >= schedule.first:
            yield each.date()


def _expanded(kind: Kind, first: date, near: date, until: datetime | None) -> Iterable[datetime]:
    rule = partial(dateutil.rrule, until=until)
    this_month = datetime(near.year, near.month, 1)  # noqa: DTZ001 - a date, as the rules here are without a zone
    match kind:
        case Once():
            return [datetime.combine(first, time())]
        case Daily():
            return rule(dateutil.DAILY, dtstart=datetime.combine(near, time()))
        case Weekly(days, every):
            monday = datetime.combine(first, time()) - first.weekday() * _DAY
            turns = every * WEEK * _DAY
            monday += (datetime.combine(near, time()) - monday) // turns * turns
            return rule(dateutil.WEEKLY, dtstart=monday, interval=every, byweekday=days, wkst=dateutil.MO)
        case MonthlyOn(nth, day):
            return rule(dateutil.MONTHLY, dtstart=this_month, byweekday=dateutil.weekday(day, nth))
        case MonthlyDay(day):
            return rule(dateutil.MONTHLY, dtstart=this_month, bymonthday=_month_days(day), bysetpos=-1)
        case other:
            assert_never(other)


def _month_days(day: int) -> tuple[int, ...]:
    """Return the days of which the last that a month has is meant."""
    return tuple(range(min(day, EVERY_MONTH_HAS), day + 1))


def rrule(schedule: Schedule) -> str:
    """Return the rule as RFC 5545 writes it in RRULE, for a DTSTART of `Schedule.start` in the zone; empty for once.

    UNTIL is the last second of the last local date, in UTC, as section 3.3.10 has it where DTSTART has a zone.
    """
    kind = schedule.kind
    match kind:
        case Once():
            return ""
        case Daily():
            parts = ["FREQ=DAILY"]
        case Weekly(days, every):
            weeks = [] if every == 1 else [f"INTERVAL={every}", "WKST=MO"]
            parts = ["FREQ=WEEKLY", *weeks, f"BYDAY={','.join(_ICAL_DAYS[day] for day in days)}"]
        case MonthlyOn(nth, day):
            parts = ["FREQ=MONTHLY", f"BYDAY={nth}{_ICAL_DAYS[day]}"]
        case MonthlyDay(day):
            which = _month_days(day)
            last = [] if len(which) == 1 else ["BYSETPOS=-1"]
            parts = ["FREQ=MONTHLY", f"BYMONTHDAY={','.join(map(str, which))}", *last]
        case other:
            assert_never(other)
    if schedule.until:
        end = moment(datetime.combine(schedule.until, time(23, 59, 59)), schedule.zone)
        parts.append(f"UNTIL={end:%Y%m%dT%H%M%SZ}")
    return ";".join(parts)


def clock_change(zone: str, first: datetime, last: datetime) -> datetime | None:
    """Return when the clocks of a zone first change between two moments, in UTC, or None where they don't."""
    here = ZoneInfo(zone)
    before, last = first.astimezone(UTC), last.astimezone(UTC)
    while before < last:
        after = min(before + _DAY, last)
        if after.astimezone(here).utcoffset() != before.astimezone(here).utcoffset():
            return _change(before, after, here)
        before = after
    return None


def _change(before: datetime, after: datetime, here: ZoneInfo) -> datetime:
    """Return the first second with the later offset, which lies between two moments at most a day apart."""
    offset = before.astimezone(here).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // 2 // _SECOND * _SECOND
        if middle.astimezone(here).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
