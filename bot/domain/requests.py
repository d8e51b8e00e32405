"""What a support request is: its state, what happens to it, and what can follow, in plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

MODES: Final = ("now", "today", "week")


class At(Enum):
    """Where somebody stands who was asked."""

    OWED = "owed"
    """Their ping is written and not delivered."""
    RANG = "rang"
    NOT_NOW = "not now"
    YES = "yes"
    """Said yes and waits for their turn to be offered."""
    OFFERED = "offered"
    """The asker is asked about them."""
    ASIDE = "aside"
    """Waits like whoever is offered, and never is."""
    MATCHED = "matched"
    LET_GO = "let go"
    DECLINED = "declined"
    """Let go since the asker would rather have somebody else; this request asks them no more."""
    GONE = "gone"
    """Could not be reached, left, or listens no more."""


REACHED: Final = frozenset({At.RANG, At.NOT_NOW, At.YES, At.OFFERED, At.ASIDE, At.MATCHED, At.LET_GO, At.DECLINED})


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody who was asked: in which wave, when, and until when they have what they are waiting for."""

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


# ------------------------------------------------------------------------ what happens


@dataclass(frozen=True, slots=True)
class Opened:
    """The asker asked."""


@dataclass(frozen=True, slots=True)
class AskedAgain:
    """The asker asked once more, perhaps in another mode, for another kind, or under their name."""

    mode: str | None = None
    kind: str | None = None
    named: bool | None = None


@dataclass(frozen=True, slots=True)
class More:
    """The asker wants a second person."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """The asker agreed to this listener."""

    person: str


@dataclass(frozen=True, slots=True)
class SomeoneElse:
    """The asker would rather have somebody else than this listener."""

    person: str


@dataclass(frozen=True, slots=True)
class InTouch:
    """The asker says whether this listener and they are in touch."""

    person: str
    yes: bool


@dataclass(frozen=True, slots=True)
class Ended:
    """It is over, and ``why``: the block that says so to the asker; ``None`` where they are not to hear of it."""

    why: str | None


@dataclass(frozen=True, slots=True)
class Yes:
    """A listener said yes."""

    person: str


@dataclass(frozen=True, slots=True)
class NotNow:
    """A listener said "not now"."""

    person: str


@dataclass(frozen=True, slots=True)
class HandOn:
    """A listener lets somebody else take over."""

    person: str


@dataclass(frozen=True, slots=True)
class Left:
    """A listener left the group."""

    person: str


@dataclass(frozen=True, slots=True)
class Off:
    """A listener is not to be asked any more; whom they are with they may stay with."""

    person: str


@dataclass(frozen=True, slots=True)
class Changed:
    """Something about a listener changed: their hours, a pause, a not-with entry."""

    person: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """A listener's ping was delivered."""

    person: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A listener's ping can't be delivered."""

    person: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Time has passed."""


FromAsker = Opened | AskedAgain | More | Agreed | SomeoneElse | InTouch | Ended
OfListener = Yes | NotNow | HandOn | Left | Off | Changed | Delivered | Refused
Event = FromAsker | OfListener | Looked


# ------------------------------------------------------------------- what follows from it


@dataclass(frozen=True, slots=True)
class Ping:
    """Ask this listener."""

    person: str


@dataclass(frozen=True, slots=True)
class Unask:
    """If their ping waits still, it is not sent any more; their answer is not waited for."""

    person: str
    held: bool


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell somebody something: the block and its facts."""

    person: str
    what: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Count:
    """The ping of a listener rang: it counts for their limit and for the order."""

    person: str


@dataclass(frozen=True, slots=True)
class Held:
    """A listener is there for the asker."""

    person: str


Effect = Ping | Unask | Tell | Count | Held


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
