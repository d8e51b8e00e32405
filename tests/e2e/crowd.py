"""Many people at the cheapest client there is: plain HTTP, no encryption, and one pair of ears for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import aiohttp

from bot.demo.homeserver import Homeserver
from tests.e2e.heard import Message, as_message
from tests.e2e.kith import Kith
from tests.e2e.people import Person

AT_ONCE = 100  # messages of a room that are looked at


@dataclass(frozen=True, slots=True)
class Plain:
    """Somebody whose client can't encrypt; it looks at a room when it is asked, and hears through ``ears``."""

    user: str
    _http: aiohttp.ClientSession
    _token: str
    _ears: Person

    async def asks(self, method: str, path: str, **body: Any) -> dict[str, Any]:
        """Ask the homeserver something. Raises for every answer but success."""
        headers = {"Authorization": f"Bearer {self._token}"}
        async with self._http.request(method, f"/_matrix/client/v3/{path}", json=body, headers=headers) as response:
            answer: dict[str, Any] = await response.json()
            return answer

    async def join(self, room: str) -> None:
        """Join a room."""
        await self.asks("POST", f"join/{quote(room)}")

    async def direct_chat_with(self, user: str) -> str:
        """Open a private chat, and return its room; nobody has to be in it yet."""
        opened = await self.asks("POST", "createRoom", preset="trusted_private_chat", is_direct=True, invite=[user])
        return str(opened["room_id"])

    async def say(self, room: str, text: str) -> str:
        """Write a message and return its event ID."""
        where = f"rooms/{quote(room)}/send/m.room.message/{uuid4().hex}"
        said = await self.asks("PUT", where, msgtype="m.text", body=text)
        return str(said["event_id"])

    async def until(
        self, what: str, *, room: str, sender: str, after: str | None = None, within: float = 60.0
    ) -> Message:
        """Return the first message in a room that has this in it, heard already or still to come."""
        return await self._ears.until(what, room=room, sender=sender, after=after, within=within)

    async def sees(self, room: str) -> list[Message]:
        """Return the newest messages of a room as the homeserver shows them to this person, oldest first."""
        page = await self.asks("GET", f"rooms/{quote(room)}/messages?dir=b&limit={AT_ONCE}")
        events = reversed(page["chunk"])
        return [message for event in events if (message := as_message(room, event, encrypted=False))]


@asynccontextmanager
async def crowd(server: Homeserver, bot: Kith, number: int, folder: Path) -> AsyncIterator[list[Plain]]:
    """Let so many people be on the homeserver while the block runs.

    They hear through a second client of Kith's own account, which is in all their chats: one that listens is less to
    do for a homeserver than fifty.
    """
    ears = await Person.log_in(server.url, bot.user, bot.password, folder / "ears")
    try:
        async with aiohttp.ClientSession(server.url, raise_for_status=True) as http:
            names = [f"listener{n}-{uuid4().hex[:8]}" for n in range(number)]
            accounts = await asyncio.gather(*(server.enter(name, name) for name in names))
            yield [Plain(user, http, token, ears) for user, token in accounts]
    finally:
        await ears.close()
