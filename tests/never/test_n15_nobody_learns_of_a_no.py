"""N15: silence, "not now", a lapse and a refusal are never shown, counted for or inferable by others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import House, Undeliverable, Words
from bot.storage.database import FILE, opened
from tests.conftest import NOON, Room, at, circle
from tests.listening import supports, told
from tests.network import KITH, Network

HOUSE = House(me=KITH, allow=("*:example.org",))
Course = Callable[[Room], Awaitable[None]]


async def _silence(_room: Room) -> None:
    pass


async def _not_now(room: Room) -> None:
    await room.private("ben", "not now")
    await room.private("cleo", "2")


async def _pauses(room: Room) -> None:
    await room.says("ben", "!pause")
    await room.says("cleo", "!listen off")


async def _not_now_and_again(room: Room) -> None:
    await _not_now(room)
    await room.private("ben", "2")


async def _what_others_hear(folder: Path, answer: Course) -> list[tuple[float, str, str]]:
    """Return all that Ana and Dee hear, and when, where Ben and Cleo are asked and answer like this."""
    folder.mkdir()
    network, heard = Network(), list[tuple[float, str, str]]()
    async with opened(folder / FILE) as db, circle(db, network, HOUSE, folder / FILE) as room:
        await room.read(lambda tx: tx.meta.put("salt", "5a17" * 16))
        await supports(room, "ben", "cleo", "dee")
        await room.says("dee", "!pause 1h")
        await room.private("ana", "support now")
        seen = len(network.sent)
        await answer(room)
        for _ in range(7 * 60):
            await room.until(timedelta(minutes=1))
            for arrived in network.sent[seen:]:
                if isinstance(arrived.letter.content, Words) and arrived.letter.person in {at("ana"), at("dee")}:
                    heard.append((room.now.timestamp(), str(arrived.letter.person), arrived.letter.content.plain))
            seen = len(network.sent)
            if room.now >= NOON + timedelta(minutes=64):  # after that nobody is asked again who listens no more
                break
        return heard


@pytest.mark.parametrize("answer", [_not_now, _not_now_and_again, _pauses])
async def test_others_hear_the_same_words_at_the_same_time_as_of_silence(tmp_path: Path, answer: Course) -> None:
    silent = await _what_others_hear(tmp_path / "silence", _silence)

    assert await _what_others_hear(tmp_path / "answer", answer) == silent
    assert len(silent) >= 2


async def _declined(room: Room) -> None:
    await room.private("ana", "someone else")


async def _lapses(room: Room) -> None:
    await room.until(timedelta(minutes=11))


async def _is_taken_back(room: Room) -> None:
    await room.private("ana", "never mind")


async def _the_asker_leaves(room: Room) -> None:
    await room.has("ben", "cleo", "dee")


async def _is_forgotten(room: Room) -> None:
    await room.private("ana", "forget me")
    await room.private("ana", "forget me")


async def _ends(room: Room) -> None:
    await room.says("ana", "!set support.agree 7h")
    await room.until(timedelta(hours=7))


async def _an_entry(room: Room) -> None:
    await room.private("ana", f"not with {at('ben')}")
    await room.until(timedelta(minutes=11))


WAYS = [_declined, _lapses, _is_taken_back, _the_asker_leaves, _is_forgotten, _ends, _an_entry]
LINE = "You're free again: nothing more is needed for this one. Thank you for saying yes. Rest easy."


@pytest.mark.parametrize("way", WAYS)
async def test_whoever_is_let_go_hears_the_same_line_whatever_the_reason(room: Room, way: Course) -> None:
    await supports(room, "ben", "cleo")
    await room.private("ana", "support now")
    await room.private("ben", "yes")
    before = len(await told(room, "ben"))

    await way(room)

    heard = [text for text in (await told(room, "ben"))[before:] if not text.startswith("Can you listen")]
    assert heard == [LINE]
    if way is not _ends:  # then the question is over, too
        assert await room.private("ben", "yes") == LINE


async def test_the_asker_hears_a_number_and_nobodys_name_before_a_yes(room: Room) -> None:
    await supports(room, "ben", "cleo", "dee")
    await room.private("ana", "support now")
    await room.private("ben", "2")
    await room.until(timedelta(minutes=6))
    await room.private("ana", "support")

    texts = (await told(room, "ana"))[1:]

    assert not [text for text in texts for name in ("Ben", "Cleo", "Dee") if name in text]
    assert "I asked 3 people." in str(texts)


async def test_a_phone_that_cannot_be_reached_is_not_told_of(room: Room) -> None:
    await supports(room, "ben", "cleo")
    chat = await room.chat_of("ben")
    room.network.rules.append(lambda letter: Undeliverable("M_FORBIDDEN") if letter.room == chat else None)

    await room.private("ana", "support now")

    assert (await told(room, "ana"))[-1].startswith("I asked one person.")
    assert "Ben" not in str(await told(room, "ana"))
