"""An account over plain HTTP: no Matrix library, nothing kept, no encryption."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from uuid import uuid4

import aiohttp

Json = dict[str, Any]

# All clients here ask for this. With a homeserver's usual ten messages in a response, half of twenty would be lost.
FILTER: Json = {
    "presence": {"types": []},
    "room": {"timeline": {"limit": 100}, "ephemeral": {"types": []}},
}
_WORD = re.compile(r"heron\d+")


class Heard(NamedTuple):
    """A message: where, who and what; ``at`` is the server's time in seconds."""

    room: str
    sender: str
    body: str
    at: float


def word(body: str) -> str | None:
    """Return the word that a ping or the answer to one carries."""
    found = _WORD.search(body)
    return found[0] if found else None


class Account:
    """A session of its own on the homeserver, from :meth:`log_in`."""

    def __init__(self, http: aiohttp.ClientSession, user: str) -> None:
        """Speak through this HTTP session, which has the homeserver's address."""
        self.user = user
        self._http = http

    @classmethod
    @asynccontextmanager
    async def log_in(cls, url: str, user: str, password: str) -> AsyncIterator[Account]:
        """Be logged in while the block runs."""
        http = aiohttp.ClientSession(url, connector=aiohttp.TCPConnector(limit=0), raise_for_status=True)
        async with http:
            account = cls(http, user)
            who = {"type": "m.id.user", "user": user}
            entered = await account.call("POST", "login", type="m.login.password", identifier=who, password=password)
            http.headers["Authorization"] = f"Bearer {entered['access_token']}"
            yield account

    async def call(self, method: str, path: str, /, **body: Any) -> Json:  # noqa: ANN401 - whatever JSON holds
        """Send a request of the client-server API and return its answer."""
        async with self._http.request(method, f"/_matrix/client/v3/{path}", json=body) as response:
            answer: Json = await response.json()
            return answer

    async def create_room(self, invite: str) -> str:
        """Create a room and invite one person; return its ID."""
        return str((await self.call("POST", "createRoom", preset="private_chat", invite=[invite]))["room_id"])

    async def say(self, room: str, body: str, msgtype: str = "m.text") -> None:
        """Write a message and return when the server has it."""
        await self.call("PUT", f"rooms/{room}/send/m.room.message/{uuid4().hex}", msgtype=msgtype, body=body)

    async def news(self) -> AsyncIterator[Json]:
        """Yield every sync response, without end; the first is what there is already."""
        query = {"filter": json.dumps(FILTER), "timeout": "0"}
        while True:
            async with self._http.get("/_matrix/client/v3/sync", params=query) as response:
                batch: Json = await response.json()
            query |= {"since": batch["next_batch"], "timeout": "30000"}
            yield batch

    async def hear(self) -> AsyncIterator[Heard]:
        """Yield every message from now on, without end."""
        async for batch in self.news():
            for message in messages(batch):
                yield message


def messages(batch: Json) -> Iterator[Heard]:
    """Yield the messages of a sync response."""
    for room, joined in batch.get("rooms", {}).get("join", {}).items():
        for event in joined["timeline"]["events"]:
            if event["type"] == "m.room.message" and "body" in event["content"]:
                yield Heard(room, event["sender"], event["content"]["body"], event["origin_server_ts"] / 1000)
