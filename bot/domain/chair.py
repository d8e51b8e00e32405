"""What a turn of the rota is while it is ahead: its chair, and who was asked to sit there, in plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final, Literal

SOON: Final = timedelta(days=1)
"""So long before the start all others are asked at once where somebody can't, and the room hears what changes."""


class At(Enum):
    """Where somebody stands who was asked, or who spoke up."""

    ASKED = "asked"
    LAPSED = "lapsed"
    """Did not answer in time, and may still say yes."""
    AHEAD = "ahead"
    """Passed before they were asked."""
    PASSED = "passed"
    WAITS = "waits"
    """Would take it, while somebody else has been asked and may answer first."""
    LET_GO = "let go"
    """Need not answer any more, since somebody else said yes."""
    UNREACHED = "unreached"
    """Nothing can be sent to them."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How somebody stands since when; whoever is asked has until then.

    It ``counts`` where it came to them by their place on the rota, so that letting it go by is a pass. Whoever did not
    answer may be asked ``again`` once it is another question: somebody who had said yes can't do it. That they
    ``let_by`` the first one, and when, stays.
    """

    person: str
    at: At
    since: datetime
    until: datetime
    counts: bool = True
    again: bool = False
    let_by: datetime | None = None


@dataclass(frozen=True, slots=True)
class Swap:
    """Somebody asked another to take their turn, perhaps for one that the other holds (its name)."""

    by: str
    to: str
    until: datetime
    back: str | None = None


@dataclass(frozen=True, slots=True)
class Chair:
    """The chair of a turn that has not started.

    ``start`` is when its first meeting does. ``rested`` is who rested when it was given to its holder. ``asking`` is
    whether the time has come to ask, ``covering`` whether its holder would have somebody else take over, ``handed_on``
    whether somebody held it who does no more, and ``at_once`` whether all were asked together. ``tell_at`` is when the
    holder hears that nobody could, which ``told`` says was settled. ``swap`` is whom its holder, or somebody who is
    asked, would have do it instead. It is ``off`` while its meetings are skipped or ended, or its role is removed, and
    ``closed`` once it started: all that is kept of it then is who did it.
    """

    name: str
    start: datetime
    holder: str | None = None
    asked: tuple[Asked, ...] = ()
    asking: bool = False
    rested: frozenset[str] = frozenset()
    covering: bool = False
    handed_on: bool = False
    at_once: bool = False
    tell_at: datetime | None = None
    told: bool = False
    swap: Swap | None = None
    off: bool = False
    closed: bool = False

    def of(self, person: str) -> Asked | None:
        """Return how this person stands."""
        return next((one for one in self.asked if one.person == person), None)

    def who(self, *at: At) -> tuple[Asked, ...]:
        """Return who stands there."""
        return tuple(one for one in self.asked if one.at in at)

    def is_for(self, person: str) -> bool:
        """Return whether this person holds it, or waits for it, or may say yes to being asked while nobody does."""
        one = self.of(person)
        may_have_it = one is not None and one.at in {At.ASKED, At.LAPSED, At.WAITS} and self.holder is None
        return self.holder == person or may_have_it

    @property
    def sitting(self) -> tuple[str, ...]:
        """Return for whom it counts as a turn had: who holds it, else who is asked, whose turn it is."""
        if self.off:
            return ()
        if self.holder is not None:
            return (self.holder,)
        return tuple(one.person for one in self.who(At.ASKED) if one.counts)

    @property
    def passed(self) -> dict[str, datetime]:
        """Return who let it go by, and when; of one that is off nobody did."""
        if self.off:
            return {}
        passed = {one.person: one.let_by for one in self.asked}
        for one in self.who(At.PASSED, At.LAPSED, At.UNREACHED):
            if one.counts:
                passed[one.person] = one.since
        return {person: when for person, when in passed.items() if when is not None and person != self.holder}

    def shows(self, now: datetime) -> Literal["held", "asked", "open", "off"]:
        """Return what everybody may see of it.

        It is "asked" for as long as the last who was asked may take to answer: a pass looks as silence does. Where all
        were asked together it is open from then on: anybody has it by a yes, and who answered shows nowhere.
        """
        if self.off:
            return "off"
        if self.holder is not None:
            return "held"
        waits = self.who(At.ASKED) or any(now < one.until for one in self.who(At.PASSED))
        return "asked" if waits and not self.at_once else "open"


def look_at(chair: Chair, offer: timedelta) -> datetime | None:
    """Return when there is something to do, though nobody writes; ``None`` once it is closed."""
    if chair.closed:
        return None
    if chair.off:
        return chair.start
    moments = [chair.start, *(one.until for one in chair.who(At.ASKED))]
    if chair.holder is None and not chair.asking:
        moments.append(chair.start - offer)
    if chair.who(At.WAITS) or ((chair.covering or chair.handed_on) and not chair.at_once):
        moments.append(chair.start - SOON)
    if chair.tell_at is not None:
        moments.append(chair.tell_at)
    if chair.swap is not None:
        moments.append(chair.swap.until)
    return min(moments)
