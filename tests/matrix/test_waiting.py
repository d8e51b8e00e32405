"""What changes while a letter waits, since sending fails: it is sent into the room as that is then, or not at all."""

from __future__ import annotations

import asyncio

import pytest
from aiohttp import web

from bot.chat import Delivery, Gone, Later, NotPrivate, RoomNow, Sent, Undeliverable, Words
from tests.matrix.conftest import World
from tests.matrix.kith import Kith
from tests.matrix.line import Line
from tests.matrix.meeting import in_a_room
from tests.matrix.person import Person

BAD_GATEWAY = web.Response(status=502)
MEGOLM = {"algorithm": "m.megolm.v1.aes-sha2"}
AHEAD = 4  # letters into another room that are tried first, half a second apart


class Waiting:
    """Kith in two rooms with Ana; a letter into the one waits behind those of the other that fail."""

    def __init__(self, kith: Kith, ana: Person, line: Line, room: str, elsewhere: str) -> None:
        self.kith, self.ana, self.room = kith, ana, room
        self._line, self._elsewhere = line, elsewhere
        self._ahead: list[asyncio.Task[Delivery]] = []

    async def letter(self, person: str | None = None) -> asyncio.Task[Delivery]:
        """Return the letter, as it waits."""
        self._line.fails(self._elsewhere, BAD_GATEWAY, times=1 + AHEAD, method="PUT")
        await self.kith.send(Words("first", "first"), self._elsewhere)
        for number in range(AHEAD):
            letter = self.kith.send(Words("ahead", "ahead"), self._elsewhere, key=f"ahead{number}")
            self._ahead.append(asyncio.create_task(letter))
        return asyncio.create_task(self.kith.send(Words("heron", "heron"), self.room, person))

    async def lands(self, letter: asyncio.Task[Delivery]) -> Delivery:
        """Return what became of it; it did not go before what was ahead of it."""
        assert not letter.done()
        delivery = await letter
        assert [type(told) for told in await asyncio.gather(*self._ahead)] == [Later] * AHEAD
        return delivery


@pytest.fixture
async def waiting(world: World) -> Waiting:
    line = await world.line()
    kith, ana = await world.kith(homeserver=line.url), await world.person("ana")
    room, elsewhere = await in_a_room(kith, ana), await in_a_room(kith, ana)
    return Waiting(kith, ana, line, room, elsewhere)


async def test_a_letter_that_waited_is_sent(waiting: Waiting) -> None:
    letter = await waiting.letter(waiting.ana.id)

    assert isinstance(await waiting.lands(letter), Sent)
    await waiting.ana.reads(waiting.room, "heron")


async def test_a_private_letter_is_not_sent_when_a_third_person_came_meanwhile(world: World, waiting: Waiting) -> None:
    ben = await world.person("ben", logged_in=False)

    letter = await waiting.letter(waiting.ana.id)
    await waiting.ana.raw("POST", f"rooms/{waiting.room}/invite", {"user_id": ben.id})

    assert await waiting.lands(letter) == NotPrivate()


async def test_a_letter_is_not_sent_in_the_clear_when_the_room_was_encrypted_meanwhile(waiting: Waiting) -> None:
    letter = await waiting.letter()
    await waiting.ana.raw("PUT", f"rooms/{waiting.room}/state/m.room.encryption/", MEGOLM)
    await waiting.kith.until(RoomNow, lambda now: now.room == waiting.room and now.encrypted)

    assert await waiting.lands(letter) == Later(0.0, "the room was encrypted meanwhile")


async def test_a_letter_is_not_tried_when_kith_was_removed_meanwhile(waiting: Waiting) -> None:
    letter = await waiting.letter()
    await waiting.ana.raw("POST", f"rooms/{waiting.room}/kick", {"user_id": waiting.kith.me})
    await waiting.kith.until(Gone, lambda gone: gone.room == waiting.room)

    assert await waiting.lands(letter) == Undeliverable("not_joined")
