"""N4: with a not-with entry all that either is sent is what would be sent outside the other's hours."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat import House, Words
from bot.storage.database import FILE, opened
from tests.conftest import Room, at, circle
from tests.listening import supports
from tests.network import KITH, Network

HOUSE = House(me=KITH, allow=("*:example.org",))
Heard = list[tuple[str, str, float]]
Course = Callable[[Room], Awaitable[None]]


async def _nothing(_room: Room) -> None:
    pass


async def _entry_of_the_asker(room: Room) -> None:
    await room.private("ana", f"not with {at('ben')}")


async def _entry_of_the_listener(room: Room) -> None:
    await room.private("ben", f"not with {at('ana')}")


async def _outside_their_hours(room: Room) -> None:
    await room.says("ben", "!listen night off")
    await room.says("ben", "!listen hours sun 03:00-04:00")


async def _hands_on(room: Room) -> None:
    await room.private("ben", "hand on")


async def _history(folder: Path, around: Course, *steps: Course) -> dict[str, Heard]:
    """Return what everybody heard after ``around`` was done, and when."""
    folder.mkdir()
    network = Network()
    async with opened(folder / FILE) as db, circle(db, network, HOUSE, folder / FILE) as room:
        await room.read(lambda tx: tx.meta.put("salt", "5a17" * 16))  # so that shuffles are the same in both
        await supports(room, "ben", "cleo", "dee")
        await around(room)
        heard: dict[str, Heard] = {at(person): [] for person in ("ana", "ben", "cleo", "dee")}
        before, times = len(network.sent), list[float]()
        takes = network.takes

        def taken(letter: object) -> object:
            count = len(network.sent)
            told = takes(letter)  # type: ignore[arg-type]  # as it took before
            times.extend([room.now.timestamp()] * (len(network.sent) - count))
            return told

        network.takes = taken  # type: ignore[assignment, method-assign]  # of the double
        for step in steps:
            await step(room)
        await room.until(timedelta(days=1))
        for arrived, moment in zip(network.sent[before:], times, strict=True):
            if isinstance(arrived.letter.content, Words) and arrived.letter.person in heard:
                heard[arrived.letter.person].append((arrived.room, arrived.letter.content.plain, moment))
        return heard


async def _asks(room: Room) -> None:
    await room.private("ana", "support now")


async def _asks_named(room: Room) -> None:
    await room.private("ana", "support now named")


async def _asks_again(room: Room) -> None:
    await room.until(timedelta(minutes=1))
    await room.private("ana", "support")


async def _cleo_says_yes(room: Room) -> None:
    await room.until(timedelta(minutes=1))
    await room.private("cleo", "yes")


async def _asker_agrees(room: Room) -> None:
    await room.until(timedelta(minutes=1))
    await room.private("ana", "yes")


async def _asker_wants_someone_else(room: Room) -> None:
    await room.private("ana", "someone else")


async def _ben_says_yes(room: Room) -> None:
    await room.until(timedelta(minutes=1))
    await room.private("ben", "yes")


HISTORIES: list[tuple[Course, ...]] = [
    (_asks,),
    (_asks_named, _cleo_says_yes),
    (_asks, _cleo_says_yes, _asker_agrees),
    (_asks, _cleo_says_yes, _asker_wants_someone_else),
    (_asks, _asks_again, _cleo_says_yes),
]


@pytest.mark.parametrize("entry", [_entry_of_the_asker, _entry_of_the_listener])
@pytest.mark.parametrize("steps", HISTORIES)
async def test_with_an_entry_everybody_hears_what_they_would_outside_the_hours(
    tmp_path: Path, entry: Course, steps: tuple[Course, ...]
) -> None:
    with_it = await _history(tmp_path / "entry", entry, *steps)
    without = await _history(tmp_path / "hours", _outside_their_hours, *steps)

    assert with_it == without
    assert with_it[at("ben")] == []
    assert with_it[at("cleo")]


@pytest.mark.parametrize("entry", [_entry_of_the_asker, _entry_of_the_listener])
async def test_a_yes_after_an_entry_is_let_go_with_the_line_and_at_the_time_of_one_that_lapses(
    tmp_path: Path, entry: Course
) -> None:
    with_it = await _history(tmp_path / "entry", _nothing, _asks, entry, _ben_says_yes)
    lapsed = await _history(tmp_path / "lapse", _nothing, _asks, _nothing, _ben_says_yes)

    after = slice(2, None) if entry is _entry_of_the_listener else slice(1, None)  # less the answer to the entry itself
    assert with_it[at("ben")][after] == lapsed[at("ben")][1:]


@pytest.mark.parametrize("entry", [_entry_of_the_asker, _entry_of_the_listener])
async def test_an_entry_after_the_yes_tells_neither_more_than_a_hand_on_or_a_lapse_would(
    tmp_path: Path, entry: Course
) -> None:
    with_it = await _history(tmp_path / "entry", _nothing, _asks, _ben_says_yes, entry)
    lapsed = await _history(tmp_path / "lapse", _nothing, _asks, _ben_says_yes)
    hands_on = await _history(tmp_path / "hands on", _nothing, _asks, _ben_says_yes, _hands_on, _outside_their_hours)

    def own(heard: Heard) -> Heard:
        return [each for each in heard if not each[1].startswith("Noted")]

    assert own(with_it[at("ben")]) == lapsed[at("ben")]
    assert own(with_it[at("ana")]) == hands_on[at("ana")]


async def test_whoever_tells_what_is_known_of_a_person_tells_nothing_of_others_entries_about_them(room: Room) -> None:
    await supports(room, "ben")
    asked = ("my data", "not with list", "listen", "hello", "privacy")

    async def heard() -> list[str]:
        lines = [line for text in asked for line in (await room.private("ben", text)).splitlines()]
        return [line for line in lines if "what I wrote to you alone" not in line]  # which counts these answers, too

    before = await heard()

    await room.private("ana", f"not with {at('ben')}")

    assert await heard() == before
