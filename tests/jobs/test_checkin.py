from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Later, Letter, Undeliverable
from bot.domain.checkin import LATEST
from tests.conftest import NOON, Room

THANKS = "The check-in is closed. Thank you all, for words and for quiet alike."


async def test_a_round_closes_at_its_minute(room: Room) -> None:
    await room.says("ana", "!checkin open for 90m")
    opened = len(room.words())

    await room.until(NOON + timedelta(minutes=89, seconds=59))
    assert len(room.words()) == opened
    await room.until(NOON + timedelta(minutes=90))

    assert [words.plain for words in room.words()[opened:]] == [THANKS]


async def test_closing_is_said_quietly(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    await room.until(timedelta(hours=1))

    assert not room.words()[-1].rings


async def test_the_tick_tells_when_to_look_again(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")

    assert await room.app.tick(room.now) == NOON + timedelta(hours=1)


@pytest.mark.parametrize("late", [timedelta(minutes=1), LATEST])
async def test_a_round_that_ended_a_little_ago_is_closed_with_thanks(room: Room, late: timedelta) -> None:
    await room.says("ana", "!checkin open for 1h")

    await room.restarts(after=timedelta(hours=1) + late)
    await room.app.tick(room.now)
    await room.settled()

    assert room.words()[-1].plain == THANKS


async def test_a_round_that_ended_long_ago_is_closed_without_a_word(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    before = len(room.network.sent)

    await room.restarts(after=timedelta(hours=1) + LATEST + timedelta(seconds=1))
    await room.app.tick(room.now)
    await room.settled()

    assert len(room.network.sent) == before
    assert (await room.says("ana", "!checkin close"))[0].startswith("No check-in round is open.")


async def test_a_round_that_was_never_seen_in_the_room_is_neither_opened_nor_thanked_for_after_its_time(
    room: Room,
) -> None:
    down = True

    def is_down(_letter: Letter) -> Later | None:
        return Later(0.0, "nobody there") if down else None

    room.network.rules.append(is_down)
    await room.hears(room.ask("ana", "!checkin open for 1h"), settle=False)
    room.now += timedelta(hours=1)
    await room.app.tick(room.now)
    await room.settled()  # what was on its way was refused
    down = False
    await room.until(timedelta(hours=1))

    assert room.words() == []
    assert room.marks() == []


async def test_a_round_that_the_server_refused_is_not_open(room: Room) -> None:
    room.network.answers(Undeliverable("M_TOO_LARGE"))
    await room.says("ana", "!checkin open for 1h")

    await room.until(timedelta(hours=2))

    assert room.network.sent == []
    assert (await room.says("ana", "!checkin close"))[0].startswith("No check-in round is open.")


async def test_a_round_is_closed_once_whatever_is_repeated(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    job = (await room.read(lambda tx: tx.jobs.due(NOON + timedelta(hours=1))))[-1]
    await room.until(timedelta(hours=1))
    said = len(room.network.sent)

    await room.read(lambda tx: tx.jobs.at(job.due, job.kind, job.subject))
    await room.until(timedelta(minutes=1))

    assert len(room.network.sent) == said
