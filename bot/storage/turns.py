"""Turns of the rota: which meetings each has, made ahead of time, and what becomes of them when meetings change.

They are made as far as `rota.offer` reaches and `!rota` shows, or as somebody names a date, and keep their meetings by
original dates.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from bot.chat import Group
from bot.domain import recurrence, rota_turns, settings
from bot.domain.chair import Chair
from bot.domain.chair_events import Looked, Moved, Off, On
from bot.domain.meeting import Meeting
from bot.domain.rota_turns import Turn
from bot.storage.chairs import Kept
from bot.storage.roles import Role
from bot.storage.rota_following import Following
from bot.storage.rota_line import moments
from bot.storage.rota_words import ROTA

if TYPE_CHECKING:
    from bot.storage.tx import Tx

AHEAD: Final = 5
"""Turns of each role at each meeting that are made ahead, at least: one more than `!rota` shows."""
YEAR: Final = timedelta(days=366)
"""So far ahead somebody may name a date."""
FARTHEST: Final = 400
"""Meetings of a series ahead that a turn can be made of: a year of a daily one, and some."""
FAR: Final = timedelta(days=1)
"""What is over though it is so far ahead was ended by a clock that was wrong."""
_DAY: Final = timedelta(days=1)
_MONTH: Final = 31
"""Meetings that a month has at most."""


@dataclass(frozen=True, slots=True)
class Turns:
    """The turns of groups."""

    tx: Tx

    def ahead(self, group: Group, until: Mapping[str, date] | None = None) -> None:
        """Make the turns that are ahead, of a meeting up to its date here at least, and forget those long over."""
        farthest = (self.tx.rota.now + YEAR).date()
        named = {meeting: min(day, farthest) for meeting, day in (until or {}).items()}
        chairs = self.tx.chairs.of(group)
        those, mine = self.tx.roles.of(group), defaultdict[tuple[str, str], list[Kept]](list)
        for kept in chairs:
            mine[kept.role, kept.meeting].append(kept)
        for meeting in self.tx.meetings.of(group) if those else ():
            of_role = {role: mine[role.id, meeting.id] for role in those}
            for role, turn in self._missing(group, meeting, of_role, named.get(meeting.id)):
                self._make(group, role, turn, meeting)
        self._tidy(group, chairs)

    def _missing(
        self, group: Group, meeting: Meeting, of_role: Mapping[Role, Sequence[Kept]], until: date | None
    ) -> Iterable[tuple[Role, Turn]]:
        """Return the turns ahead of a meeting that have no chair yet, of each role, whose chairs there are given."""
        now = self.tx.rota.now
        horizon = now + self.tx.settings.get(group, settings.OFFER) + _DAY
        every = self.tx.roles.rules(group).every
        length = every.number if isinstance(every, rota_turns.Meetings) else _MONTH
        taken = {role: {day for kept in mine for day in kept.dates} for role, mine in of_role.items()}
        days = (max(horizon.date(), until or date.min) - now.date()).days  # each has one meeting at most
        count = min(FARTHEST, max(map(len, taken.values())) + (AHEAD + 2) * length + days)
        planned = meeting.as_planned(now, count)
        for role, mine in of_role.items():
            ready = sorted(kept.chair.start for kept in mine if not kept.chair.closed and not kept.chair.off)
            free = [rota_turns.Meeting(each.date, each.at) for each in planned if each.date not in taken[role]]
            found = rota_turns.turns(role.id, meeting.id, free, every)
            # The last may be cut in the middle.
            for number, turn in enumerate(found[:-1] if len(planned) == count else found):
                first = turn.meetings[0]
                is_far = first.at is not None and first.at > horizon and (until is None or first.date > until)
                sooner = number + bisect_left(ready, first.at or horizon)  # what is later may be years away
                if is_far and sooner >= AHEAD:
                    break
                yield role, turn

    def _make(self, group: Group, role: Role, turn: Turn, meeting: Meeting, *, handed_on: bool = False) -> None:
        """Keep a new turn's chair; of one whose meetings are all skipped the time at which they were planned."""
        dates = tuple(each.date for each in turn.meetings)
        at = moments(meeting, dates)
        planned = min(each.at for each in turn.meetings if each.at is not None)
        chair = Chair(turn.name, at[0] if at else planned, handed_on=handed_on, off=not at)
        kept = Kept(chair, role.id, group.id, meeting.id, dates)
        self.tx.chairs.keep(kept)
        Following(self.tx, kept, kept, group, role).looks()

    def _tidy(self, group: Group, chairs: Iterable[Kept]) -> None:
        """Forget who did what is longer ago than people rest, and is over."""
        rest, since = self.tx.roles.rules(group).rest, (self.tx.rota.now - _DAY).date()
        over: dict[str, list[Kept]] = {}
        for kept in chairs:
            if kept.chair.closed and max(kept.dates) < since:
                over.setdefault(kept.role, []).append(kept)
        for those in over.values():
            self.tx.chairs.drop(those[: -rest - 1])

    def placed(self, group: Group) -> None:
        """Let every turn ahead take place when its meetings do, or not at all; whatever changed about that."""
        for kept in self.tx.chairs.of(group):
            if kept.chair.closed:
                continue
            meeting, role = self.tx.meetings.known(kept.meeting), self.tx.roles.by_id(kept.role)
            gone = meeting is None or any(not recurrence.takes_place_on(meeting.schedule, day) for day in kept.dates)
            if gone and not kept.is_touched:
                self.tx.chairs.drop([kept])
                self.tx.jobs.cancel(ROTA, kept.chair.name)
                continue
            at = () if role is None or role.removed else moments(meeting, kept.dates)
            if not at and not kept.chair.off:
                self.tx.rota.hears(kept.chair.name, Off())
            elif at and kept.chair.off:
                self.tx.rota.hears(kept.chair.name, On(at[0]))
            elif at and at[0] != kept.chair.start:
                self.tx.rota.hears(kept.chair.name, Moved(at[0]))
        self.ahead(group)

    def set_back(self, group: Group) -> None:
        """Let what is far ahead be ahead again, and whose it was: the clock was wrong for a while.

        What is near stays over, so that it is once.
        """
        for kept in self.tx.chairs.of(group):
            if kept.chair.closed and kept.chair.start > self.tx.rota.now + FAR:
                self.tx.chairs.keep(replace(kept, chair=replace(kept.chair, closed=False)))

    def made_anew(self, group: Group) -> None:
        """Make turns anew after a change of "every"; what is held, asked about or passed stays, and all before it."""
        for role in self.tx.roles.of(group):
            for meeting in self.tx.meetings.of(group):
                mine = [kept for kept in self.tx.chairs.of(group) if (kept.role, kept.meeting) == (role.id, meeting.id)]
                mine.sort(key=lambda kept: kept.dates)
                touched = max((number for number, kept in enumerate(mine) if kept.is_touched), default=-1)
                for kept in mine[touched + 1 :]:
                    self.tx.chairs.drop([kept])
                    self.tx.jobs.cancel(ROTA, kept.chair.name)
        self.ahead(group)
        self.tx.rota.look(group)

    def evening(self, kept: Kept, day: date, person: str) -> Kept:
        """Return the chair of one evening: of a longer turn that this person holds, it becomes one of its own."""
        meeting = self.tx.meetings.known(kept.meeting)
        at = None if meeting is None else meeting.takes_place(day)
        parts = self._turn(kept).apart(day)
        if kept.chair.holder != person or parts is None or at is None:
            return kept
        rest, one = parts
        start = kept.chair.start if kept.chair.closed or not rest.moments else rest.moments[0]
        dates = tuple(each.date for each in rest.meetings)
        left = replace(kept, dates=dates, chair=replace(kept.chair, start=start))
        alone = replace(kept, dates=(day,), chair=Chair(one.name, at, person, asking=True))
        group, role = self.tx.groups.by_id(kept.group), self.tx.roles.by_id(kept.role)
        assert group is not None
        assert role is not None
        for each in (left, alone):
            self.tx.chairs.keep(each)
            Following(self.tx, each, each, group, role).looks()
        return alone

    def left_over(self, kept: Kept) -> None:
        """Let what is left of a longer turn be one of its own: it began with an open chair, or its holder left."""
        turn = self._turn(kept).after(self.tx.rota.now)
        group, role = self.tx.groups.by_id(kept.group), self.tx.roles.by_id(kept.role)
        meeting = self.tx.meetings.by_id(kept.meeting)
        if turn is None or turn.name == kept.chair.name or group is None or role is None or meeting is None:
            return
        begun = tuple(day for day in kept.dates if not turn.has(day))
        self.tx.chairs.keep(replace(kept, dates=begun))
        self._make(group, role, turn, meeting)
        self.tx.rota.hears(turn.name, Looked())

    def _turn(self, kept: Kept) -> Turn:
        meeting = self.tx.meetings.known(kept.meeting)
        at = {day: None if meeting is None else meeting.takes_place(day) for day in kept.dates}
        meetings = (rota_turns.Meeting(*each) for each in at.items())
        return Turn(kept.chair.name, kept.role, kept.meeting, tuple(meetings))
