"""Who holds which role when: only who said yes is named."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from bot.chat import Group
from bot.domain.meeting import Meeting
from bot.domain.recurrence import Occurrence
from bot.storage.chairs import Kept
from bot.storage.roles import Role
from bot.storage.rota_line import moments

if TYPE_CHECKING:
    from bot.storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Seat:
    """How a role of a meeting is filled: by whom, where they said yes, else that it is asked about or open."""

    role: str
    shows: Literal["held", "asked", "open", "off"]
    person: str | None
    kept: Kept


@dataclass(frozen=True, slots=True)
class Seats:
    """How the turns of groups are filled."""

    tx: Tx

    def holding(self, group: Group, meeting: Meeting, day: date) -> tuple[Seat, ...]:
        """Return how each role is filled at the occurrence of a meeting with this original date."""
        chairs = {
            kept.role: kept for kept in self.tx.chairs.of(group) if kept.meeting == meeting.id and day in kept.dates
        }
        return tuple(self._seat(role, chairs[role.id]) for role in self.tx.roles.of(group) if role.id in chairs)

    def shown(self, group: Group, meeting: Meeting, on: Occurrence) -> list[dict[str, str]]:
        """Return how each role is filled then, as every message says it: the name only of whoever said yes.

        Once it has begun, what is asked about still is open.
        """
        over = on.at <= self.tx.rota.now
        return [
            {
                "role": seat.role,
                "shows": "open" if over and seat.shows == "asked" else seat.shows,
                "who": self.tx.members.name(group, seat.person) if seat.person else "",
            }
            for seat in self.holding(group, meeting, on.date)
        ]

    def next_turns(self, group: Group, count: int) -> tuple[Seat, ...]:
        """Return how the next turns of a group are filled that take place."""
        those = {role.id: (number, role) for number, role in enumerate(self.tx.roles.of(group))}
        ahead = [
            kept
            for kept in self.tx.chairs.of(group)
            if kept.role in those and not (kept.chair.closed or kept.chair.off)
        ]
        ahead.sort(key=lambda kept: (kept.chair.start, those[kept.role][0]))
        return tuple(self._seat(those[kept.role][1], kept) for kept in ahead[:count])

    def _seat(self, role: Role, kept: Kept) -> Seat:
        return Seat(role.name, kept.chair.shows(self.tx.rota.now), kept.chair.holder, kept)

    def mine(self, person: str, group: Group) -> tuple[tuple[Role, Kept], ...]:
        """Return what somebody holds, is asked about or waits for, and is not over; the earliest first."""
        those = {role.id: role for role in self.tx.roles.of(group)}
        return tuple(
            (those[kept.role], kept)
            for kept in self.tx.chairs.of(group)
            if kept.role in those and not kept.chair.off and self._is_mine(kept, person)
        )

    def _is_mine(self, kept: Kept, person: str) -> bool:
        if not kept.chair.closed:
            return kept.chair.is_for(person)
        evenings = moments(self.tx.meetings.known(kept.meeting), kept.dates)  # of a longer turn that began
        return kept.chair.holder == person and any(at > self.tx.rota.now for at in evenings)
