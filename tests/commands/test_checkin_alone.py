"""A check-in in private: the words stand in the open question alone, and go where their person says."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Gone
from tests.conftest import Room, at

WHETHER = "Share it in River Circle, under your name? `1` share / `2` let it go."
ASKS = "A check-in, to me alone: write a few words, or `1` pass. It's about River Circle."
LET_GO = "That's fine. Nobody has read anything, and I keep nothing. To reach a person: `support`"
TOLD = "It stands in River Circle, under your name. I keep nothing of it. Thank you."
LAKE = "!lake:example.org"


async def _kept(room: Room, words: str) -> bool:
    """Return whether these words stand in the database."""
    return await room.read(lambda tx: words in "\n".join(tx.db.iterdump()))


async def test_it_is_asked_what_becomes_of_the_words(room: Room) -> None:
    told = await room.private("ben", "checkin a long day")

    assert told.splitlines()[0] == WHETHER
    assert room.words(room.room) == []


@pytest.mark.parametrize("answer", ["1", "share", "yes", "👍", "Share it.", "ok"])
async def test_shared_they_stand_in_the_room_under_their_persons_name(room: Room, answer: str) -> None:
    await room.private("ben", "checkin a long day")

    assert await room.private("ben", answer) == TOLD

    (shared,) = room.words(room.room)
    assert shared.plain == "Ben checks in, through me: “a long day”"
    assert not shared.rings


@pytest.mark.parametrize("answer", ["2", "3", "let it go", "no", "let go", "not now", "pass", "I pass"])
async def test_let_go_nobody_reads_them_and_nothing_is_kept(room: Room, answer: str) -> None:
    await room.private("ben", "checkin a kingfisher")
    assert await _kept(room, "kingfisher")

    assert await room.private("ben", answer) == LET_GO

    assert room.words(room.room) == []
    assert not await _kept(room, "kingfisher")


async def test_shared_they_are_kept_no_longer_than_until_they_are_sent(room: Room) -> None:
    await room.private("ben", "checkin a kingfisher")

    await room.private("ben", "share")

    assert not await _kept(room, "kingfisher")


@pytest.mark.parametrize("several", [True, False])
async def test_without_an_answer_they_are_gone_after_an_hour(room: Room, several: bool) -> None:
    if several:
        await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    await room.private("ben", "checkin a kingfisher")
    assert await _kept(room, "kingfisher")

    await room.until(timedelta(hours=1))

    assert not await _kept(room, "kingfisher")
    assert "share" not in await room.private("ben", "1")


@pytest.mark.parametrize(
    ("answers", "after"), [(("2",), timedelta(0)), (("1",), timedelta(minutes=1)), ((), timedelta(hours=1))]
)
async def test_no_file_holds_a_trace_of_them_then(room: Room, answers: tuple[str, ...], after: timedelta) -> None:
    await room.private("ben", "checkin a kingfisher")
    assert b"kingfisher" in room.bytes()

    for answer in answers:
        await room.private("ben", answer)
    await room.until(after)

    assert b"kingfisher" not in room.bytes()


async def test_in_an_open_round_they_stand_in_its_thread(room: Room) -> None:
    await room.says("ana", "!checkin open")
    await room.private("ben", "checkin fine")

    await room.private("ben", "1")

    assert room.words(room.room)[-1].thread == room.event_of("Check-in, open until")


async def test_after_a_round_they_stand_in_no_thread(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    await room.until(timedelta(hours=1))
    await room.private("ben", "checkin fine")

    await room.private("ben", "1")

    assert room.words(room.room)[-1].thread is None


async def test_without_words_the_groups_questions_are_asked_and_what_follows_is_taken(room: Room) -> None:
    await room.says("ana", '!checkin prompts "What was good?"')

    asked = await room.private("ben", "check-in")
    whether = await room.private("ben", "the rain\nand the tea")
    await room.private("ben", "1")

    assert asked.splitlines()[:2] == [ASKS, "What was good?"]
    assert whether.splitlines()[0] == WHETHER
    assert room.words(room.room)[-1].plain == "Ben checks in, through me: “the rain\nand the tea”"


@pytest.mark.parametrize("answer", ["1", "pass", "I pass"])
async def test_a_pass_is_a_whole_answer(room: Room, answer: str) -> None:
    await room.private("ben", "checkin")

    assert await room.private("ben", answer) == LET_GO


async def test_whoever_needs_a_person_is_heard_in_the_middle_of_it(room: Room) -> None:
    await room.private("ben", "checkin")

    assert "asked nobody" in await room.private("ben", "support")


async def test_in_several_groups_it_is_asked_which_and_goes_there_alone(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")

    assert "Which group" in await room.private("ben", "checkin a long day")
    assert "Share it in Lake Circle" in await room.private("ben", "Lake Circle")
    await room.private("ben", "share")

    assert [words.plain for words in room.words(LAKE)][-1] == "Ben checks in, through me: “a long day”"
    assert room.words(room.room) == []


@pytest.mark.parametrize("how", ["leaves", "removed"])
async def test_a_group_that_is_gone_meanwhile_reads_nothing(room: Room, how: str) -> None:
    await room.private("ben", "checkin a long day")
    if how == "leaves":
        await room.has("ana", "cleo")
    else:
        await room.hears(Gone(room.room, room.now))

    await room.private("ben", "1")

    assert room.words(room.room) == []


async def test_typed_in_the_room_it_is_marked_there_and_asked_about_in_private(room: Room) -> None:
    chat = await room.chat_of("ben")
    ask = room.ask("ben", "!checkin a long day")

    await room.hears(ask)

    assert [(mark.on, mark.key) for mark in room.marks(room.room)] == [(ask.event, "💬")]
    assert room.words(room.room) == []
    assert room.words(chat)[-1].plain.splitlines()[0] == WHETHER


@pytest.mark.parametrize(
    "text", ["weekly therapy was hard", "daily life", "sunday", "every day is the same", "sun 18:00"]
)
async def test_a_members_own_words_are_no_schedule(room: Room, text: str) -> None:
    assert (await room.private("ben", f"checkin {text}")).splitlines()[0] == WHETHER


async def test_what_is_longer_than_can_be_passed_on_is_not_kept(room: Room) -> None:
    told = await room.private("ben", f"checkin {'a' * 2001}")

    assert told.startswith("Your words have 2,001 letters, and 2,000 are the most")
    assert not await _kept(room, "a" * 2001)


async def test_after_too_many_words_as_an_answer_fewer_are_waited_for(room: Room) -> None:
    await room.private("ben", "checkin")

    told = await room.private("ben", "a" * 2001)

    assert told.startswith("Your check-in is longer than I can pass on: write less, or `1` pass.\nIt has 2,001 letters")
    assert not await _kept(room, "a" * 2001)
    assert (await room.private("ben", "a long day")).splitlines()[0] == WHETHER


async def test_of_several_that_wait_for_words_the_one_that_is_numbered_takes_them(room: Room) -> None:
    await room.has("ben", room=LAKE, name="Lake")
    for group, time in (("river circle", "20:00"), ("lake", "20:05")):
        await room.private("ben", f"in {group}")
        await room.private("ben", f"checkin remind daily {time}")
    await room.until(timedelta(hours=9))
    assert "Number first" in await room.private("ben", "a long day")

    told = await room.private("ben", "2 a long day")
    await room.private("ben", "share")

    assert told.startswith("Share it in Lake, under your name?")
    assert [words.plain for words in room.words(LAKE)][-1] == "Ben checks in, through me: “a long day”"


async def test_all_of_the_longest_words_are_passed_on(room: Room) -> None:
    await room.private("ben", f"checkin {'a' * 2000}")

    await room.private("ben", "1")

    assert "a" * 2000 in room.words(room.room)[-1].plain


async def test_what_is_held_about_somebody_has_their_words_while_the_question_is_open_alone(room: Room) -> None:
    await room.private("ben", "checkin a kingfisher")
    assert "what I asked you and wait to hear" in await room.private("ben", "my data")

    await room.private("ben", "2")

    assert "what I asked you" not in await room.private("ben", "my data")


async def test_whoever_is_in_no_group_is_told_so(room: Room) -> None:
    assert "Share" not in await room.private("fay", "checkin a long day")


async def test_stop_ends_the_question_and_the_words_with_it(room: Room) -> None:
    await room.private("ben", "checkin a kingfisher")

    await room.private("ben", "stop")

    assert not await _kept(room, "kingfisher")
    assert at("ben") not in str(await room.read(lambda tx: tx.questions.all_to(at("ben"), tx.now)))
