"""The rota of a group as a turn's chair finds it: who is next, who rests, whom something can ring for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from bot.chat import Group
from bot.domain import rotation, settings
from bot.domain.chair_events import Around, Cover, Event, HandOn, Left, Pass, WentAway
from bot.domain.meeting import Meeting
from bot.domain.rotation import Place
from bot.storage.chairs import Kept
from bot.storage.roles import Role

if TYPE_CHECKING:
    from bot.storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Line:
    """A group's chairs at a moment, in the order in which their turns take place."""

    tx: Tx
    group: Group
    now: datetime
    chairs: tuple[Kept, ...]

    @classmethod
    def of(cls, tx: Tx, group: Group, now: datetime) -> Line:
        """Read it."""
        return cls(tx, group, now, tx.chairs.of(group))

    def seen(self, role: Role, but: str | None = None) -> Mapping[str, Place]:
        """Return everybody's place on a role's rota with what is accepted, asked and passed.

        Of the turn ``but`` it is passed alone: it counts as nobody's yet, and whoever let it go by is not willing.
        """
        held: dict[str, list[datetime]] = {}
        elsewhere: dict[str, list[datetime]] = {}
        passed: dict[str, datetime] = {}
        for kept in self.chairs:
            if kept.chair.closed:
                continue
            for person in kept.chair.sitting if kept.chair.name != but else ():
                (held if kept.role == role.id else elsewhere).setdefault(person, []).append(kept.chair.start)
            for person, when in kept.chair.passed.items() if kept.role == role.id else ():
                passed[person] = max(when, passed.get(person, when))
        return {
            place.person: replace(
                place,
                held=tuple(held.get(place.person, ())),
                elsewhere=tuple(elsewhere.get(place.person, ())),
                passed=passed.get(place.person),
            )
            for place in self.tx.roles.places(role.id)
        }

    def around(self, kept: Kept, role: Role, event: Event) -> Around:
        """Return what is true around a chair as something happens to it."""
        tx, group, chair = self.tx, self.group, kept.chair
        members, rest = tx.members.of(group), tx.roles.rules(group).rest
        take_place = [one for one in self.chairs if one.role == role.id and (not one.chair.off or one is kept)]
        near = rotation.near([one.chair.sitting for one in take_place], take_place.index(kept))
        places = [place for place in self.seen(role, but=chair.name).values() if place.person in members]
        moments = self.moments(kept) or (chair.start,)
        order = rotation.order(places, moments, near, self._busy(kept), rest)
        resting = frozenset(rotation.resting(near, rest, len(order)))
        if chair.holder is not None and _ask_for_the_holder(chair.covering, event):
            apart = tx.not_with.apart_from(chair.holder, order)  # they are not brought together by this either (N3)
            order = tuple(person for person in order if person not in apart)
        return Around(
            self.now,
            tx.settings.get(group, settings.OFFER),
            tx.settings.get(group, settings.ANSWER),
            order,
            resting,
            self._rings,
            self._invites,
        )

    def moments(self, kept: Kept) -> tuple[datetime, ...]:
        """Return when the meetings of a turn take place, those that do."""
        return moments(self.tx.meetings.known(kept.meeting), kept.dates)

    def _busy(self, kept: Kept) -> frozenset[str]:
        """Return who holds another role in one of the turn's meetings, or is asked about it."""
        others = (
            one
            for one in self.chairs
            if one.role != kept.role and one.meeting == kept.meeting and not set(one.dates).isdisjoint(kept.dates)
        )
        return frozenset(person for one in others for person in one.chair.sitting)

    def _rings(self, person: str) -> datetime | None:
        return self.tx.holding.quiet_until(person, self.group) or self.now

    def _invites(self, by: str, to: str) -> bool:
        """Return whether one may be asked for another: they have a chat (N27), and nothing is between them (N3)."""
        chat = self.tx.chats.of(to)
        is_here = to in self.tx.members.of(self.group) and chat is not None and chat.state == "open"
        return is_here and not self.tx.not_with.between(by, to)


def _ask_for_the_holder(covering: bool, event: Event) -> bool:  # noqa: FBT001 - of the chair
    """Return whether whoever is asked once this has happened is asked on behalf of its holder, to cover it."""
    return isinstance(event, Cover | WentAway) or (covering and not isinstance(event, Pass | HandOn | Left))


def moments(meeting: Meeting | None, dates: Iterable[date]) -> tuple[datetime, ...]:
    """Return when a meeting takes place, on those of these original dates on which it does."""
    found = (meeting.takes_place(day) for day in dates) if meeting is not None else ()
    return tuple(sorted(at for at in found if at is not None))
