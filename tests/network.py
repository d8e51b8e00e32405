"""The chat network in memory: the only double that the tests have."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from bot.chat import (
    Delivery,
    Echo,
    File,
    Join,
    Leave,
    Letter,
    NotPrivate,
    Open,
    Redact,
    Sent,
    Undeliverable,
    Under,
    Words,
)

KITH = "@kith:example.org"
WITHIN = 20.0
"""Seconds after which what has not happened will not happen any more."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A letter that the homeserver took: the room that it is in now, and the event that it became."""

    room: str
    letter: Letter
    event: str | None


Rule = Callable[[Letter], Delivery | None]
"""What a send is answered with instead of arriving; ``None`` lets it arrive."""


@dataclass
class Network:
    """Rooms with members, and everything that Kith sent, in the order in which it arrived.

    A message or mark whose key arrived before arrives no second time, as on a homeserver; joining,
    leaving and the creation of a room have no such key, and happen as often as they are asked for.
    """

    members: dict[str, set[str]] = field(default_factory=dict)
    sent: list[Arrived] = field(default_factory=list)
    tried: list[Letter] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    redacted: set[str] = field(default_factory=set)
    _next: list[tuple[type[object], Rule]] = field(default_factory=list)
    _known: dict[tuple[str, str], Arrived] = field(default_factory=dict)
    _opened: dict[str, str] = field(default_factory=dict)
    _gates: dict[str, asyncio.Event] = field(default_factory=dict)
    _count: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def holds_up(self, room: str) -> asyncio.Event:
        """Let no send into this room be answered before the event is set."""
        return self._gates.setdefault(room, asyncio.Event())

    def answers(self, *answers: Delivery | Rule | None, to: type[object] = object) -> None:
        """Answer the next sends of this kind of content in this way; ``None`` lets one arrive."""
        for answer in answers:
            self._next.append((to, answer if callable(answer) else partial(_told, answer)))

    async def send(self, letter: Letter) -> Delivery:
        """Take a letter as a homeserver would."""
        self.tried.append(letter)
        self._news.set()
        await asyncio.sleep(0)
        if gate := self._gates.get(letter.room):
            await gate.wait()
        now = next((entry for entry in self._next if isinstance(letter.content, entry[0])), None)
        if now is not None:
            self._next.remove(now)
        for rule in [now[1]] if now else self.rules:
            if (told := rule(letter)) is not None:
                return told
        return self.takes(letter)

    async def until(self, holds: Callable[[], object]) -> None:
        """Wait until that holds; it is looked at whenever a letter is tried or arrives."""
        async with asyncio.timeout(WITHIN):
            while not holds():
                self._news.clear()
                await self._news.wait()

    def takes(self, letter: Letter) -> Delivery:
        """Let a letter arrive, whatever Kith hears of it."""
        self._news.set()
        match letter.content:
            case Open(looked_for=looked_for):
                return Sent(None, self._opens(letter, looked_for=looked_for))
            case Join():
                self.members.setdefault(letter.room, set()).add(KITH)
            case Leave():
                self.members.get(letter.room, set()).discard(KITH)
            case Redact(spare=spare):
                self._redacts(letter.room, spare)
            case Words() | Under() | File() if known := self._known.get((letter.room, letter.key)):
                return Sent(known.event, known.room)
            case Words() | Under() | File():
                if KITH not in self.members.get(letter.room, set()):
                    return Undeliverable("not_joined")
                if letter.person is not None and self.members[letter.room] != {KITH, letter.person}:
                    return NotPrivate()
        event = f"$kith{next(self._count)}" if isinstance(letter.content, Words | Under | File) else None
        arrived = Arrived(letter.room, letter, event)
        self.sent.append(arrived)
        self._known[letter.room, letter.key] = arrived
        return Sent(event, letter.room)

    def _redacts(self, room: str, spare: str | None) -> None:
        for arrived in self.sent:
            if arrived.event is not None and arrived.event == spare:
                return
            if arrived.event is not None and arrived.room == room:
                self.redacted.add(arrived.event)

    def _opens(self, letter: Letter, *, looked_for: bool) -> str:
        assert letter.person is not None
        if looked_for and letter.key in self._opened:
            return self._opened[letter.key]
        room = self._opened[letter.key] = f"!private{next(self._count)}:example.org"
        self.members[room] = {KITH, letter.person}
        self.sent.append(Arrived(room, letter, None))
        return room

    def echoes(self, since: int = 0) -> list[Echo]:
        """Return what comes back to Kith of its own messages, from the one number ``since`` on."""
        return [
            Echo(arrived.event, arrived.room, arrived.letter.key)
            for arrived in self.sent[since:]
            if arrived.event is not None
        ]

    def words(self, room: str | None = None, *, since: int = 0) -> list[Words]:
        """Return the texts that arrived in a room, or anywhere, from the arrival number ``since`` on."""
        return [
            arrived.letter.content
            for arrived in self.sent[since:]
            if isinstance(arrived.letter.content, Words) and room in {None, arrived.room}
        ]

    def marks(self, room: str | None = None) -> list[Under]:
        """Return the marks that arrived in a room, or anywhere."""
        return [
            arrived.letter.content
            for arrived in self.sent
            if isinstance(arrived.letter.content, Under) and room in {None, arrived.room}
        ]

    def of(self, kind: type[object]) -> list[Arrived]:
        """Return what arrived of one kind of content."""
        return [arrived for arrived in self.sent if isinstance(arrived.letter.content, kind)]


def _told(answer: Delivery | None, _letter: Letter) -> Delivery | None:
    return answer
