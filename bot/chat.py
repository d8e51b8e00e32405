"""The port: what Kith hears and what it sends, in plain values.

Nothing here knows a Matrix library, a database or a clock. ``bot/matrix`` and
the tests' room in memory are the two users of :class:`Chat`.

All moments are aware datetimes in UTC. IDs are Matrix IDs as strings:
``$event``, ``!room:server``, ``@person:server``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any, Protocol

# ------------------------------------------------------------------- who Kith is


@dataclass(frozen=True, slots=True)
class Place:
    """A place to turn to, as the operator wrote it."""

    name: str
    contact: str
    hours: str | None = None
    police: str | None = None


@dataclass(frozen=True, slots=True)
class House:
    """What is the same for every message: who Kith is here and what its operator set."""

    me: str
    name: str = "Kith"
    prefix: str = "!"
    operator: str | None = None
    resources: tuple[Place, ...] = ()
    allow: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    defaults: Mapping[str, Any] | None = None
    keep_inbox: timedelta = timedelta(days=30)
    keep_letters: timedelta = timedelta(days=7)
    keep_undecrypted: timedelta = timedelta(days=7)
    keep_left_groups: timedelta = timedelta(days=30)


# ----------------------------------------------------------------- what is heard


@dataclass(frozen=True, slots=True)
class Group:
    """A room that is no private chat: Kith's own number for it, its room and its name."""

    id: int
    room: str
    name: str


@dataclass(frozen=True, slots=True)
class Ask:
    """A message that a person wrote, as it arrived; a command sees it with its words filled in.

    ``now`` is the receipt, ``said`` the sender's clock capped at ``now``. ``text``
    is the plain body, empty for a voice message or a picture. ``thread`` is the
    root of the thread it stands in, ``reply_to`` the message it answers, ``edits``
    the message it replaces. ``mentions_kith`` is true for a pill of Kith, ``pills`` are the other people who
    have one in it.
    """

    event: str
    room: str
    sender: str
    text: str
    now: datetime
    said: datetime
    thread: str | None = None
    reply_to: str | None = None
    edits: str | None = None
    mentions_kith: bool = False
    pills: tuple[str, ...] = ()
    before_join: bool = False  # written between the invitation and Kith's joining
    # What `app` fills in before a command sees it:
    private: bool = False
    group: Group | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A reaction ``key`` that ``sender`` put on the event ``on``; ``said`` is as in an :class:`Ask`, if it is known."""

    event: str
    room: str
    sender: str
    on: str
    key: str
    now: datetime
    said: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erased:
    """The event ``target`` was redacted: a message removed or a mark taken back."""

    event: str
    room: str
    sender: str
    target: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Sealed:
    """A message that could not be decrypted yet; ``source`` is its JSON, ciphertext only, all else as in an Ask."""

    event: str
    room: str
    sender: str
    session: str
    source: str
    now: datetime
    said: datetime
    before_join: bool = False


@dataclass(frozen=True, slots=True)
class RoomNow:
    """What a joined room is now; whoever is in neither set has left.

    ``direct`` is true where Kith's account data or the invitation say so, and
    ``successor`` names the room that a tombstone points to. ``names`` and ``powers`` are
    those of whoever is joined; creators that nobody can take power from have :data:`ALMIGHTY`.
    ``join_rule`` and ``history`` are the words of the specification.
    """

    room: str
    name: str
    joined: frozenset[str]
    invited: frozenset[str]
    encrypted: bool
    direct: bool
    now: datetime
    successor: str | None = None
    predecessor: str | None = None
    successor_via: str | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    powers: Mapping[str, int] = field(default_factory=dict)
    join_rule: str = "invite"
    history: str = "shared"


ALMIGHTY = 2**53 - 1
"""More power than a room's power levels can give: that of the creators of rooms since version 12."""


@dataclass(frozen=True, slots=True)
class Invited:
    """Kith was invited to ``room`` by ``sender``; ``direct`` as the invitation says."""

    room: str
    sender: str
    direct: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class Gone:
    """Kith is no longer in ``room``: it left, was kicked or was banned."""

    room: str
    now: datetime


@dataclass(frozen=True, slots=True)
class Echo:
    """A message that Kith sent came back: the letter's key and the event it became."""

    event: str
    room: str
    key: str


Heard = Ask | Mark | Erased | Sealed | RoomNow | Invited | Gone | Echo


@dataclass(frozen=True, slots=True)
class Batch:
    """One sync response in the order of what it means: rooms first, then events, oldest first.

    ``since`` is the token that asks for what comes after it; ``None`` where the
    batch came from elsewhere (messages that could be decrypted later). ``keys``
    are the encryption sessions that became readable with it, ``opened`` the waiting
    messages that were read by now, whether or not they meant anything.
    """

    heard: tuple[Heard, ...]
    since: str | None
    keys: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()


# ------------------------------------------------------------------ what is said


class Priority(IntEnum):
    """What goes first when much is owed; smaller goes earlier."""

    ASKER = 0
    PING = 1
    REPLY = 2
    REMINDER = 3
    OPENING = 4
    MARK = 5


@dataclass(frozen=True, slots=True)
class Say:
    """An outcome and its facts; the words are the template's block of that name.

    ``rings`` makes it an ``m.text`` (N6), otherwise it is an ``m.notice``.
    ``loud`` mentions the whole room, which nothing that people typed can. ``under`` are the marks
    that Kith puts beneath it. ``template`` is the file's name without its ending; ``None`` is the
    command's or job's own.
    """

    outcome: str
    facts: Mapping[str, object] = field(default_factory=dict)
    template: str | None = None
    rings: bool = False
    under: tuple[str, ...] = ()
    loud: bool = False


def say(outcome: str, /, *, rings: bool = False, under: tuple[str, ...] = (), **facts: object) -> Say:
    """Return what a command's own template block ``outcome`` says with these facts."""
    return Say(outcome, facts, rings=rings, under=under)


@dataclass(frozen=True, slots=True)
class Marked:
    """Answered by a mark under the message, and by no words."""

    mark: str


@dataclass(frozen=True, slots=True)
class Asking:
    """A question: what is said, its numbered ``choices``, and what is needed when it is answered.

    ``kind`` is the name of the command whose ``answered`` is then called with ``about``. A newer question of the same
    ``slot`` takes its place; without one it belongs to the dialogue about what was just typed. It ``holds`` so long.
    A ``free`` one takes a text of the person's own too, where nothing else does: the choice is 0 then, and the
    message's words are the text. One that ``stays`` takes another answer later, where no other question does.
    """

    say: Say
    choices: tuple[str, ...]
    kind: str
    about: Mapping[str, str] = field(default_factory=dict)
    holds: timedelta = timedelta(hours=1)
    slot: str | None = None
    free: bool = False
    stays: bool = False


class Refused(Exception):
    """A command that can't be carried out: the block that says why, and its facts."""

    def __init__(self, outcome: str, /, *, template: str | None = None, rings: bool = False, **facts: object) -> None:
        """Keep what is to be said."""
        super().__init__(outcome)
        self.say = Say(outcome, facts, template, rings=rings)


# ---------------------------------------------------------------- what is sent


@dataclass(frozen=True, slots=True)
class Words:
    """A text: ``plain`` and ``html`` say the same; ``mentions`` are the people it mentions, ``loud`` the whole room.

    ``choices`` are the words of the numbered choices that it shows; they are not sent.
    """

    plain: str
    html: str
    rings: bool = False
    mentions: tuple[str, ...] = ()
    thread: str | None = None
    reply_to: str | None = None
    choices: tuple[str, ...] = ()
    loud: bool = False


@dataclass(frozen=True, slots=True)
class Under:
    """A mark of Kith's under the event ``on``."""

    on: str
    key: str


@dataclass(frozen=True, slots=True)
class Join:
    """Join the letter's room, asking the server ``via`` where it is given."""

    via: str | None = None


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave the letter's room or decline the invitation to it, which came from ``via``; ``reason`` is shown."""

    reason: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """Open a private chat with the letter's person; the letter's key stands in the room's state.

    ``looked_for`` is true when an earlier attempt may have created the room
    unseen, which is then found by that key before another is created.
    """

    looked_for: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """A file of text for somebody: uploaded when it is delivered, encrypted where the room is."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Redact:
    """Take back what Kith wrote in the letter's room, the newest first; the event ``spare`` and what follows it stay.

    It goes on where it was left, however often it is handed over. ``spare`` may be one of Kith's letters, as in
    :class:`Under`.
    """

    spare: str | None = None


Content = Words | Under | Join | Leave | Open | File | Redact


@dataclass(frozen=True, slots=True)
class Letter:
    """One thing to send. ``key`` is the transaction ID: the same letter sent twice arrives once.

    ``room`` is where it goes; it is empty for :class:`Open`. With ``person`` it goes
    to a private chat and is sent only if the room's joined and invited members
    are exactly Kith and that person (N9).
    """

    key: str
    content: Content
    room: str = ""
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The server has it: the event it became (``None`` where there is none) and the room."""

    event: str | None
    room: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now: try again after so many seconds; ``None`` leaves the pause to the caller.

    ``refused`` is true where the homeserver answered and would not take this very
    letter, false where nobody could be reached or all letters are to wait. ``limited``
    is true where it takes no message at all for so long, since it counts them by account.
    """

    seconds: float | None
    why: str
    refused: bool = False
    limited: bool = False


@dataclass(frozen=True, slots=True)
class NotPrivate:
    """The room is not a private chat of Kith and that person (any more); nothing was sent."""


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """The server refuses this for good; ``why`` is its error code, never anybody's words."""

    why: str


Delivery = Sent | Later | NotPrivate | Undeliverable


class Chat(Protocol):
    """Where letters go. Never raises for what a server or a network does: that is a value."""

    async def send(self, letter: Letter) -> Delivery:
        """Send one letter once, however often it is handed over."""
        ...
