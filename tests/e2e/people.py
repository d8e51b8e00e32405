"""People for the end-to-end tests, each with an encrypted client of their own that knows nothing of Kith."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Self
from urllib.parse import quote
from uuid import uuid4

import aiohttp
from nio.api import RoomPreset

from bot.demo.homeserver import Homeserver
from tests.e2e.client import AWAY, SENT_WITHIN, Content, Refused, done
from tests.e2e.listener import Listener


class Person(Listener):
    """Somebody at their client: what they hear is :class:`Listener`, what they do is here."""

    @classmethod
    async def join_server(cls, server: Homeserver, localpart: str, folder: Path, *, admin: bool = False) -> Self:
        """Register ``localpart``, log in and begin to listen; the password is the name."""
        user = await server.register(localpart, localpart, admin=admin)
        return await cls.log_in(server.url, user, localpart, folder)

    @property
    def password(self) -> str:
        """The password of the account, which is its name."""
        return self.user[1:].partition(":")[0]

    async def is_called(self, name: str) -> None:
        """Take a name that others see beside what is said."""
        await self._http("PUT", f"profile/{quote(self.user)}/displayname", {"displayname": name})

    async def create_room(
        self,
        name: str | None = None,
        *,
        invite: Iterable[str] = (),
        encrypted: bool = True,
        direct: bool = False,
        version: str | None = None,
    ) -> str:
        """Create a room, invite these user IDs and return the room's ID once this client knows it."""
        encryption = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}
        invited = [str(user) for user in invite]
        created = await self._client.room_create(
            name=name,
            room_version=version,
            is_direct=direct,
            preset=RoomPreset.trusted_private_chat if direct else RoomPreset.private_chat,
            invite=invited,
            initial_state=[encryption] if encrypted else [],
        )
        room: str = done(created).room_id
        await self.sees(  # a homeserver may show a room before it is furnished
            lambda: (
                self._met >= {(room, user) for user in (self.user, *invited)}
                and self._client.rooms[room].encrypted == encrypted
            ),
            f"the new room {name or room}",
        )
        return room

    async def direct_chat_with(self, user: str, first: str, *, encrypted: bool = True) -> str:
        """Create a private chat together with its first message, and return its room.

        Newer clients open the room when the message is sent, so the message is
        there before the other has joined. ``m.direct`` is written afterwards.
        """
        room = await self.create_room(invite=[user], direct=True, encrypted=encrypted)
        await self.say(room, first)
        path = f"user/{quote(self.user)}/account_data/m.direct"
        try:
            direct = await self._http("GET", path)
        except Refused as refused:
            if refused.code != "M_NOT_FOUND":
                raise
            direct = {}  # it is the first one
        await self._http("PUT", path, {**direct, user: [room, *direct.get(user, [])]})
        return room

    async def join(self, room: str) -> None:
        """Join a room and return once this client knows it."""
        done(await self._client.join(room))
        await self.sees(lambda: self.user in self.members(room), f"that it joined {room}")

    async def leave(self, room: str) -> None:
        """Leave a room or decline the invitation to it."""
        done(await self._client.room_leave(room))

    async def invite(self, room: str, user: str) -> None:
        """Invite somebody and return once this client knows of it."""
        done(await self._client.room_invite(room, user))
        await self.sees(lambda: user in self.invited(room) | self.members(room), f"{user} invited")

    async def kick(self, room: str, user: str) -> None:
        """Remove somebody from a room."""
        done(await self._client.room_kick(room, user))

    async def ban(self, room: str, user: str) -> None:
        """Ban somebody from a room."""
        done(await self._client.room_ban(room, user))

    async def unban(self, room: str, user: str) -> None:
        """Let somebody be invited again."""
        done(await self._client.room_unban(room, user))

    async def state(self, room: str, kind: str, key: str = "") -> Content:
        """Return the content of a room's state event as it is on the server."""
        return await self._http("GET", f"rooms/{quote(room)}/state/{kind}/{quote(key)}")

    async def put_state(self, room: str, kind: str, content: Content, key: str = "") -> str:
        """Set a room's state and return the event's ID."""
        event: str = done(await self._client.room_put_state(room, kind, content, state_key=key)).event_id
        return event

    async def upgrade(self, room: str, version: str) -> str:
        """Upgrade a room as clients do and return its successor's ID."""
        done = await self._http("POST", f"rooms/{quote(room)}/upgrade", {"new_version": version})
        successor = str(done["replacement_room"])
        await self.sees(lambda: self.user in self.members(successor), f"the room that replaces {room}")
        return successor

    async def has_no_limits(self, *people: str) -> None:
        """Lift the homeserver's rate limits of messages for these people; it takes an admin of the homeserver."""
        for user in people:
            path = f"_synapse/admin/v1/users/{quote(user)}/override_ratelimit"
            await self._http("POST", path, {"messages_per_second": 0, "burst_count": 0})

    async def has_limits(self, user: str) -> None:
        """Let the homeserver's own rate limits hold for somebody again, as if they had said nothing so far."""
        await self._http("DELETE", f"_synapse/admin/v1/users/{quote(user)}/override_ratelimit")

    def members(self, room: str) -> frozenset[str]:
        """Return who has joined a room, as far as this client has heard; nobody where it is not in."""
        return (
            frozenset(self._client.rooms[room].users) - self.invited(room)
            if room in self._client.rooms
            else frozenset()
        )

    def invited(self, room: str) -> frozenset[str]:
        """Return who is invited to a room and has not answered."""
        return frozenset(self._client.rooms[room].invited_users) if room in self._client.rooms else frozenset()

    async def say(  # noqa: PLR0913 - what a message can have
        self,
        room: str,
        text: str,
        *,
        msgtype: str = "m.text",
        mentions: Iterable[str] = (),
        html: str | None = None,
        thread: str | None = None,
        reply_to: str | None = None,
        edits: str | None = None,
    ) -> str:
        """Write a message, encrypted where the room is, and return its event ID."""
        content: Content = {"msgtype": msgtype, "body": text, "m.mentions": {}}
        if users := [str(user) for user in mentions]:
            content["m.mentions"] = {"user_ids": users}
        if html is not None:
            content |= {"format": "org.matrix.custom.html", "formatted_body": html}
        if edits:
            return await self.send_raw(
                room,
                "m.room.message",
                {**content, "m.new_content": content, "m.relates_to": {"rel_type": "m.replace", "event_id": edits}},
            )
        relates: Content = {}
        if thread:
            relates = {"rel_type": "m.thread", "event_id": thread}
        if reply_to:
            relates["m.in_reply_to"] = {"event_id": reply_to}
        return await self.send_raw(room, "m.room.message", content | ({"m.relates_to": relates} if relates else {}))

    async def react(self, room: str, event: str, key: str) -> str:
        """Put the mark ``key`` under a message and return its event ID."""
        relates = {"rel_type": "m.annotation", "event_id": event, "key": key}
        return await self.send_raw(room, "m.reaction", {"m.relates_to": relates})

    async def redact(self, room: str, event: str) -> str:
        """Take a message or a mark back and return the event ID of doing so."""
        redaction: str = done(await self._client.room_redact(room, event)).event_id
        return redaction

    async def send_raw(self, room: str, kind: str, content: Content) -> str:
        """Send an event of any type and content, encrypted where the room is, and return its ID.

        It is sent once, also when the homeserver goes away meanwhile.
        """
        if self._client.rooms[room].encrypted and kind != "m.reaction":
            await self._share_keys(room)
        tx_id = uuid4().hex
        async with asyncio.timeout(SENT_WITHIN):
            while True:
                with suppress(aiohttp.ClientError):
                    sent = await self._client.room_send(room, kind, content, tx_id, ignore_unverified_devices=True)
                    if sent.transport_response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                        event: str = done(sent).event_id
                        return event
                await asyncio.sleep(AWAY)
