"""A letter on its way to the server."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import TYPE_CHECKING, assert_never

from bot.chat import (
    Delivery,
    File,
    Join,
    Later,
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
from bot.matrix.absent import server_of
from bot.matrix.attaching import uploaded
from bot.matrix.direct import Opening, members
from bot.matrix.loose import Json
from bot.matrix.outcomes import counted, delivery, later
from bot.matrix.redacting import redact
from bot.matrix.rooms import Room
from bot.matrix.wire import Wire, path

if TYPE_CHECKING:
    from bot.matrix.keys import Keys
    from bot.matrix.rooms import Rooms
    from bot.matrix.sharing import Sharing

ROOM_WITHIN = 15.0  # seconds that a letter waits for a sync to bring its room
APART = 0.003  # seconds between two requests into one room, so that the server takes them in their order
BEHIND = 0.5  # seconds until a letter looks again whether a sync has brought its room's people
SHARED_WITHIN = 60.0  # seconds that sharing a room's keys may take
DOUBTS = 5  # times that another homeserver is not believed that Kith may not join
HANDED_OVER = 3.0  # seconds after which another homeserver has taken down the invitation that it handed over


class Outbound:
    """Sends letters, each room by itself; ``keys`` and ``sharing`` are ``None`` without encryption."""

    def __init__(self, wire: Wire, rooms: Rooms, opening: Opening, keys: Keys | None, sharing: Sharing | None) -> None:
        """Send nothing yet."""
        self._wire = wire
        self._rooms = rooms
        self._opening = opening
        self._keys = keys
        self._sharing = sharing
        self._next_start: dict[str, float] = {}
        self._uninvited: Counter[str] = Counter()
        self._handed_over: set[str] = set()

    async def send(self, letter: Letter) -> Delivery:  # noqa: PLR0911 - each kind of content goes its own way
        """Send one letter; see :class:`bot.chat.Chat`."""
        match letter.content:
            case Words() as words:
                return await self._event(letter, "m.room.message", message(words))
            case Under(on=on, key=key):
                relation = {"rel_type": "m.annotation", "event_id": on, "key": key}
                return await self._event(letter, "m.reaction", {"m.relates_to": relation})
            case File() as file:
                return await self._file(letter, file)
            case Redact(spare=spare):
                return await self._redact(letter, spare)
            case Join(via=via):
                return await self._join(letter, via)
            case Leave(reason=reason, via=via):
                return await self._leave(letter, reason, via)
            case Open(looked_for=looked_for):
                assert letter.person, "a private chat is opened with a person"
                answer, room = await self._opening.open(letter.person, letter.key, looked_for=looked_for)
                return delivery(answer, room)
            case other:
                assert_never(other)

    async def _join(self, letter: Letter, via: str | None) -> Delivery:
        # Matrix 1.12 renamed the parameter; servers know one or both.
        query = {"server_name": via, "via": via} if via else None
        answer = await self._wire.ask("POST", path("join", letter.room), {}, query=query, patience=120)
        if self._is_elsewhere(via) and answer.code == "M_FORBIDDEN" and self._uninvited[letter.key] < DOUBTS:
            # Another homeserver hands over an invitation before it takes it down itself.
            self._uninvited[letter.key] += 1
            return Later(None, answer.code, refused=True)
        self._uninvited.pop(letter.key, None)
        if answer.good:
            self._rooms.expect(letter.room)
        return delivery(answer, letter.room)

    async def _leave(self, letter: Letter, reason: str | None, via: str | None) -> Delivery:
        if self._is_elsewhere(via) and letter.key not in self._handed_over:
            # As above: it would not know what is declined, ours would do so by itself alone, and nobody there see it.
            self._handed_over.add(letter.key)
            return Later(HANDED_OVER, "the invitation is handed over")
        body = {"reason": reason} if reason else {}
        answer = await self._wire.ask("POST", path("rooms", letter.room, "leave"), body)
        if answer.final:
            self._handed_over.discard(letter.key)
        return delivery(answer, letter.room)

    def _is_elsewhere(self, server: str | None) -> bool:
        """Return whether this is known to be another homeserver than Kith's."""
        return server not in {None, server_of(self._rooms.me)}

    async def _file(self, letter: Letter, file: File) -> Delivery:
        room = await self._room(letter.room)
        if not isinstance(room, Room):
            return room
        if objection := await self._objection(letter, room, sure=not room.encrypted):
            return objection
        answer, content = await uploaded(self._wire, file, encrypted=room.encrypted)
        return await self._into(room, letter, "m.room.message", content) if answer.good else delivery(answer, room.id)

    async def _redact(self, letter: Letter, spare: str | None) -> Delivery:
        stopped = await redact(self._wire, self._rooms.me, letter.room, letter.key, spare)
        if stopped is None:
            return Sent(None, letter.room)
        return Later(0.0, "there is more to take back") if stopped.good else delivery(stopped, letter.room)

    async def _room(self, room_id: str) -> Room | Delivery:
        try:
            room = await self._rooms.find(room_id, ROOM_WITHIN)
        except TimeoutError:
            return Later(None, "the room is not synced yet")
        return room or Undeliverable("not_joined")

    async def _event(self, letter: Letter, kind: str, content: Json) -> Delivery:
        room = await self._room(letter.room)
        return await self._into(room, letter, kind, content) if isinstance(room, Room) else room

    async def _into(self, room: Room, letter: Letter, kind: str, content: Json) -> Delivery:
        if room.encrypted and kind != "m.reaction":
            return await self._sealed(letter, room, kind, content)
        return await self._put(letter, room, kind, content)

    def _is_over(self, room: Room) -> Delivery | None:
        """Return what keeps a letter once Kith is in this room no more, or came back: it may be owed no more (N13)."""
        current = self._rooms.get(room.id)
        if current is None:
            return Undeliverable("not_joined")
        return None if current is room else Later(0.0, "Kith left the room and came back meanwhile")

    async def _sealed(self, letter: Letter, room: Room, kind: str, content: Json) -> Delivery:
        if self._keys is None or self._sharing is None:
            return Undeliverable("encryption_off")
        if objection := await self._objection(letter, room):
            return objection
        try:
            async with asyncio.timeout(SHARED_WITHIN):
                trouble = await self._sharing.share(room)
        except TimeoutError:
            return Later(None, "sharing keys takes too long")
        if trouble:
            return later(trouble)
        if over := self._is_over(room):
            return over
        # Sealed before anything is waited for, since whoever comes or goes takes the session away.
        return await self._put(letter, room, "m.room.encrypted", self._keys.seal(room.id, kind, content))

    async def _objection(self, letter: Letter, room: Room, *, sure: bool = False) -> Delivery | None:
        """Return what keeps a private letter: not exactly Kith and its person are joined or invited (N9).

        An encrypted message is readable by those alone whom Kith knows there, since it
        gave them the keys; where it isn't encrypted, ``sure`` asks the server.
        """
        if letter.person is None:
            return None
        two = {self._rooms.me, letter.person}
        if room.people == two and self._rooms.fresh and not sure:
            return None
        answer, people = await members(self._wire, room.id)
        if not answer.good:
            return delivery(answer, room.id)
        if letter.person not in people:
            return Undeliverable("person_left")  # as when a sync tells of it: nobody is invited for having left
        if people != two:
            return NotPrivate()
        # A sync that was answered while the room was being made may not have told of its person yet.
        return None if room.people == two else Later(BEHIND, "the sync is behind")

    async def _put(self, letter: Letter, room: Room, kind: str, content: Json) -> Delivery:
        where = path("rooms", room.id, "send", kind, letter.key)
        if in_vain := await self._wire.turn("PUT", where):
            return counted(in_vain, room.id)
        # Looked at after all that may take long: somebody may have come meanwhile.
        if over := self._is_over(room):
            return over
        if room.encrypted and kind == "m.room.message":
            return Later(0.0, "the room was encrypted meanwhile")
        if objection := await self._objection(letter, room, sure=kind != "m.room.encrypted"):
            return objection
        await self._start(room.id)
        return counted(await self._wire.ask("PUT", where, content, in_turn=True), room.id)

    async def _start(self, room: str) -> None:
        """Let requests into one room leave in their order, a moment apart, also where they waited for the same keys."""
        now = asyncio.get_running_loop().time()
        start = max(now, self._next_start.get(room, now))
        self._next_start[room] = start + APART
        if start > now:
            await asyncio.sleep(start - now)


def message(words: Words) -> Json:
    """Return the content of an ``m.room.message``; its mentions are explicit (N20), ``{}`` is nobody."""
    content: Json = {
        "msgtype": "m.text" if words.rings else "m.notice",
        "body": words.plain,
        "format": "org.matrix.custom.html",
        "formatted_body": words.html,
        "m.mentions": ({"user_ids": list(words.mentions)} if words.mentions else {})
        | ({"room": True} if words.loud else {}),
    }
    if words.thread:
        content["m.relates_to"] = {
            "rel_type": "m.thread",
            "event_id": words.thread,
            "is_falling_back": words.reply_to is None,
            "m.in_reply_to": {"event_id": words.reply_to or words.thread},
        }
    elif words.reply_to:
        content["m.relates_to"] = {"m.in_reply_to": {"event_id": words.reply_to}}
    return content
