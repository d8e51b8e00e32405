"""N26: whoever said yes can let go at any time with one word; the asker always has the next step."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.domain.requests import At
from tests.conftest import Room, at
from tests.listening import open_of, supports, told

Course = Callable[[Room], Awaitable[None]]


async def _waits(room: Room) -> None:
    await room.private("cleo", "yes")
    await room.private("ben", "yes")


async def _is_offered(room: Room) -> None:
    await room.private("ben", "yes")


async def _is_there(room: Room) -> None:
    await room.private("ben", "yes")
    await room.private("ana", "yes")


async def _is_there_for_hours(room: Room) -> None:
    await _is_there(room)
    await room.until(timedelta(hours=3))


@pytest.mark.parametrize("word", ["hand on", "Hand on.", "!hand on", "not now"])
@pytest.mark.parametrize("stands", [_waits, _is_offered, _is_there, _is_there_for_hours])
async def test_one_word_is_enough_wherever_they_stand(room: Room, stands: Course, word: str) -> None:
    await supports(room, "ben", "cleo", "dee")
    await room.private("ana", "support now")
    await stands(room)

    answer = await room.private("ben", word)

    assert answer == "Good, you're free. No reason needed; I look after the next step."
    stood = (await open_of(room, "ana")).request.of(at("ben"))
    assert stood is not None
    assert stood.at is At.DECLINED


async def _hands_on(room: Room) -> None:
    await room.private("ben", "hand on")


async def _leaves(room: Room) -> None:
    await room.has("ana", "cleo", "dee")


async def _is_forgotten(room: Room) -> None:
    await room.private("ben", "forget me")
    await room.private("ben", "forget me")


async def _is_forgotten_here(room: Room) -> None:
    await room.private("ben", "forget me here")
    await room.private("ben", "forget me here")


@pytest.mark.parametrize("goes", [_hands_on, _leaves, _is_forgotten, _is_forgotten_here])
@pytest.mark.parametrize("stands", [_is_offered, _is_there, _is_there_for_hours])
async def test_the_asker_hears_at_once_and_others_are_asked(room: Room, stands: Course, goes: Course) -> None:
    await supports(room, "ben", "cleo")
    await room.says("ana", "!set support.wave 1")
    await room.says("cleo", "!pause 4m")
    await room.private("ana", "support today")
    await stands(room)
    await room.until(timedelta(minutes=5))
    asked, before = len(await told(room, "cleo")), len(await told(room, "ana"))

    await goes(room)

    first = (await told(room, "ana"))[before]
    assert (
        "can't stay. I'm asking others; my next word comes at" in first
        or "can't be there after all. I'm asking" in first
    )
    assert any(text.startswith("Can you listen, today?") for text in (await told(room, "cleo"))[asked:])


async def test_with_nobody_else_the_asker_hears_that_too_with_the_places(room: Room) -> None:
    await supports(room, "ben")
    await room.private("ana", "support now")
    await _is_there(room)

    await room.private("ben", "hand on")

    assert (await told(room, "ana"))[-1].startswith("Ben can't stay, and nobody else is free at this moment.")
    assert "Night line, 0800 1" in (await told(room, "ana"))[-1]


async def test_whoever_waits_is_offered_before_anybody_new_is_asked(room: Room) -> None:
    await supports(room, "ben", "cleo", "dee")
    await room.says("ana", "!set support.wave 2")
    await room.private("ana", "support now")
    first, second = (one.person[1:].partition(":")[0] for one in (await open_of(room, "ana")).request.asked)
    await room.private(first, "yes")
    await room.private(second, "yes")

    await room.private(first, "hand on")

    assert f"{second.title()} could be with you" in (await told(room, "ana"))[-1]
    assert (await told(room, second))[-1].startswith("You said yes before, and it's needed now.")


async def test_a_request_that_rests_after_a_lapse_asks_others_when_the_one_who_was_there_goes(room: Room) -> None:
    await supports(room, "ben", "cleo", "dee")
    await room.says("ana", "!set support.wave 1")
    await room.private("ana", "support today")
    first = (await open_of(room, "ana")).request.asked[0].person[1:].partition(":")[0]
    await room.private(first, "yes")
    await room.private("ana", "yes")
    await room.private("ana", "support more")
    (ringing,) = (await open_of(room, "ana")).request.who(At.RANG)
    second = ringing.person[1:].partition(":")[0]
    await room.private(second, "yes")
    await room.until(timedelta(minutes=11))  # the second offer lapses, and nobody is asked until Ana writes

    await room.private(first, "hand on")

    assert "can't stay. I'm asking others; my next word comes at" in "".join((await told(room, "ana"))[-2:])


async def test_a_request_that_was_held_twice_counts_as_one_of_a_days_three(room: Room) -> None:
    await supports(room, "ben", "cleo", "dee")
    for _ in range(2):
        await room.private("ana", "support now named")
        for person in ("ben", "cleo", "dee"):
            await room.until(timedelta(seconds=1))
            await room.private(person, "yes")
            await room.private(person, "hand on")
        await room.private("ana", "thanks")

    assert "three times within a day" not in await room.private("ana", "support now")
