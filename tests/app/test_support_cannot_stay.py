"""That somebody can't stay is news, and no later word takes its place."""

from __future__ import annotations

import pytest

from bot.chat import Later
from tests.conftest import Room, at

PING = "Can you listen"
BUSY = Later(None, "no answer in time")


async def listens(room: Room, *names: str) -> None:
    """Let these say yes to being asked."""
    for name in names:
        for text in ("listen on", "yes", "1"):
            await room.private(name, text)


@pytest.fixture
async def asking(room: Room) -> Room:
    """Support is on, Ben listens, and Ana has a private chat."""
    await room.says("ana", "!resources none")
    await room.says("ana", "!support on")
    await listens(room, "ben")
    await room.chat_of("ana")
    return room


async def told(room: Room, name: str) -> list[str]:
    """Return what Kith said to somebody alone."""
    return [words.plain for words in room.words(await room.chat_of(name))]


async def test_that_somebody_cannot_stay_is_told_also_where_the_next_ping_is_faster(
    asking: Room, pauses: list[float]
) -> None:
    anas, cleos = await asking.chat_of("ana"), await asking.chat_of("cleo")
    await asking.private("ana", "support now named")
    await asking.private("ben", "1")
    await listens(asking, "cleo")
    refusing = True
    asking.network.rules.append(lambda letter: BUSY if refusing and letter.room == anas else None)

    await asking.hears(asking.ask("ben", "hand on", room=await asking.chat_of("ben")), settle=False)
    await asking.network.until(lambda: any(PING in words.plain for words in asking.words(cleos)))
    while await asking.read(lambda tx: tx.requests.of(at("ana"))[0].request.tell_at):
        pass  # each look lets delivery go on
    refusing = False
    await asking.settled()

    last = await told(asking, "ana")
    assert "Ben can't stay" in last[-2]
    assert last[-1].startswith("I asked one person")
