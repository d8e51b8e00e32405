"""What Kith knows of the rooms that it is in, from their state events."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.chat import ALMIGHTY, RoomNow
from bot.matrix.loose import Json, table, text, texts, within

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

OPENED = "org.kith.opened"  # the state event that keeps the key of the letter which opened a private chat

_CREATORS_RULE_SINCE = 12  # the room version from which creators have all power for ever
_CREATOR = 100  # the power of a creator in older rooms, as long as no event says otherwise
_NAMED = 5  # so many people name a room that has no name


class Room:
    """One joined room: its people (joined or invited), name, encryption, what came before and what comes after."""

    def __init__(self, room_id: str, me: str) -> None:
        """Know nothing of it yet."""
        self.id = room_id
        self.encrypted = False  # and once true for ever: taking the state event back opens nothing
        self.direct = False  # as the invitation said, or because Kith opened it
        self.opened: str | None = None
        self.joined: dict[str, str] = {}
        self.invited: dict[str, str] = {}
        self._me = me
        self._name: str | None = None
        self._alias: str | None = None
        self._successor: tuple[str, str] | None = None
        self._predecessor: str | None = None
        self._creator: str | None = None
        self._creators: frozenset[str] = frozenset()
        self._power: Json | None = None
        self._join_rule = "invite"
        self._history = "shared"
        self._met_somebody = False

    @property
    def begun(self) -> bool:
        """Whether it is more than a room that Kith is just creating, into which nobody is invited yet."""
        return self._creator != self._me or self._met_somebody

    @property
    def is_replaced(self) -> bool:
        """Whether a tombstone names the room that comes after it."""
        return self._successor is not None

    @property
    def people(self) -> frozenset[str]:
        """Everybody who is joined or invited, Kith too."""
        return frozenset(self.joined) | frozenset(self.invited)

    @property
    def name(self) -> str:
        """Its name, else its address, else who is there, in no language: ``Ana, Ben, Cleo, Dee, Eve +2``."""
        if given := self._name or self._alias:
            return given
        others = sorted(name for person, name in {**self.invited, **self.joined}.items() if person != self._me)
        if len(others) > _NAMED:
            return f"{', '.join(others[:_NAMED])} +{len(others) - _NAMED}"
        return ", ".join(others)

    def now(self, moment: datetime, *, direct: bool) -> RoomNow:
        """Return what it is at ``moment``; ``direct`` where the account data say so."""
        successor, via = self._successor or (None, None)
        return RoomNow(
            room=self.id,
            name=self.name,
            joined=frozenset(self.joined),
            invited=frozenset(self.invited),
            encrypted=self.encrypted,
            direct=self.direct or direct,
            now=moment,
            successor=successor,
            predecessor=self._predecessor,
            successor_via=via,
            names=dict(self.joined),
            powers={person: self.power(person) for person in self.joined},
            join_rule=self._join_rule,
            history=self._history,
        )

    def power(self, person: str) -> int:
        """Return somebody's power level (the client-server API, ``m.room.power_levels``)."""
        if person in self._creators:
            return ALMIGHTY
        if self._power is None:
            return _CREATOR if person == self._creator else 0
        default = _level(self._power.get("users_default"), 0)
        return _level(table(self._power.get("users")).get(person), default)

    def take(self, event: Json) -> None:
        """Learn from one state event; anything else, and what is malformed, teaches nothing."""
        key, sender = text(event.get("state_key")), text(event.get("sender"))
        if key is None or sender is None:
            return
        content = table(event.get("content"))
        if event.get("type") == "m.room.member":
            self._take_member(key, content, table(within(event, "unsigned", "prev_content")))
        elif key == "":
            self._take_own(event, sender, content)

    def _take_own(self, event: Json, sender: str, content: Json) -> None:
        match event.get("type"):
            case "m.room.name":
                self._name = text(content.get("name"))
            case "m.room.canonical_alias":
                self._alias = text(content.get("alias"))
            case "m.room.encryption":
                self.encrypted = True
            case "m.room.create":
                self._creator = sender
                version = text(content.get("room_version")) or "1"
                if version.isascii() and version.isdigit() and int(version) >= _CREATORS_RULE_SINCE:
                    self._creators = frozenset({sender, *texts(content.get("additional_creators"))})
                self._predecessor = text(within(content, "predecessor", "room_id"))
            case "m.room.tombstone":
                successor = text(content.get("replacement_room"))
                self._successor = (successor, sender.partition(":")[2]) if successor else None
            case "org.kith.opened" if sender == self._me:
                self.opened = text(content.get("key"))
                self.direct = True
            case kind:
                self._take_rule(kind, content)

    def _take_rule(self, kind: object, content: Json) -> None:
        match kind:
            case "m.room.power_levels":
                self._power = content
            case "m.room.join_rules":
                self._join_rule = text(content.get("join_rule")) or self._join_rule
            case "m.room.history_visibility":
                self._history = text(content.get("history_visibility")) or self._history

    def _take_member(self, person: str, content: Json, before: Json) -> None:
        membership = content.get("membership")
        name = text(content.get("displayname")) or person
        self.joined.pop(person, None)
        self.invited.pop(person, None)
        if membership == "join":
            self.joined[person] = name
        elif membership == "invite":
            self.invited[person] = name
        self._met_somebody = self._met_somebody or person != self._me
        if person == self._me and (content.get("is_direct") is True or before.get("is_direct") is True):
            self.direct = True


def _level(value: object, default: int) -> int:
    """Return a power level; rooms before version 10 may hold it as text."""
    if isinstance(value, str) and value.strip().lstrip("-").isascii() and value.strip().lstrip("-").isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


class Rooms:
    """All rooms that Kith is in, as the last answer to a sync left them.

    ``fresh`` is false while the homeserver does not answer syncs, so that what is
    known may be out of date.
    """

    def __init__(self, me: str) -> None:
        """Know no room; :attr:`complete` is set by the first sync."""
        self.me = me
        self.fresh = False
        self.complete = asyncio.Event()
        self._rooms: dict[str, Room] = {}
        self._coming: dict[str, asyncio.Event] = {}

    def __iter__(self) -> Iterator[Room]:
        """Go through them all."""
        return iter(list(self._rooms.values()))

    def get(self, room_id: str) -> Room | None:
        """Return the room as it is known now."""
        return self._rooms.get(room_id)

    def of(self, room_id: str) -> Room:
        """Return the room, begun empty where it is new."""
        room = self._rooms.get(room_id)
        if room is None:
            room = self._rooms[room_id] = Room(room_id, self.me)
        return room

    def begin(self, room_id: str) -> Room:
        """Forget what was known of the room; its whole state follows."""
        self._rooms.pop(room_id, None)
        return self.of(room_id)

    def forget(self, room_id: str) -> None:
        """Kith is not there any more."""
        self._rooms.pop(room_id, None)
        self._coming.pop(room_id, None)

    def expect(self, room_id: str) -> None:
        """Kith has joined this room; the next sync brings it."""
        if room_id not in self._rooms:
            self._coming.setdefault(room_id, asyncio.Event())

    def arrived(self) -> None:
        """Wake whoever waits for a room that the last sync brought, or for the first sync."""
        self.complete.set()
        for room_id in [room_id for room_id in self._coming if room_id in self._rooms]:
            self._coming.pop(room_id).set()

    async def find(self, room_id: str, patience: float) -> Room | None:
        """Return the room, waiting for the first sync or for one that was just joined; ``None`` if Kith isn't in it.

        Raises :class:`TimeoutError` when ``patience`` seconds were not enough to know.
        """
        if room := self._rooms.get(room_id):
            return room
        async with asyncio.timeout(patience):
            await self.complete.wait()
            if coming := self._coming.get(room_id):
                await coming.wait()
        return self._rooms.get(room_id)
