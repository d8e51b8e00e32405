"""People with a client that is not Kith's."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import nio

from bot.demo.homeserver import Homeserver

PATIENCE = 20.0
ENCRYPTED = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


class Client(nio.AsyncClient):
    """nio's client; its own loop ends where somebody asked for devices between its decision to ask and its asking."""

    async def keys_query(self) -> nio.KeysQueryResponse | nio.KeysQueryError:
        return await super().keys_query() if self.should_query_keys else nio.KeysQueryResponse({}, {})


class Person:
    """Somebody with a client of their own, which is nio as its authors mean it to be used."""

    def __init__(self, server: Homeserver, user_id: str, password: str, folder: Path) -> None:
        self.id, self.password, self._server = user_id, password, server
        folder.mkdir()
        config = nio.AsyncClientConfig(encryption_enabled=True, store_sync_tokens=False)
        self.client = Client(server.url, user_id, store_path=str(folder), config=config)
        self.read: dict[str, list[str]] = defaultdict(list)
        self.events: list[nio.Event] = []
        self._news = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    async def log_in(self) -> Person:
        await self.client.login(self.password)
        self.client.add_event_callback(self._on_event, nio.Event)
        self._task = asyncio.create_task(self.client.sync_forever(timeout=30_000, full_state=True))
        async with asyncio.timeout(PATIENCE):
            await self.client.synced.wait()
        return self

    async def close(self) -> None:
        if self._task:
            self._task.cancel()
            with suppress(asyncio.CancelledError, aiohttp.ClientError, nio.LocalProtocolError):
                await self._task
        await self.client.close()  # type: ignore[no-untyped-call] # nio gives it no types
        if self.client.store:
            self.client.store.database.close()

    async def creates(self, *invited: str, encrypted: bool = False, direct: bool = False, **more: Any) -> str:
        state = [ENCRYPTED, *more.pop("initial_state", [])] if encrypted else more.pop("initial_state", [])
        answer = await self.client.room_create(invite=invited, is_direct=direct, initial_state=state, **more)
        assert isinstance(answer, nio.RoomCreateResponse), answer
        return answer.room_id

    async def joins(self, room: str) -> None:
        answer = await self.client.join(room)
        assert isinstance(answer, nio.JoinResponse), answer

    async def sees(self, room: str, *people: str) -> None:
        """Wait until these are in the room as this client knows it."""
        await self._until(lambda: set(people) <= set(getattr(self.client.rooms.get(room), "users", {})))

    async def says(self, room: str, text: str, **content: Any) -> str:
        return await self.sends(room, {"msgtype": "m.text", "body": text, **content})

    async def sends(self, room: str, content: dict[str, Any], kind: str = "m.room.message") -> str:
        await self.sees(room, self.id)
        if self.client.rooms[room].encrypted and self.client.olm and self.client.olm.should_share_group_session(room):
            self.client.olm.users_for_key_query.update(self.client.rooms[room].users)
            await self.client.keys_query()
        answer = await self.client.room_send(room, kind, content, ignore_unverified_devices=True)
        assert isinstance(answer, nio.RoomSendResponse), answer
        return answer.event_id

    async def reads(self, room: str, text: str) -> None:
        """Wait until a message of this text was readable in the room."""
        await self._until(lambda: text in self.read[room])

    async def raw(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.client.access_token}"}
        address = f"{self._server.url}/_matrix/client/v3/{path}"
        async with aiohttp.ClientSession(headers=headers) as http, http.request(method, address, json=body) as answer:
            found: dict[str, Any] = await answer.json()
            return found

    async def _until(self, holds: Callable[[], bool]) -> None:
        assert self._task, "nobody listens"
        async with asyncio.timeout(PATIENCE):
            while not holds():
                news = asyncio.create_task(self.client.synced.wait())
                await asyncio.wait({news, self._task}, return_when=asyncio.FIRST_COMPLETED)
                news.cancel()
                if self._task.done():
                    self._task.result()  # nio's loop ends at some errors, and nothing would ever be heard again

    async def _on_event(self, room: nio.MatrixRoom, event: nio.Event) -> None:
        self.events.append(event)
        if isinstance(event, nio.RoomMessageFormatted):
            self.read[room.room_id].append(event.body)
