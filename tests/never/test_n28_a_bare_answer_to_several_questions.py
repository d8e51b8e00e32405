"""N28: with several open questions that take it, a bare answer does nothing; they are listed, numbered."""

from __future__ import annotations

import pytest

from bot.chat import House
from tests.conftest import CIRCLE, Room, at
from tests.network import KITH

LAKE = "!lake:example.org"
LIST = [
    "Several of my questions are open, so I did nothing yet. Number first, then your answer, like `2 yes`:",
    "1: Would you be a facilitator in River Circle? `1` yes / `2` not now. Ana asks.",
    "2: Would you be a facilitator in Lake Circle? `1` yes / `2` not now. Ana asks.",
]


@pytest.fixture
def house() -> House:
    return House(me=KITH, allow=("*:example.org",))


@pytest.fixture
async def both(room: Room) -> Room:
    """Ben, whom Ana asked in River Circle and then in Lake Circle."""
    await room.hears(room.room_now("ana", "ben", room=LAKE, name="Lake Circle"))
    await room.opens_chat("ben")
    await room.says("ana", "!facilitators add @ben")
    await room.says("ana", "!facilitators add @ben", room=LAKE)
    return room


async def _facilitators(room: Room) -> list[str]:
    """Return the groups in which Ben is a facilitator."""
    told = {
        "River": await room.says("ana", "!facilitators"),
        "Lake": await room.says("ana", "!facilitators", room=LAKE),
    }
    return [group for group, (answer,) in told.items() if "Ben" in answer]


@pytest.mark.parametrize("answer", ["yes", "1", "👍", "2", "not now", "no", "Ok!", "1️⃣"])
async def test_a_bare_answer_does_nothing_and_is_answered_with_a_numbered_list(both: Room, answer: str) -> None:
    rooms = len(both.words(CIRCLE)), len(both.words(LAKE))

    told = await both.private("ben", answer)

    assert told.splitlines() == LIST
    assert (len(both.words(CIRCLE)), len(both.words(LAKE))) == rooms
    assert await _facilitators(both) == []
    assert await both.read(lambda tx: len(tx.questions.open_to(at("ben"), both.now))) == 2


@pytest.mark.parametrize(
    ("answer", "group"), [("2 yes", "Lake"), ("1 yes", "River"), ("2. 1", "Lake"), ("1: 👍", "River")]
)
async def test_the_number_before_it_says_which(both: Room, answer: str, group: str) -> None:
    await both.private("ben", "yes")

    await both.private("ben", answer)

    assert await _facilitators(both) == [group]


async def test_the_numbers_stay_as_they_were_listed(both: Room) -> None:
    await both.private("ben", "yes")
    await both.private("ben", "1 not now")

    await both.private("ben", "2 yes")

    assert await _facilitators(both) == ["Lake"]


async def test_a_number_that_is_not_listed_does_nothing(both: Room) -> None:
    told = await both.private("ben", "3 yes")

    assert told.splitlines() == LIST
    assert await _facilitators(both) == []


async def test_a_reply_is_for_the_question_that_it_answers(both: Room) -> None:
    await both.private("ben", "yes", reply_to=both.event_of("facilitator in River Circle?"))

    assert await _facilitators(both) == ["River"]


async def test_a_mark_is_for_the_question_under_which_it_stands(both: Room) -> None:
    chat = await both.chat_of("ben")

    await both.hears(both.mark("ben", both.event_of("facilitator in Lake Circle?"), "1️⃣", room=chat))

    assert await _facilitators(both) == ["Lake"]


async def test_an_answer_that_one_alone_takes_is_for_that_one(both: Room) -> None:
    await both.private("ben", "checkin open")

    assert (await both.private("ben", "Lake Circle")).startswith("I'm opening a check-in in Lake Circle")


async def test_with_one_left_a_bare_answer_is_for_it(both: Room) -> None:
    await both.private("ben", "1 not now")

    await both.private("ben", "yes")

    assert await _facilitators(both) == ["Lake"]


async def test_the_list_itself_is_no_question(both: Room) -> None:
    await both.private("ben", "yes")
    chat = await both.chat_of("ben")

    await both.hears(both.mark("ben", both.event_of("Several of my questions"), "1️⃣", room=chat))

    assert await _facilitators(both) == []
