"""A nudge to check in that somebody set for themselves: when it is due, and when it stops (N24)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.domain import recurrence
from bot.domain.recurrence import Occurrence
from bot.domain.schedule import Schedule, Spoken, spoken

MOST_UNANSWERED: Final = 3
"""After so many without an answer a nudge stops by itself, and says so once."""
LATEST: Final = timedelta(hours=2)
"""A nudge that is later than that, after a downtime or its person's night, is not sent any more (N12)."""
HOLDS: Final = timedelta(hours=12)
"""How long a nudge takes an answer, unless the next one comes before."""


@dataclass(frozen=True, slots=True)
class Nudge:
    """Somebody's nudge for one group.

    Where it ``follows``, its zone is theirs, whatever that becomes. ``letter`` is the key of the last one while it is
    unanswered, and empty once it is not; ``unanswered`` counts those before it.
    """

    person: str
    group: int
    schedule: Schedule
    follows: bool
    settled_at: datetime
    unanswered: int = 0
    letter: str = ""

    @property
    def zone(self) -> str:
        """The zone in which its times are meant."""
        return self.schedule.zone

    @property
    def spoken(self) -> Spoken:
        """How its schedule is said."""
        return spoken(self.schedule)

    def upcoming(self, after: datetime, count: int = 1) -> tuple[Occurrence, ...]:
        """Return the next occurrences after a moment, as many as are asked for or as there are."""
        return recurrence.upcoming(self.schedule, after, count)

    def due(self, now: datetime) -> Occurrence | None:
        """Return the last that is due and not settled."""
        passed = recurrence.occurrences(self.schedule, self.settled_at, now)
        return passed[-1] if passed else None

    def sent(self, letter: str, *, arrived: bool) -> Nudge:
        """Return it with one more that waits for an answer; the one before counts where it ``arrived``."""
        more = 1 if self.letter and arrived else 0
        return replace(self, letter=letter, unanswered=self.unanswered + more)

    def is_over(self, *, arrived: bool) -> bool:
        """Return whether so many are unanswered that it stops, the last one with them where it ``arrived``."""
        return self.unanswered + (1 if self.letter and arrived else 0) >= MOST_UNANSWERED
