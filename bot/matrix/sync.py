"""The sync loop: what the server reports becomes batches, and nothing is left out or heard twice."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
from typing import TYPE_CHECKING

from bot.chat import Batch, Gone, Invited, RoomNow
from bot.matrix.history import becomes, gap, own, since_invited
from bot.matrix.loose import Json, moment, rows, table, text, within
from bot.matrix.wire import Pauses, Wire, path

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable
    from datetime import datetime

    from bot.chat import Heard
    from bot.matrix.direct import Direct
    from bot.matrix.keys import Keys
    from bot.matrix.reading import Reader
    from bot.matrix.rooms import Rooms

log = logging.getLogger(__name__)

LONG_POLL = 30_000  # milliseconds that the server may wait for news
_FIRST_PATIENCE = 900.0  # seconds: the state of a thousand rooms is no small thing
_NOTHING: Json = {"types": []}
_FILTER = json.dumps(
    {
        "presence": _NOTHING,
        "account_data": {"types": ["m.direct"]},
        "room": {"timeline": {"limit": 100}, "ephemeral": _NOTHING, "account_data": _NOTHING},
    },
    separators=(",", ":"),
)


class Sync:
    """Asks for news, keeps ``rooms`` as they are now, and tells what was heard."""

    def __init__(self, wire: Wire, rooms: Rooms, direct: Direct, keys: Keys | None, reader: Reader) -> None:
        """Ask nothing yet; what is older than now is not heard on the very first start."""
        self._wire = wire
        self._rooms = rooms
        self._direct = direct
        self._keys = keys
        self._reader = reader
        self._started = reader.clock()
        self._joined: set[str] = set()
        self._direct_invitations: set[str] = set()
        self._told: dict[str, RoomNow] = {}

    async def batches(self, since: str | None, known: frozenset[str]) -> AsyncGenerator[Batch, None]:
        """Give one batch for each answer of the server, for ever; see :meth:`bot.matrix.Session.batches`."""
        self._joined = set(known)
        await self._load_direct()
        first = True
        while True:
            response = await self._poll(since, first=first)
            batch = await self._batch(response, since, first=first)
            self._rooms.arrived()
            first = False
            since = batch.since
            yield batch

    async def _load_direct(self) -> None:
        pauses = Pauses()
        answer = await self._direct.load()
        while not answer.final:
            log.warning("The homeserver does not say which rooms are private chats (%s)", answer.code or answer.status)
            await asyncio.sleep(pauses.after(answer))
            answer = await self._direct.load()

    async def _poll(self, since: str | None, *, first: bool) -> Json:
        """Ask until the server has an answer."""
        query = {"filter": _FILTER, "timeout": "0" if first else str(LONG_POLL)}
        if since is not None:
            query["since"] = since
        else:
            # Synapse answers the same question from the beginning with the same old answer for two minutes.
            query["timeout"] = str(secrets.randbelow(10_000))
        if first:
            query["full_state"] = "true"
        patience = _FIRST_PATIENCE if first else LONG_POLL / 1000 + 15
        pauses = Pauses()
        while True:
            answer = await self._wire.ask("GET", path("sync"), query=query, patience=patience)
            if answer.good and text(answer.body.get("next_batch")) is not None:
                self._rooms.fresh = True
                return answer.body
            self._rooms.fresh = False
            pause = pauses.after(answer)
            log.warning("No news from the homeserver (%s); asking again in %.0f s", answer.code or answer.status, pause)
            await asyncio.sleep(pause)

    async def _batch(self, response: Json, since: str | None, *, first: bool) -> Batch:
        now = self._reader.clock()
        readable = self._keys.receive(response) if self._keys else frozenset[str]()
        joined, left, invited = (table(within(response, "rooms", kind)) for kind in ("join", "leave", "invite"))
        for event in rows(within(response, "account_data", "events")):
            if event.get("type") == "m.direct":
                self._direct.take(table(event.get("content")))

        joined = {room_id: news for room_id, news in joined.items() if self._is_inside(room_id, table(news))}
        for room_id, news in joined.items():
            self._learn(room_id, table(news))
        for room_id, news in left.items():
            if room_id in self._joined:
                self._learn(room_id, table(news))  # its last words may say where it went
        # Whoever is invited to a room again was out of it in between.
        out = self._joined - set(joined) if first else self._joined & set(invited)
        left = {**left, **{room_id: {} for room_id in out - set(left)}}
        moved = [room_id for room_id in left if room_id in self._joined and self._rooms.of(room_id).is_replaced]
        told: list[Heard] = [*self._tell([*joined, *moved], now), *(Gone(room_id, now) for room_id in left)]
        for room_id in left:
            self._forget(room_id)
        told.extend(self._invited(room_id, event, now) for room_id, event in self._invitations(invited))
        for room_id, news in joined.items():
            events = await self._events(room_id, table(table(news).get("timeline")), since)
            told.extend(self._reader.heard(room_id, events, now))

        self._joined = (self._joined | set(joined)) - set(left)
        return Batch(tuple(told), text(response.get("next_batch")), readable)

    # ------------------------------------------------------------- rooms

    def _is_inside(self, room_id: str, news: Json) -> bool:
        """Return whether Kith has joined a room that an answer calls joined, as far as the answer goes.

        Synapse looks up who is in a room, and how far its stream has come, one after the
        other. A room may be in an answer that does not reach to the joining yet; the next one brings all of it.
        """
        events = (*rows(within(news, "state", "events")), *rows(within(news, "timeline", "events")))
        own = [became for event in events if (became := becomes(event, self._rooms.me)) is not None]
        return room_id in self._joined or own[-1:] == ["join"]

    def _learn(self, room_id: str, news: Json) -> None:
        """Take in what the state of a joined room says."""
        state, timeline = rows(within(news, "state", "events")), rows(within(news, "timeline", "events"))
        whole = any(event.get("type") == "m.room.create" for event in state)
        room = self._rooms.begin(room_id) if whole else self._rooms.of(room_id)
        before = room.people
        for event in (*state, *timeline):
            room.take(event)
        room.direct = room.direct or room_id in self._direct_invitations
        if self._keys:
            room.encrypted = room.encrypted or self._keys.is_encrypted(room_id)
            if room.encrypted:
                self._keys.mark_encrypted(room_id)
            if whole or room.people != before:
                self._keys.renew(room_id)

    def _tell(self, room_ids: Iterable[str], now: datetime) -> list[RoomNow]:
        """Return the rooms that are not what was last told of them."""
        changed = []
        for room_id in room_ids:
            room = self._rooms.of(room_id)
            if not room.begun:
                continue
            was = self._told.get(room_id)
            current = room.now(was.now if was else now, direct=room_id in self._direct.rooms)
            if current != was:
                self._told[room_id] = room.now(now, direct=room_id in self._direct.rooms)
                changed.append(self._told[room_id])
        return changed

    def _invitations(self, invited: Json) -> list[tuple[str, Json]]:
        """Return the invitations that are one: a member event for Kith that says so."""
        return [
            (room_id, event)
            for room_id, news in invited.items()
            for event in rows(within(news, "invite_state", "events"))
            if event.get("type") == "m.room.member"
            and event.get("state_key") == self._rooms.me
            and within(event, "content", "membership") == "invite"
            and text(event.get("sender"))
        ]

    def _invited(self, room_id: str, event: Json, now: datetime) -> Invited:
        direct = within(event, "content", "is_direct") is True
        if direct:
            self._direct_invitations.add(room_id)
        return Invited(room_id, event["sender"], direct, now)

    def _forget(self, room_id: str) -> None:
        self._rooms.forget(room_id)
        self._told.pop(room_id, None)
        self._direct_invitations.discard(room_id)
        if self._keys:
            self._keys.renew(room_id)

    # ------------------------------------------------------------- events

    async def _events(self, room_id: str, timeline: Json, since: str | None) -> list[tuple[Json, bool]]:
        """Return what is new and Kith's to hear, oldest first, and whether it was written before Kith joined."""
        me, events, start = self._rooms.me, rows(timeline.get("events")), text(timeline.get("prev_batch"))
        limited = timeline.get("limited") is True
        if since is None:
            new = any(becomes(event, me) == "join" and self._is_new(event) for event in events)
            return own(events, me, inside=False) if new else []
        if room_id in self._joined:
            missed = await gap(self._wire, room_id, start, since) if limited else []
            return own([*missed, *events], me, inside=True)
        events = await since_invited(self._wire, room_id, events, start if limited else None, me)
        return own(events, me, inside=False)

    def _is_new(self, event: Json) -> bool:
        """Return whether it happened since the program started."""
        return moment(event.get("origin_server_ts"), now=self._reader.clock()) >= self._started
