"""N10: the line that rings for a ping to somebody discreet goes within their hours, as the ping does."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.chat import Later, Letter
from tests.conftest import NOON, Room
from tests.support_evening import listens

LATE = NOON + timedelta(hours=9, minutes=59)  # 21:59 UTC


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize(("outage", "reaches"), [(timedelta(seconds=30), 2), (timedelta(minutes=2), 0)])
async def test_a_ping_that_is_too_late_is_not_announced_either(room: Room, outage: timedelta, reaches: int) -> None:
    await listens(room, "ben", group=room.room)
    ana, ben = await room.chat_of("ana"), await room.chat_of("ben")
    for text in ("!resources none", "!support on"):
        await room.says("ana", text)
    await room.private("ben", "discreet on")
    room.now = LATE
    before, refused = len(room.words(ben)), asyncio.Event()

    def rests(letter: Letter) -> Later | None:
        if letter.room != ben or room.now > LATE:
            return None
        refused.set()
        return Later(0.0, "the server rests")

    room.network.rules.append(rests)

    await room.hears(room.ask("ana", "support now", room=ana), settle=False)
    await refused.wait()
    room.now += outage
    await room.settled()

    assert len(room.words(ben)) - before == reaches
