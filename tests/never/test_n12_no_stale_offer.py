"""N12: nobody is asked about a turn that has begun, however long Kith or its homeserver was away."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Later
from tests.conftest import Room
from tests.turns import HOUR, OFFERED, WED, has_rota, heard


async def test_an_offer_that_could_not_go_before_the_start_goes_no_more(room: Room) -> None:
    await has_rota(room, "ben")
    before = len(room.network.sent)
    room.network.rules.append(lambda _letter: Later(0.01, "nobody there"))
    room.now = OFFERED
    await room.app.tick(room.now)
    await room.stops()

    room.network.rules.clear()
    await room.restarts(after=timedelta(days=3, minutes=1))
    await room.settled()

    assert heard(room, "ben", before) == []


async def test_after_downtime_whoever_is_next_is_asked_about_what_is_ahead_alone(room: Room) -> None:
    await has_rota(room, "ben")
    before = len(room.network.sent)
    await room.stops()

    await room.restarts(after=WED + timedelta(days=5) - room.now)
    await room.until(HOUR)

    assert [text.split("?")[0] for text in heard(room, "ben", before)] == ["Facilitate Wed 9 Dec, 19:00"]
