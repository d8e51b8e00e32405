"""What happens to a support request, and what can follow from it, in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# ---------------------------------------------------------------------------------- what happens


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
    """A listener left the group; of one who is to be ``forgotten`` no name is told."""

    person: str
    forgotten: bool = False


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


# --------------------------------------------------------------------------- what follows from it


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
