"""What happens to the chair of a turn, what can follow, and what is true around it, in plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

# ------------------------------------------------------------------------ what happens


@dataclass(frozen=True, slots=True)
class Looked:
    """Time has passed."""


@dataclass(frozen=True, slots=True)
class Yes:
    """Somebody said yes to what they were asked, or takes it unasked; whoever has it covered keeps it."""

    person: str


@dataclass(frozen=True, slots=True)
class Pass:
    """Somebody lets it go by: asked, before they are asked, or after they said yes."""

    person: str


@dataclass(frozen=True, slots=True)
class SwapWith:
    """Somebody would have another do it, perhaps for a turn that the other holds (its name)."""

    person: str
    to: str
    back: str | None = None


@dataclass(frozen=True, slots=True)
class SwapYes:
    """The other agrees to the swap; whether what they give for it, if anything, ``stands``: they hold it still."""

    person: str
    stands: bool = True


@dataclass(frozen=True, slots=True)
class SwapNo:
    """The other does not."""

    person: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Its holder agreed to a swap of another turn for this one, which goes to whoever offered that."""

    person: str
    to: str


@dataclass(frozen=True, slots=True)
class Cover:
    """Its holder would have somebody else take over, and holds it until somebody does."""

    person: str


@dataclass(frozen=True, slots=True)
class HandOn:
    """Its holder can't do it, and said so for sure."""

    person: str


@dataclass(frozen=True, slots=True)
class Left:
    """Somebody left the group, or the rota of the role, or is forgotten."""

    person: str


@dataclass(frozen=True, slots=True)
class WentAway:
    """Somebody said that they are away at one of its meetings."""

    person: str


@dataclass(frozen=True, slots=True)
class Refused:
    """What somebody was to be asked can't be delivered."""

    person: str


@dataclass(frozen=True, slots=True)
class Moved:
    """It starts at another time: its first meeting was moved, skipped or taken back."""

    start: datetime


@dataclass(frozen=True, slots=True)
class Off:
    """None of its meetings takes place: skipped, the series ended, the role removed."""


@dataclass(frozen=True, slots=True)
class On:
    """What took it off was taken back."""

    start: datetime


FromPerson = Yes | Pass | SwapWith | SwapYes | SwapNo | Cover | HandOn
OfPerson = Exchanged | Left | WentAway | Refused
OfMeeting = Moved | Off | On
Event = FromPerson | OfPerson | OfMeeting | Looked


# ------------------------------------------------------------------- what follows from it


@dataclass(frozen=True, slots=True)
class Offer:
    """Ask somebody: ``turn`` in the order of the rota, ``cover`` one by one for its holder, ``soon`` all at once."""

    person: str
    what: Literal["turn", "cover", "soon"]
    until: datetime


@dataclass(frozen=True, slots=True)
class AskToSwap:
    """Ask somebody whether they would do it instead of another."""

    person: str
    by: str
    until: datetime
    back: str | None


@dataclass(frozen=True, slots=True)
class Unask:
    """If what asks them waits still, it is not sent any more; their answer is not waited for."""

    person: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell somebody something: the block and its facts."""

    person: str
    what: str
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody holds it from now on."""

    person: str


@dataclass(frozen=True, slots=True)
class Freed:
    """Somebody does not hold it any more."""

    person: str


@dataclass(frozen=True, slots=True)
class Room:
    """Tell the room who has it now, ``None`` where it is open: it may have heard another name."""

    person: str | None


@dataclass(frozen=True, slots=True)
class Exchange:
    """The other's turn of this name goes to whoever swaps with them, in the same transaction: `Exchanged`."""

    turn: str
    person: str
    to: str


@dataclass(frozen=True, slots=True)
class Started:
    """Its first meeting starts: who does it, who let it go by and when, who rested, for :func:`rotation.settled`."""

    done: str | None
    passed: Mapping[str, datetime]
    resting: frozenset[str]


Effect = Offer | AskToSwap | Unask | Tell | Held | Freed | Room | Exchange | Started


@dataclass(frozen=True, slots=True)
class Around:
    """What is true around a chair at this moment.

    ``offer`` is how long before the start it is offered, ``answer`` how long an offer waits. ``order`` is who is
    willing, first whose turn it is (:func:`rotation.order`), of the people in the group; ``resting`` who rests
    (:func:`rotation.resting`). ``rings(person)`` is the first moment at which something may ring for them, ``None``
    where nothing can be sent; ``invites(by, to)`` whether the one may be asked on behalf of the other.
    """

    now: datetime
    offer: timedelta
    answer: timedelta
    order: tuple[str, ...]
    resting: frozenset[str]
    rings: Callable[[str], datetime | None]
    invites: Callable[[str, str], bool]
