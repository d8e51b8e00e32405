"""Private chats: which rooms the account calls direct, and how one is opened."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.matrix.loose import Json, rows, text, texts, within
from bot.matrix.rooms import OPENED
from bot.matrix.wire import Answer, Wire, path

if TYPE_CHECKING:
    from bot.matrix.rooms import Rooms

log = logging.getLogger(__name__)

ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
_PRESENT = ("join", "invite")


class Direct:
    """The account's ``m.direct``: for each person the rooms that are private chats with them."""

    def __init__(self, wire: Wire, me: str) -> None:
        """Know nothing yet."""
        self._wire = wire
        self._where = path("user", me, "account_data", "m.direct")
        self._one_at_a_time = asyncio.Lock()
        self.rooms: frozenset[str] = frozenset()

    async def load(self) -> Answer:
        """Read it from the server."""
        answer = await self._wire.ask("GET", self._where)
        if answer.good:
            self.take(answer.body)
        return answer

    def take(self, content: Json) -> None:
        """Learn what it is now."""
        self.rooms = frozenset(room for rooms in content.values() for room in texts(rooms))

    async def record(self, person: str, room: str) -> Answer:
        """Add one private chat to what other sessions of the account may have written there."""
        async with self._one_at_a_time:
            answer = await self.load()
            if not answer.good and answer.status != HTTPStatus.NOT_FOUND:  # there is none before the first
                return answer
            content = answer.body if answer.good else {}
            theirs = texts(content.get(person))
            if room in theirs:
                return answer
            content = {**content, person: [*theirs, room]}
            answer = await self._wire.ask("PUT", self._where, content)
            if answer.good:
                self.take(content)
            return answer


class Opening:
    """Opens private chats, each once: its letter's key stands in its state."""

    def __init__(self, wire: Wire, rooms: Rooms, direct: Direct, *, encryption: bool) -> None:
        """Chats are encrypted where ``encryption`` is true."""
        self._wire = wire
        self._rooms = rooms
        self._direct = direct
        self._encryption = encryption

    async def open(self, person: str, key: str, *, looked_for: bool) -> tuple[Answer, str]:
        """Return the room of the letter ``key``, created unless it is there; and the answer that decided it."""
        answer, room = await self._found(person, key, live=looked_for)
        if answer and not answer.good:
            return answer, ""
        if not room:
            answer = await self._wire.ask("POST", path("createRoom"), self._wanted(person, key))
            room = text(answer.body.get("room_id")) or ""
            if not answer.good:
                return answer, ""
            self._begin(room, person)
        recorded = await self._direct.record(person, room)
        if not recorded.good:
            log.warning("A private chat is not noted in m.direct yet (%s)", recorded.code or recorded.status)
        return answer or recorded, room

    async def _found(self, person: str, key: str, *, live: bool) -> tuple[Answer | None, str]:
        """Return the room that an earlier attempt created; who was not invited by it is invited now."""
        me = self._rooms.me
        for room in self._rooms:
            if room.opened == key and room.people == {me, person}:
                return Answer(200), room.id
            if room.opened == key and room.people == {me}:
                answer = await self._wire.ask("POST", path("rooms", room.id, "invite"), {"user_id": person})
                return answer, room.id
        return await self._found_unseen(person, key) if live else (None, "")

    async def _found_unseen(self, person: str, key: str) -> tuple[Answer | None, str]:
        """Look through the rooms that no sync has brought yet."""
        answer = await self._wire.ask("GET", path("joined_rooms"))
        if not answer.good:
            return answer, ""
        for room in texts(answer.body.get("joined_rooms")):
            if self._rooms.get(room):
                continue
            state = await self._wire.ask("GET", path("rooms", room, "state", OPENED, ""))
            if state.good and state.body.get("key") == key:
                answer, people = await members(self._wire, room)
                if not answer.good:
                    return answer, ""
                if people == {self._rooms.me, person}:
                    self._begin(room, person)
                    return state, room
            elif not state.final:
                return state, ""
        return None, ""

    def _wanted(self, person: str, key: str) -> Json:
        """Describe the room: its person can read what was written since the invitation, and invite nobody."""
        state: list[Json] = [
            {"type": OPENED, "state_key": "", "content": {"key": key}},
            {"type": "m.room.history_visibility", "state_key": "", "content": {"history_visibility": "invited"}},
            {"type": "m.room.guest_access", "state_key": "", "content": {"guest_access": "forbidden"}},
        ]
        return {
            "preset": "private_chat",
            "is_direct": True,
            "invite": [person],
            "power_level_content_override": {"invite": 100},
            "initial_state": [*state, ENCRYPTION] if self._encryption else state,
        }

    def _begin(self, room_id: str, person: str) -> None:
        """Know the new room before a sync brings all of it, so that the first words need not wait."""
        room = self._rooms.of(room_id)
        room.direct = True
        room.encrypted = room.encrypted or self._encryption
        room.joined.setdefault(self._rooms.me, self._rooms.me)
        if person not in room.joined:
            room.invited.setdefault(person, person)


async def members(wire: Wire, room: str) -> tuple[Answer, frozenset[str]]:
    """Ask who is joined or invited now."""
    answer = await wire.ask("GET", path("rooms", room, "members"), query={"not_membership": "leave"})
    present = [event for event in rows(answer.body.get("chunk")) if within(event, "content", "membership") in _PRESENT]
    return answer, frozenset(person for event in present if (person := text(event.get("state_key"))))
