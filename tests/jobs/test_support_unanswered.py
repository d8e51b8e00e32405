"""What was asked back about a request: whoever asked hears how it went on, whatever comes between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.chat import Gone
from bot.jobs import kinds
from bot.storage.jobs import Job
from bot.storage.meta import RESTORED
from bot.storage.tx import Tx
from tests.commands.test_support import MINUTE, last, switches_on
from tests.conftest import Room, at
from tests.support_evening import listens


@pytest.fixture
async def asked_back(room: Room) -> Room:
    """Ana in River Circle, where Ben listens, asked when she would like somebody."""
    await switches_on(room)
    await listens(room, "ben", group=room.room)
    await room.chat_of("ben")
    assert (await room.private("ana", "support")).startswith("When would you like somebody?")
    return room


async def _kith_is_removed(room: Room) -> None:
    await room.hears(Gone(room.room, room.now))


async def _she_is_removed(room: Room) -> None:
    await room.has("ben", "cleo", "dee")


async def _kith_is_set_back(room: Room) -> None:
    await room.read(lambda tx: tx.meta.put(RESTORED, "1"))
    await room.restarts(after=timedelta(minutes=30))


async def _kith_is_away_for_long(room: Room) -> None:
    await room.restarts(after=timedelta(days=2))


async def _it_breaks(room: Room) -> None:
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(kinds()["support_unanswered"], "run", _breaks)
        await room.until(timedelta(hours=2))


def _breaks(job: Job, tx: Tx) -> None:
    raise LookupError


@pytest.mark.parametrize(
    ("comes", "word"),
    [
        (_kith_is_removed, "We're no longer both in River Circle: I can ask nobody there"),
        (_she_is_removed, "We're no longer both in River Circle: I can ask nobody there"),
        (_kith_is_set_back, "I was set back to an earlier state, and your request is closed"),
        (_kith_is_away_for_long, "I asked nobody: I was away, and it's long ago that you wrote."),
        (_it_breaks, "Something broke on my side, so I can't say who will answer."),
    ],
)
async def test_whoever_was_asked_when_hears_that_nobody_is_asked(
    asked_back: Room, comes: Callable[[Room], Awaitable[None]], word: str
) -> None:
    await comes(asked_back)
    await asked_back.until(MINUTE)

    assert (await last(asked_back, "ana")).startswith(word)


@pytest.mark.parametrize("comes", [_kith_is_set_back, _kith_is_away_for_long])
async def test_nobody_is_asked_for_what_is_long_over(
    asked_back: Room, comes: Callable[[Room], Awaitable[None]]
) -> None:
    await comes(asked_back)
    await asked_back.until(MINUTE)

    assert not (await last(asked_back, "ben")).startswith("Can you listen")
    assert await asked_back.read(lambda tx: tx.requests.of(at("ana"))) == ()


async def test_after_a_short_time_away_it_is_now(asked_back: Room) -> None:
    await asked_back.restarts(after=timedelta(hours=2))
    await asked_back.until(MINUTE)

    assert (await last(asked_back, "ben")).startswith("Can you listen, now?")
