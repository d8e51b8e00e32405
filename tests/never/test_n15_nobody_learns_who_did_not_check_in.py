"""N15: whether somebody checks in, lets it go, is nudged or reminded, others neither see nor count."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import House, Words
from bot.storage.database import FILE, opened
from tests.conftest import Room, at, circle
from tests.network import KITH, Network

HOUSE = House(me=KITH, allow=("*:example.org",))
Way = Callable[[Room], Awaitable[None]]


async def _silence(_room: Room) -> None:
    pass


async def _lets_go(room: Room) -> None:
    await room.private("ben", "checkin a long day")
    await room.private("ben", "2")


async def _lets_lapse(room: Room) -> None:
    await room.private("ben", "checkin a long day")


async def _passes(room: Room) -> None:
    await room.private("ben", "checkin")
    await room.private("ben", "pass")


async def _passes_in_the_round(room: Room) -> None:
    await room.private("ben", "pass")


async def _is_nudged(room: Room) -> None:
    await room.private("ben", "checkin remind daily 12:05")


async def _is_reminded(room: Room) -> None:
    await room.private("ben", "remind me 3h")


async def _what_others_see(folder: Path, way: Way) -> list[tuple[float, str, str]]:
    """Return every text that reaches anybody but Ben, where and when, over a round, two meetings and their changes."""
    folder.mkdir()
    network = Network()
    async with opened(folder / FILE) as db, circle(db, network, HOUSE, folder / FILE) as room:
        alone = await room.chat_of("ben")
        await room.chat_of("ana")
        await room.says("ana", "!meeting add daily 15:00 UTC")
        await room.says("ana", "!checkin open for 2h")
        begun = len(network.sent)
        await way(room)
        seen, heard = begun, list[tuple[float, str, str]]()
        for _ in range(28):
            await room.until(timedelta(hours=1))
            if room.now.hour == 16:
                await room.says("ana", "!meeting skip tomorrow")
                for text in ("checkin schedules", "remind", "settings", "meetings", "my data"):
                    await room.private("ana", text)
            for arrived in network.sent[seen:]:
                if isinstance(arrived.letter.content, Words) and arrived.room != alone:
                    heard.append((room.now.timestamp(), str(arrived.room), arrived.letter.content.plain))
            seen = len(network.sent)
        return heard


@pytest.mark.parametrize(
    "way",
    [_lets_go, _lets_lapse, _passes, _passes_in_the_round, _is_nudged, _is_reminded],
    ids=lambda way: way.__name__,
)
async def test_others_see_what_they_see_of_silence(tmp_path: Path, way: Way) -> None:
    of_silence = await _what_others_see(tmp_path / "silence", _silence)

    assert len(of_silence) > 8
    assert await _what_others_see(tmp_path / "way", way) == of_silence
    assert not any(at("ben") in text for _, _, text in of_silence)
