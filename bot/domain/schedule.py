"""When something takes place, once or again and again: a rule, the time on the wall, and the zone of that wall."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final, TypeAlias, assert_never

from bot.domain.days import NAMES, WEEK

LAST: Final = -1
"""The last such day of a month, where another number counts from its start."""
WEEKDAYS: Final = (0, 1, 2, 3, 4)
EVERY_MONTH_HAS: Final = 28
"""The last day that there is in every month."""
_NTH: Final = {1: "1st", 2: "2nd", 3: "3rd", 4: "4th", LAST: "last"}


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day."""


@dataclass(frozen=True, slots=True)
class Weekly:
    """On these days of the week, Monday being 0, in order; ``every`` so many weeks, which begin on Mondays.

    The week of the schedule's first date is one of them.
    """

    days: tuple[int, ...]
    every: int = 1


@dataclass(frozen=True, slots=True)
class MonthlyOn:
    """On the first, second, third, fourth or `LAST` such day of the week in every month."""

    nth: int
    day: int


@dataclass(frozen=True, slots=True)
class MonthlyDay:
    """On this day of every month, 1 to 31; on the last day of a month that is shorter."""

    day: int


@dataclass(frozen=True, slots=True)
class Once:
    """On the schedule's first date alone."""


Kind: TypeAlias = Daily | Weekly | MonthlyOn | MonthlyDay | Once


@dataclass(frozen=True, slots=True)
class Schedule:
    """A rule and the local time of all its occurrences.

    ``first`` is the local date of the first occurrence, which the rule meets; no occurrence has a local date
    after ``until``; ``zone`` is an IANA name.
    """

    kind: Kind
    time: time
    zone: str
    first: date
    until: date | None = None

    @property
    def start(self) -> datetime:
        """The local date and time of the first occurrence, which RFC 5545 calls DTSTART, without its zone."""
        return datetime.combine(self.first, self.time)

    def __str__(self) -> str:
        """Return it as `schedule_words.parse` reads it back: ``weekly wed 19:00 from 2026-12-02 Europe/Berlin``."""
        until = f" until {self.until}" if self.until else ""
        start = "" if self.kind == Once() else f" from {self.first}"
        return f"{_rule(self.kind, self.first)} {self.time:%H:%M}{start}{until} {self.zone}"


def _rule(kind: Kind, first: date) -> str:
    match kind:
        case Daily():
            return "daily"
        case Weekly(days, every):
            often = "weekly" if every == 1 else f"every {every} weeks"
            return "weekdays" if kind == Weekly(WEEKDAYS) else f"{often} {','.join(NAMES[day] for day in days)}"
        case MonthlyOn(nth, day):
            return f"monthly {_NTH[nth]} {NAMES[day]}"
        case MonthlyDay(day):
            return f"monthly day {day}"
        case Once():
            return f"once {first}"
        case other:
            assert_never(other)


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a schedule is said: ``key`` names the sentence and ``facts`` what stands in it.

    ``daily``, ``weekdays``, ``weekly`` (days), ``every_weeks`` (days, every), ``monthly_on`` (nth, days),
    ``monthly_last`` (nth, days), ``monthly_day`` (day), ``monthly_day_or_last`` (day), ``monthly_end`` and ``once``;
    each with time, zone, first and until. Days of the week are numbers, Monday being 0.
    """

    key: str
    facts: Mapping[str, object]


def spoken(schedule: Schedule) -> Spoken:
    """Return what a template says of a schedule."""
    common = {"time": schedule.time, "zone": schedule.zone, "first": schedule.first, "until": schedule.until}
    facts: dict[str, object] = {}
    match schedule.kind:
        case Daily():
            key = "daily"
        case Weekly(days, 1):
            key, facts = ("weekdays", {}) if days == WEEKDAYS else ("weekly", {"days": days})
        case Weekly(days, every):
            key, facts = "every_weeks", {"days": days, "every": every}
        case MonthlyOn(nth, day):
            key, facts = "monthly_last" if nth == LAST else "monthly_on", {"nth": nth, "days": (day,)}
        case MonthlyDay(31):
            key = "monthly_end"
        case MonthlyDay(day):
            key, facts = "monthly_day" if day <= EVERY_MONTH_HAS else "monthly_day_or_last", {"day": day}
        case Once():
            key = "once"
        case other:
            assert_never(other)
    return Spoken(key, common | facts)


def weekly(days: tuple[int, ...], every: int = 1) -> Daily | Weekly:
    """Return the rule of these days, in any order: all seven of every week are daily."""
    in_order = tuple(sorted(set(days)))
    return Daily() if len(in_order) == WEEK and every == 1 else Weekly(in_order, every)
