"""What a support request is, and what is true around it, in plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

MODES: Final = ("now", "today", "week")


class At(Enum):
    """Where somebody stands who was asked."""

    OWED = "owed"
    """Their ping is written and not delivered."""
    RANG = "rang"
    """It was delivered, and they have not answered."""
    NOT_NOW = "not now"
    """Said so; a yes of theirs is taken all the same."""
    YES = "yes"
    """Said yes and waits for their turn to be offered."""
    OFFERED = "offered"
    """The asker is asked about them."""
    ASIDE = "aside"
    """Waits like whoever is offered, and never is."""
    MATCHED = "matched"
    """The two know of each other."""
    LET_GO = "let go"
    """Said yes and is free again; this request may ask them once more."""
    DECLINED = "declined"
    """Let go since they or the asker would rather have it be somebody else; this request asks them no more."""
    GONE = "gone"
    """Could not be reached, left, or listens no more."""


REACHED: Final = frozenset({At.RANG, At.NOT_NOW, At.YES, At.OFFERED, At.ASIDE, At.MATCHED, At.LET_GO, At.DECLINED})
"""Whoever stands there has heard of the request: they count among those of whom the asker reads."""
SAID_YES: Final = frozenset({At.YES, At.OFFERED, At.ASIDE, At.MATCHED})
"""Whoever stands there said yes and has not been let go."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked: in which wave, and ``since`` when.

    ``until`` is the end of what goes on: of their wait for an answer (``OWED``, ``RANG``), or of the asker's
    (``OFFERED``, ``ASIDE``). Of ``MATCHED`` it is the moment of the match. ``said`` is when they said yes or not now.
    """

    person: str
    at: At
    wave: int
    since: datetime
    until: datetime
    said: datetime | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """A request that is open.

    ``tell_at`` is when the asker hears of the wave at the latest, ``next_at`` when the next one goes out and by when
    they hear of it, ``touch_at`` when they are asked whether they are in touch. One that is ``paused`` waits for the
    asker to write. ``wanted`` is how many people it is to bring, ``why`` is what made the last wave go out.
    """

    asker: str
    mode: str
    kind: str
    named: bool
    opened_at: datetime
    expires_at: datetime
    wanted: int = 1
    wave: int = 0
    tell_at: datetime | None = None
    next_at: datetime | None = None
    touch_at: datetime | None = None
    paused: bool = False
    why: str = "opened"
    asked: tuple[Asked, ...] = ()
    closed: bool = False

    def of(self, person: str) -> Asked | None:
        """Return how this person stands."""
        return next((one for one in self.asked if one.person == person), None)

    def who(self, *at: At) -> tuple[Asked, ...]:
        """Return who stands there."""
        return tuple(one for one in self.asked if one.at in at)

    @property
    def offered(self) -> Asked | None:
        """Return whom the asker is asked about."""
        return next(iter(self.who(At.OFFERED)), None)

    @property
    def held(self) -> bool:
        """Return whether it brought as many people as were wanted."""
        return len(self.who(At.MATCHED)) >= self.wanted


def look_at(request: Request) -> datetime | None:
    """Return when there is something to do, though nobody writes; ``None`` once it is closed."""
    if request.closed:
        return None
    waits = (one.until for one in request.who(At.OFFERED, At.ASIDE))
    asking = None if request.held or request.offered or request.paused else request.next_at
    moments = (request.expires_at, request.tell_at, request.touch_at, asking, *waits)
    return min(moment for moment in moments if moment is not None)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the group set: the size of a wave, and lengths of time; ``wait``, ``touch`` and ``expire`` by mode."""

    size: int
    agree: timedelta
    again: timedelta
    wait: Mapping[str, timedelta]
    touch: Mapping[str, timedelta]
    expire: Mapping[str, timedelta]


@dataclass(frozen=True, slots=True)
class Around:
    """What is true around the request at this moment.

    ``choose(request, size)`` returns who may be asked now, in order, and ``again_at`` when somebody may be next.
    ``apart`` are those who must not be brought together with the asker; ``ready`` says of somebody who was chosen
    whether they may still be pinged.
    """

    now: datetime
    rules: Rules
    choose: Callable[[Request, int], tuple[str, ...]]
    again_at: Callable[[Request], datetime | None]
    apart: frozenset[str]
    ready: Callable[[str], bool]
