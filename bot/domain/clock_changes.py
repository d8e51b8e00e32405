"""The changes of a zone's clocks: when they come, and which local times each leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain import recurrence

_NONE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Clocks:
    """What a zone's clocks show at a moment: how far they are from UTC, and what that time is called."""

    offset: timedelta
    name: str


@dataclass(frozen=True, slots=True)
class Change:
    """A change of the clocks: ``at`` is its moment in UTC, ``to`` what they show from then on."""

    at: datetime
    before: timedelta
    to: Clocks

    @property
    def local(self) -> datetime:
        """What the clocks would show at that moment without the change."""
        return (self.at + self.before).replace(tzinfo=None)

    @property
    def after(self) -> datetime:
        """What the clocks show at that moment."""
        return (self.at + self.to.offset).replace(tzinfo=None)

    @property
    def forward(self) -> bool:
        """Whether the clocks are put forward, so that local times are left out."""
        return self.to.offset > self.before

    def leaves_out(self, local: datetime) -> bool:
        """Return whether the clocks never show a local time because of this change."""
        return self.local <= local < self.after


def clocks(zone: str, at: datetime) -> Clocks:
    """Return what the clocks of a zone show at a moment."""
    there = at.astimezone(ZoneInfo(zone))
    return Clocks(there.utcoffset() or _NONE, there.tzname() or zone)


def changes(zone: str, first: datetime, last: datetime) -> tuple[Change, ...]:
    """Return the changes of a zone's clocks between two moments, the earliest first."""
    return tuple(_changes(zone, first.astimezone(UTC), last))


def _changes(zone: str, first: datetime, last: datetime) -> Iterator[Change]:
    while at := recurrence.clock_change(zone, first, last):
        yield Change(at, clocks(zone, first).offset, clocks(zone, at))
        first = at
