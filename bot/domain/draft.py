"""What is understood of a schedule while its words are read, and which rule that makes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, time
from typing import TypeAlias

from bot.domain.days import Unclear
from bot.domain.how_often import DAILY, EVERY, MONTHLY, ONCE, WEEKLY, Often
from bot.domain.schedule import LAST, Daily, Kind, MonthlyDay, MonthlyOn, Once, weekly
from bot.domain.which_day import DayOfMonth, Days, Nth

Part: TypeAlias = Often | Days | Nth | DayOfMonth | date | time


@dataclass(frozen=True, slots=True)
class Missing:
    """What a schedule still lacks: ``time``, ``day`` (of the week), ``month_day`` or ``date``."""

    what: str


@dataclass(frozen=True, slots=True)
class Draft:
    """The parts so far; ``repeats`` after "every" or a plural."""

    often: str = EVERY
    every: int = 1
    repeats: bool = False
    day: Days | Nth | DayOfMonth | None = None
    date: date | None = None
    time: time | None = None

    def plus(self, part: Part, typed: str) -> Draft | Unclear:
        """Return the draft with a part more; ``both`` says that it contradicts another."""
        match part:
            case time():
                return replace(self, time=part)
            case date():
                return replace(self, date=part)
            case Often(often, every, days, repeats):
                # "Once every 2 weeks" and "every week, daily": the first may be said with another, the second not.
                if (often != EVERY and self.often not in {EVERY, ONCE, often}) or (days and self.day):
                    return Unclear("both", typed)
                return replace(
                    self,
                    often=often or self.often,
                    every=max(every, self.every),
                    repeats=self.repeats or repeats,
                    day=Days(days) if days else self.day,
                )
            case _:
                if self.day is not None or self.often == DAILY:
                    return Unclear("both", typed)
                return replace(self, day=part, repeats=self.repeats or (isinstance(part, Days) and part.repeats))

    def kind(self) -> Kind | Missing | Unclear:
        """Return the rule, what it lacks, or why there is none; the words of an `Unclear` are empty here."""
        if self.date is not None:
            return Unclear("stray_date", "") if self.repeats or self.often not in {EVERY, ONCE} else Once()
        if self.often == DAILY:
            return Daily()
        match self.day:
            case Nth(nth, days):
                return self._nth(nth, days)
            case DayOfMonth(day, sure):
                return self._day_of_month(day, sure=sure)
            case Days(days, _, single):
                return self._days(days, single)
            case _:
                return Missing({MONTHLY: "month_day", ONCE: "date"}.get(self.often, "day"))

    def _day_of_month(self, day: int, *, sure: bool) -> Kind | Unclear:
        if self.often in {WEEKLY, ONCE}:
            return Unclear("both", "")
        return MonthlyDay(day) if sure or self.repeats or self.often == MONTHLY else Unclear("how_often", "")

    def _nth(self, nth: int, days: Days) -> Kind | Unclear:
        if self.often in {WEEKLY, ONCE}:
            return Unclear("both", "")
        if len(days.days) > 1:
            return Unclear("two_days", "")
        # "Every second Tuesday" is every two weeks to some, and once a month to others.
        if self.repeats and self.often != MONTHLY and nth not in {1, LAST}:
            return Unclear("nth", "")
        return MonthlyOn(nth, days.days[0])

    def _days(self, days: tuple[int, ...], single: str) -> Kind | Unclear:
        if self.often == MONTHLY:
            return Unclear("which_week" if len(days) == 1 else "two_days", "")
        if single and (self.often == WEEKLY or self.repeats):
            return Unclear("both", "")
        if single or self.often == ONCE:
            return Once() if len(days) == 1 and not self.repeats else Unclear("both", "")
        # Of several days nobody means each once.
        if self.often == WEEKLY or self.repeats or len(days) > 1:
            return weekly(days, self.every)
        return Unclear("how_often", "")
