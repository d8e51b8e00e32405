"""An encrypted account for the one who asks: matrix-nio, and the keys of everybody before a message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from nio.api import RoomPreset
from nio.client.async_client import AsyncClient, AsyncClientConfig
from nio.events import RoomMessageFormatted
from nio.responses import LoginResponse, RoomCreateResponse, RoomSendResponse, SyncResponse

from bench.account import FILTER, Heard

_ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class SealedAccount:
    """An encrypted session, from :meth:`log_in`; it has the verbs of :class:`bench.account.Account`."""

    def __init__(self, client: AsyncClient) -> None:
        """Speak through this client."""
        self.user: str = client.user
        self._client = client
        self._sharing = asyncio.Lock()

    @classmethod
    @asynccontextmanager
    async def log_in(cls, url: str, user: str, password: str, folder: Path) -> AsyncIterator[SealedAccount]:
        """Be logged in while the block runs."""
        client = AsyncClient(url, user, store_path=str(folder), config=AsyncClientConfig())
        try:
            entered = await client.login(password)
            assert isinstance(entered, LoginResponse), entered
            yield cls(client)
        finally:
            await client.close()  # type: ignore[no-untyped-call] # the library's

    async def create_room(self, invite: str) -> str:
        """Create an encrypted room and invite one person; return its ID."""
        preset = RoomPreset.private_chat
        created = await self._client.room_create(preset=preset, invite=[invite], initial_state=[_ENCRYPTION])
        assert isinstance(created, RoomCreateResponse), created
        return created.room_id

    async def say(self, room: str, body: str) -> None:
        """Write an encrypted message and return when the server has it."""
        async with self._sharing:
            await self._share_keys(room)
        content = {"msgtype": "m.text", "body": body}
        sent = await self._client.room_send(room, "m.room.message", content, ignore_unverified_devices=True)
        assert isinstance(sent, RoomSendResponse), sent

    async def hear(self) -> AsyncIterator[Heard]:
        """Yield every message that can be read from now on, without end."""
        client, timeout = self._client, 0
        while True:
            response = await client.sync(timeout=timeout, sync_filter=FILTER, full_state=not timeout)
            assert isinstance(response, SyncResponse), response
            timeout = 30_000
            for room, joined in response.rooms.join.items():
                for event in joined.timeline.events:
                    if isinstance(event, RoomMessageFormatted):
                        yield Heard(room, event.sender, event.body, event.server_timestamp / 1000)
            await client.send_to_device_messages()
            if client.should_upload_keys:
                await client.keys_upload()
            if client.should_query_keys:
                await client.keys_query()

    async def _share_keys(self, room: str) -> None:
        client, olm = self._client, self._client.olm
        assert olm, "this client does not encrypt"
        if olm.should_share_group_session(room):
            olm.update_tracked_users(client.rooms[room])  # type: ignore[no-untyped-call] # the library's
            olm.users_for_key_query.update(client.rooms[room].users)
            await client.keys_query()
            await client.share_group_session(room, ignore_unverified_devices=True)
