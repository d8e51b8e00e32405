from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Gone, Under
from tests.conftest import Room

LAKE = "!lake:example.org"
WHICH = "Which group do you mean? `1` Lake Circle / `2` River Circle. Without an answer nothing is done."
OPENED = {"Lake": "I'm opening a check-in in Lake Circle", "River": "I'm opening a check-in in River Circle"}


@pytest.fixture
async def asked(room: Room) -> Room:
    """Ana, who is in Lake Circle and River Circle, was asked which one she means."""
    await room.has("ana", "eve", room=LAKE, name="Lake Circle")
    await room.opens_chat("ana")
    room.network.sent.clear()
    assert await room.private("ana", "checkin open for 2h") == WHICH
    return room


async def test_a_command_about_a_group_asks_whoever_shares_several(asked: Room) -> None:
    chat = await asked.chat_of("ana")

    assert [mark.key for mark in asked.marks(chat)] == ["1️⃣", "2️⃣"]
    assert asked.words(LAKE) == asked.words(asked.room) == []


@pytest.mark.parametrize(
    ("answer", "group"),
    [
        ("1", "Lake"),
        ("1.", "Lake"),
        ("1️⃣", "Lake"),
        ("!1", "Lake"),
        ("2", "River"),
        ("lake circle", "Lake"),
        ("River Circle!", "River"),
        ("  RIVER   circle ", "River"),
        ("lake", "Lake"),
        ("Rive", "River"),
    ],
)
async def test_the_number_and_the_name_are_taken_as_the_answer(asked: Room, answer: str, group: str) -> None:
    assert (await asked.private("ana", answer)).startswith(OPENED[group])


@pytest.mark.parametrize("answer", ["ok", "yes", "👍", "0", "3", "circle", "ri", "iver", "lake or river", "12", "1 2"])
async def test_whatever_names_no_group_opens_nothing(asked: Room, answer: str) -> None:
    await asked.private("ana", answer)

    assert asked.words(LAKE) == asked.words(asked.room) == []


@pytest.mark.parametrize(("key", "group"), [("1️⃣", "Lake"), ("2️⃣", "River")])
async def test_the_mark_under_the_question_is_taken_as_the_answer(asked: Room, key: str, group: str) -> None:
    chat = await asked.chat_of("ana")

    await asked.hears(asked.mark("ana", asked.event_of("Which group"), key, room=chat))

    assert asked.words(chat)[-1].plain.startswith(OPENED[group])


@pytest.mark.parametrize(
    ("person", "key", "under"), [("ana", "👍", None), ("ana", "3️⃣", None), ("eve", "1️⃣", None), ("ana", "1️⃣", "$other")]
)
async def test_another_mark_of_another_person_or_under_another_message_is_no_answer(
    asked: Room, person: str, key: str, under: str | None
) -> None:
    chat = await asked.chat_of("ana")
    before = len(asked.network.sent)

    await asked.hears(asked.mark(person, under or asked.event_of("Which group"), key, room=chat))

    assert len(asked.network.sent) == before


async def test_a_question_is_answered_once(asked: Room) -> None:
    await asked.private("ana", "1")
    await asked.private("ana", "2")

    assert asked.words(asked.room) == []


async def test_a_newer_question_replaces_the_older(asked: Room) -> None:
    await asked.private("ana", "checkin open for 3h")

    assert (await asked.private("ana", "1")).endswith("until 15:00 (UTC). To end it earlier: `checkin close`")


async def test_a_command_in_between_leaves_the_question_open(asked: Room) -> None:
    assert await asked.private("ana", "ping heron") == "heron: I'm here."

    assert (await asked.private("ana", "1")).startswith(OPENED["Lake"])


async def test_a_question_waits_for_an_hour(asked: Room) -> None:
    asked.now += timedelta(minutes=59)
    assert (await asked.private("ana", "1")).startswith(OPENED["Lake"])


async def test_a_question_waits_no_longer_than_an_hour(asked: Room) -> None:
    asked.now += timedelta(hours=1)

    assert (await asked.private("ana", "1")).startswith("I'm a bot. I didn't understand this")


async def test_the_choice_holds_for_an_hour(asked: Room) -> None:
    await asked.private("ana", "1")
    asked.now += timedelta(minutes=59)

    assert await asked.private("ana", "checkin close") == "The round in Lake Circle is closed."


async def test_after_an_hour_it_is_asked_again(asked: Room) -> None:
    await asked.private("ana", "1")
    asked.now += timedelta(hours=1)

    assert await asked.private("ana", "checkin close") == WHICH


async def test_answers_name_the_group(asked: Room) -> None:
    assert "Lake Circle" in await asked.private("ana", "1")
    assert "Lake Circle" in await asked.private("ana", "checkin open")
    assert "Lake Circle" in await asked.private("ana", "checkin close")
    assert "Lake Circle" in await asked.private("ana", "checkin close")


async def test_a_question_is_kept_over_a_restart(asked: Room) -> None:
    await asked.restarts()

    assert (await asked.private("ana", "2")).startswith(OPENED["River"])


async def test_a_pass_that_waited_for_its_group_is_marked_itself(asked: Room) -> None:
    await asked.says("eve", "!checkin open", room=LAKE)
    chat = await asked.chat_of("ana")
    passing = asked.ask("ana", "pass", room=chat)
    await asked.hears(passing)

    await asked.private("ana", "1")

    assert asked.marks(chat)[-1] == Under(passing.event, "🌱")


async def test_where_the_asker_left_the_group_meanwhile_nothing_is_done(asked: Room) -> None:
    await asked.has("eve", room=LAKE, name="Lake Circle")

    assert (await asked.private("ana", "1")).startswith("I'm no longer in that group with you, so nothing was done.")
    assert [words.plain for words in asked.words(LAKE) if words.plain.startswith("Check-in")] == []


async def test_where_kith_left_the_group_meanwhile_nothing_is_done(asked: Room) -> None:
    await asked.hears(Gone(LAKE, asked.now))

    assert (await asked.private("ana", "1")).startswith("I'm no longer in that group with you")
    assert (await asked.private("ana", "checkin open")).startswith(OPENED["River"])


async def test_numbers_mean_the_groups_as_they_were_listed(asked: Room) -> None:
    await asked.has("ana", "fay", room="!alder:example.org", name="Alder Circle")

    assert (await asked.private("ana", "1")).startswith(OPENED["Lake"])


async def test_of_more_than_three_groups_the_first_three_get_marks_and_all_get_numbers(asked: Room) -> None:
    for n in range(3):
        await asked.has("ana", "fay", room=f"!alder{n}:example.org", name=f"Alder {n}")
    asked.network.sent.clear()

    question = await asked.private("ana", "checkin open")

    assert "`5` River Circle" in question
    assert len(asked.marks(await asked.chat_of("ana"))) == 3
    assert (await asked.private("ana", "5")).startswith(OPENED["River"])


async def test_an_answer_that_cannot_be_carried_out_says_why(asked: Room) -> None:
    await asked.says("eve", "!checkin open", room=LAKE)

    assert (await asked.private("ana", "1")).startswith("A round is open in Lake Circle")
