from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Under
from tests.conftest import CIRCLE, Room

LAKE, FEN = "!lake:example.org", "!fen:example.org"
WHICH = "In which group? `1` Fen / `2` Lake Circle / `3` River Circle. It holds for an hour."
MUDDLED = "I'm a bot. I didn't understand this"


def chosen(group: str) -> str:
    return f"For an hour, what you write here about a group is about {group}. For another group: `in`"


@pytest.fixture
async def several(room: Room) -> Room:
    """Ana, who is in Fen, Lake Circle and River Circle."""
    await room.has("ana", "eve", room=LAKE, name="Lake Circle")
    await room.has("ana", "eve", room=FEN, name="Fen")
    return room


@pytest.mark.parametrize(
    ("typed", "group"),
    [
        ("Lake Circle", "Lake Circle"),
        ("lake", "Lake Circle"),
        ("RIV.", "River Circle"),
        ("1", "Fen"),
        ("3", "River Circle"),
        ("fen!", "Fen"),
    ],
)
async def test_a_group_is_meant_by_name_part_or_number(several: Room, typed: str, group: str) -> None:
    assert await several.private("ana", f"in {typed}") == chosen(group)

    assert (await several.private("ana", "checkin open")).startswith(f"I'm opening a check-in in {group}")


async def test_it_switches_from_one_to_the_other(several: Room) -> None:
    await several.private("ana", "in lake")
    await several.private("ana", "in river")

    assert "River Circle" in await several.private("ana", "checkin open")


async def test_alone_it_lists_them_and_asks(several: Room) -> None:
    assert await several.private("ana", "in") == WHICH

    assert await several.private("ana", "2") == chosen("Lake Circle")
    assert "Lake Circle" in await several.private("ana", "checkin open")


async def test_a_part_that_fits_two_is_asked_about(several: Room) -> None:
    assert await several.private("ana", "in circle") == (
        "Which of these groups? `1` Lake Circle / `2` River Circle. It holds for an hour."
    )

    assert await several.private("ana", "2") == chosen("River Circle")


async def test_naming_it_answers_the_question_too(several: Room) -> None:
    await several.private("ana", "in")
    await several.private("ana", "in fen")

    assert (await several.private("ana", "2")).startswith(MUDDLED)


async def test_it_holds_for_an_hour(several: Room) -> None:
    await several.private("ana", "in lake")
    several.now += timedelta(minutes=59)
    assert "Lake Circle" in await several.private("ana", "checkin open")

    several.now += timedelta(minutes=1)
    assert (await several.private("ana", "checkin close")).startswith("Which group do you mean?")


async def test_a_name_that_fits_none_says_which_would(several: Room) -> None:
    told = await several.private("ana", "in laek")

    assert told.splitlines()[:2] == [
        "I understood `in`; no group of yours that I know is called “laek”, so nothing was changed.",
        "What works: `in Fen`, `in Lake Circle`, `in River Circle`",
    ]
    assert "To reach a person: `support`" in told


async def test_what_merely_begins_with_the_word_is_no_name(several: Room) -> None:
    assert (await several.private("ana", "in a word, I can't go on")).startswith(MUDDLED)


async def test_whoever_shares_one_group_may_say_so(room: Room) -> None:
    assert await room.private("ben", "in river") == chosen("River Circle")


async def test_whoever_shares_none_reads_that(room: Room) -> None:
    assert (await room.private("eve", "in river")).startswith(
        "`in` is about a group, and I see no group that we share."
    )


async def test_no_group_of_others_is_named_or_chosen(several: Room) -> None:
    told = await several.private("ben", "in lake")

    assert "no group of yours that I know is called “lake”" in told
    assert "Lake Circle" not in told


async def test_an_answer_after_leaving_that_group_chooses_nothing(several: Room) -> None:
    await several.private("ana", "in")
    await several.has("eve", room=LAKE, name="Lake Circle")

    assert (await several.private("ana", "2")).startswith("I'm no longer in that group with you")


async def test_typed_in_a_room_it_is_personal(several: Room) -> None:
    ask = several.ask("ana", "!in lake")

    await several.hears(ask)

    assert several.marks(CIRCLE)[-1] == Under(ask.event, "💬")
    assert [words.plain for words in several.words(CIRCLE)] == []
    assert several.words()[-1].plain == chosen("Lake Circle")
