"""A bare matrix-nio bot as its examples have it: ``sync_forever``, callbacks, and a task for each answer."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from nio.client.async_client import AsyncClient, AsyncClientConfig
from nio.events import Event, InviteMemberEvent, RoomMessageText
from nio.responses import LoginResponse
from nio.rooms import MatrixInvitedRoom, MatrixRoom

from bench.account import FILTER, word


async def answer_pings(url: str, user: str, password: str, folder: str) -> None:
    """Join where invited and answer every ping with its word; keys, token and place are kept in ``folder``."""
    client = AsyncClient(url, user, store_path=folder, config=AsyncClientConfig(store_sync_tokens=True))
    await enter(client, password, Path(folder, "session.json"))
    sends: set[asyncio.Task[object]] = set()

    def begin(send: asyncio.Task[object]) -> None:
        sends.add(send)
        send.add_done_callback(sends.discard)

    async def hear(room: MatrixRoom, event: Event) -> None:
        if isinstance(event, RoomMessageText) and event.sender != user and event.body.startswith("!ping "):
            content = {"msgtype": "m.notice", "body": word(event.body)}
            send = client.room_send(room.room_id, "m.room.message", content, ignore_unverified_devices=True)
            begin(asyncio.create_task(send))

    async def join(room: MatrixInvitedRoom, event: InviteMemberEvent) -> None:
        if event.state_key == user and event.membership == "invite":
            begin(asyncio.create_task(client.join(room.room_id)))

    client.add_event_callback(hear, RoomMessageText)
    client.add_event_callback(join, InviteMemberEvent)  # type: ignore[arg-type] # the annotation forgets invitations
    await client.sync_forever(timeout=30_000, sync_filter=FILTER, full_state=True)


async def enter(client: AsyncClient, password: str, session: Path) -> None:
    """Log in the first time, and take up that session ever after."""
    if not session.exists():  # noqa: ASYNC240 - nothing else runs yet
        entered = await client.login(password)
        assert isinstance(entered, LoginResponse), entered
        kept = {"user_id": entered.user_id, "device_id": entered.device_id, "access_token": entered.access_token}
        session.write_text(json.dumps(kept))  # noqa: ASYNC240 - as above
    else:
        client.restore_login(**json.loads(session.read_text()))  # noqa: ASYNC240 - as above


if __name__ == "__main__":
    asyncio.run(answer_pings(*sys.argv[1:5]))
