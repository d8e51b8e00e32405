"""N15: a pass, a silence and a refusal look the same from outside, to the room and to everybody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import House, Words
from bot.storage.database import FILE, opened
from tests.conftest import Room, at, circle
from tests.network import KITH, Network
from tests.turns import OFFERED, has_rota

HOUSE = House(me=KITH, allow=("*:example.org",))
Course = Callable[[Room], Awaitable[None]]


async def _silence(_room: Room) -> None:
    pass


async def _passes(room: Room) -> None:
    await room.private("ben", "pass")


async def _is_away(room: Room) -> None:
    await room.private("ben", "rota pass")
    await room.private("ben", "rota away tomorrow..sun")


async def _what_the_room_reads(folder: Path, answer: Course) -> list[tuple[str, str]]:
    """Return what everybody reads of the turns, hour by hour, where Ben alone is on the rota."""
    folder.mkdir()
    network, seen = Network(), list[tuple[str, str]]()
    async with opened(folder / FILE) as db, circle(db, network, HOUSE, folder / FILE) as room:
        await has_rota(room, "ben")
        await room.until(OFFERED)
        await answer(room)
        for _ in range(70):
            await room.until(timedelta(hours=1))
            (answer_,) = await room.says("dee", "!rota")
            (meeting,) = await room.says("dee", "!meeting")
            seen.append((answer_, meeting))
    return seen


@pytest.mark.parametrize("answer", [_passes, _is_away])
async def test_the_room_reads_the_same_hour_by_hour_as_of_silence(tmp_path: Path, answer: Course) -> None:
    silent = await _what_the_room_reads(tmp_path / "silence", _silence)

    assert await _what_the_room_reads(tmp_path / "answer", answer) == silent
    assert "asked" in silent[0][0]
    assert "Ben" not in "".join(shown for pair in silent for shown in pair)


async def _what_ana_hears_of_a_swap(folder: Path, answer: Course) -> list[tuple[float, str]]:
    folder.mkdir()
    network, heard = Network(), list[tuple[float, str]]()
    async with opened(folder / FILE) as db, circle(db, network, HOUSE, folder / FILE) as room:
        await has_rota(room, "ana", "ben")
        await room.private("ana", "rota take wed")
        seen = len(network.sent)
        heard.append((0.0, await room.private("ana", "rota swap wed with @ben")))
        await answer(room)
        for _ in range(30):
            await room.until(timedelta(hours=1))
            for arrived in network.sent[seen:]:
                if isinstance(arrived.letter.content, Words) and arrived.letter.person == at("ana"):
                    heard.append((room.now.timestamp(), arrived.letter.content.plain))
            seen = len(network.sent)
    return heard


async def _refuses(room: Room) -> None:
    await room.private("ben", "not now")


async def _refuses_and_again(room: Room) -> None:
    await room.private("ben", "2")
    await room.private("ben", "2")


@pytest.mark.parametrize("answer", [_refuses, _refuses_and_again])
async def test_a_refused_swap_is_told_like_silence_at_the_same_time(tmp_path: Path, answer: Course) -> None:
    silent = await _what_ana_hears_of_a_swap(tmp_path / "silence", _silence)

    assert await _what_ana_hears_of_a_swap(tmp_path / "answer", answer) == silent
    assert "did not come about" in silent[-1][1]


async def test_the_next_reads_nothing_of_who_was_asked_before(room: Room) -> None:
    await has_rota(room, "ben", "cleo")
    await room.until(OFFERED)
    before = len(room.network.sent)

    await room.private("ben", "pass")

    texts = [words.plain for words in room.words(await room.chat_of("cleo"), since=before)]
    assert len(texts) == 1
    assert "ben" not in texts[0].lower()
    assert room.words(room.room, since=before) == []
