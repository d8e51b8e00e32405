"""N13: whoever left is asked about no turn, holds none, and after `forget me` is found in no table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.jobs import forget
from bot.storage.erasure import people
from tests.conftest import Room, at
from tests.turns import HOUR, OFFERED, WED, has_rota, heard, last_to, shown


async def _leaves(room: Room) -> None:
    await room.has("ana", "cleo", "dee")


async def _stops(room: Room) -> None:
    await room.private("ben", "stop")


async def _forgets(room: Room) -> None:
    await room.private("ben", "forget me here")
    await room.private("ben", "forget me here")


async def _forgets_everywhere(room: Room) -> None:
    await room.private("ben", "forget me")
    await room.private("ben", "forget me")


async def _is_forgotten_by_the_operator(room: Room) -> None:
    await room.read(lambda tx: tx.jobs.at(room.now, forget.KIND, at("ben")))
    await room.until(timedelta(0))


GOES = {
    "leaves": _leaves,
    "stop": _stops,
    "forget me here": _forgets,
    "forget me": _forgets_everywhere,
    "kith forget": _is_forgotten_by_the_operator,
}
GOING = pytest.mark.parametrize("goes", GOES.values(), ids=GOES)


@GOING
async def test_whoever_is_gone_is_asked_no_more_and_the_next_is(room: Room, goes: object) -> None:
    assert callable(goes)
    await has_rota(room, "ben", "cleo")
    await room.until(OFFERED)
    assert last_to(room, "ben").startswith("Facilitate")

    await goes(room)
    before = len(room.network.sent)
    await room.until(timedelta(days=30))

    assert heard(room, "ben", before) == []
    assert any(text.startswith("Facilitate Wed 2 Dec") for text in heard(room, "cleo"))


@GOING
async def test_what_they_held_is_open_and_others_are_asked(room: Room, goes: object) -> None:
    assert callable(goes)
    await has_rota(room, "ben", "cleo")
    await room.private("ben", "rota take wed")
    await room.until(WED - HOUR)

    await goes(room)

    assert last_to(room, "cleo").startswith("Could you facilitate Wed 2 Dec")
    assert room.words(room.room)[-1].plain.startswith("Facilitating Wed 2 Dec, 19:00: open.")
    assert (await shown(room))[0] == "open"


async def test_whoever_is_forgotten_is_in_no_table(room: Room) -> None:
    await has_rota(room, "ben", "cleo")
    await room.private("ben", "rota take wed")
    await room.private("ben", "rota away 20 dec")
    await room.private("cleo", "rota take 9 dec")
    await room.private("cleo", "rota swap 9 dec with @ben")
    await room.until(WED + HOUR)

    for _ in range(2):
        await room.private("ben", "forget me")

    assert at("ben") not in await room.db.run(people)
    assert (
        await room.db.run(
            lambda connection: [
                tuple(row)
                for table in ("chair", "asked", "rested", "rota_place", "away", "jobs", "question")
                for row in connection.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - names of our own
                if at("ben") in str(tuple(row))
            ]
        )
        == []
    )
    assert at("ben").encode() not in room.bytes()


async def test_an_offer_that_waits_for_the_morning_goes_no_more_to_whoever_left(room: Room) -> None:
    await has_rota(room, "ben")
    await room.private("ben", "quiet 18:00-09:00")
    await room.until(OFFERED)
    before = len(room.network.sent)

    await _leaves(room)
    await room.until(timedelta(days=1))

    assert heard(room, "ben", before) == []
