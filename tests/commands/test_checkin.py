from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import House, Under, Words
from bot.domain import settings
from bot.domain.checkin import CLOCKS_DIFFER
from tests.conftest import Room, at
from tests.network import KITH

NONE_OPEN = "No check-in round is open. To open one: `!checkin open`"
THANKS = "The check-in is closed. Thank you all, for words and for quiet alike."


async def _opens(room: Room, text: str) -> list[str]:
    return (await room.says("ana", text))[0].splitlines()


async def test_a_round_says_until_when_how_to_answer_and_who_can_read(room: Room) -> None:
    first, question, who, mark = await _opens(room, "!checkin open")

    assert first == "Check-in, open until 16:00 (UTC): answer, or `pass`, or `witness`."
    assert question == "How are you arriving? What would help a little? Anything to ask or to offer?"
    assert who == "Answer below or in the thread; everyone in this room can read it."
    assert mark.startswith("🌱 ")


@pytest.mark.parametrize(
    ("text", "prompt", "until"),
    [
        ("!checkin open How was the week?", "How was the week?", "16:00"),
        ('!checkin open "How was the week?" for 2h', "How was the week?", "14:00"),
        ("!checkin open “How was the week?” for 90m", "How was the week?", "13:30"),
        ("!checkin open How was the week? for 30m", "How was the week?", "12:30"),
        ("!checkin open what are you grateful for today", "what are you grateful for today", "16:00"),
    ],
)
async def test_a_prompt_and_a_length_are_taken_as_they_are_typed(
    room: Room, text: str, prompt: str, until: str
) -> None:
    first, question, *_ = await _opens(room, text)

    assert question == prompt
    assert f"open until {until} (UTC)" in first


async def test_a_round_of_days_tells_its_day(room: Room) -> None:
    first, *_ = await _opens(room, "!checkin open for 3d")

    assert "open until Thu 26 Nov, 12:00 (UTC)" in first


async def test_times_are_told_in_the_groups_zone(room: Room) -> None:
    group = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert group is not None
    await room.read(lambda tx: tx.settings.put(group, settings.TIMEZONE, "Europe/Berlin", at("ana"), room.now))

    first, *_ = await _opens(room, "!checkin open for 1h")

    assert "open until 14:00 (Europe/Berlin)" in first


async def test_one_mark_stands_under_the_round(room: Room) -> None:
    await room.says("ana", "!checkin open")

    words, mark = room.network.sent
    assert isinstance(words.letter.content, Words)
    assert mark.letter.content == Under(str(words.event), "🌱")


async def test_a_second_round_is_not_opened(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")

    (answer,) = await room.says("ben", "!checkin open")

    assert answer == "A round is open until 13:00 (UTC), so I opened no second one. To end it: `!checkin close`"


@pytest.mark.parametrize("text", ["!pass", "pass", "!witness", "witness", "Kith: pass"])
async def test_pass_and_witness_are_answered_with_the_same_mark_and_no_word(room: Room, text: str) -> None:
    await room.says("ana", "!checkin open")
    ask = room.ask("dee", text)
    before = len(room.words())

    await room.hears(ask)

    assert room.marks()[-1] == Under(ask.event, "🌱")
    assert len(room.words()) == before


@pytest.mark.parametrize("text", ["!pass", "!witness", "!checkin close"])
async def test_without_a_round_one_is_told_how_to_open_it(room: Room, text: str) -> None:
    assert await room.says("ana", text) == [NONE_OPEN]


async def test_closing_thanks_all_and_names_and_counts_nobody(room: Room) -> None:
    await room.says("ana", "!checkin open")
    await room.says("ben", "pass")

    assert await room.says("cleo", "!checkin close") == [THANKS]


async def test_closing_in_private_thanks_in_the_room(room: Room) -> None:
    await room.says("ana", "!checkin open")

    assert await room.private("ben", "checkin close") == "The round in River Circle is closed."
    assert room.words(room.room)[-1].plain == THANKS


async def test_a_closed_round_closes_no_second_time(room: Room) -> None:
    await room.says("ana", "!checkin open for 1h")
    await room.says("ana", "!checkin close")
    before = len(room.network.sent)

    await room.until(timedelta(hours=2))

    assert len(room.network.sent) == before
    assert await room.says("ana", "!checkin close") == [NONE_OPEN]


async def test_after_a_round_there_can_be_another(room: Room) -> None:
    await room.says("ana", "!checkin open")
    await room.says("ana", "!checkin close")

    assert (await _opens(room, "!checkin open"))[0].startswith("Check-in, open until")


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ('!checkin open "hi" for soon', "I can't read “soon” as a length of time"),
        ("!checkin open for 0m", "I can't read “0m” as a length of time"),
        ('!checkin open "hi" for 8d', "“8d” is longer than the seven days"),
        ('!checkin open "hi" and more', "I don't know what “and more” after it means"),
        (f"!checkin open {'a' * 501}", f"the prompt “{'a' * 40}…” has more than 500 characters"),
    ],
)
async def test_what_cannot_be_read_is_told_with_an_example_that_works(room: Room, text: str, understood: str) -> None:
    (answer,) = await room.says("ana", text)

    assert answer.startswith("I understood `!checkin open`")
    assert understood in answer
    example = answer.rpartition("One that works: `")[2].removesuffix("`")
    assert (await room.says("ana", example))[0].startswith("Check-in, open until")


async def test_a_round_that_was_asked_for_while_kith_was_down_is_not_opened_when_its_time_is_over(room: Room) -> None:
    asked = room.ask("ana", "!checkin open for 1h")
    room.now += timedelta(hours=1)

    await room.hears(room.ask("ana", "!checkin open for 1h", said=asked.said))

    (answer,) = room.words()
    assert answer.plain.startswith("What you asked for reached me when that round's time was over")


async def test_a_round_that_was_asked_for_a_little_earlier_is_opened(room: Room) -> None:
    said = room.now
    room.now += timedelta(minutes=59)

    (opened,) = await room.says("ana", "!checkin open for 1h", said=said)

    assert opened.startswith("Check-in, open until")


@pytest.mark.parametrize("text", ["!checkin close", "!pass", "!witness"])
async def test_what_was_written_long_before_a_round_leaves_it_as_it_is(room: Room, text: str) -> None:
    written = room.now
    room.now += CLOCKS_DIFFER + timedelta(seconds=1)
    await _opens(room, "!checkin open")

    (answer,) = await room.says("ben", text, said=written)

    assert answer.startswith("You wrote this before the round that is open now, so I took it for an earlier one")
    assert [mark.key for mark in room.marks(room.room)] == ["🌱"]  # the one under the opening
    assert await room.says("ben", "!checkin close") == [THANKS]


@pytest.mark.parametrize("text", ["pass", "witness"])
async def test_a_bare_answer_is_one_to_the_round_that_it_can_have_been_written_in(room: Room, text: str) -> None:
    written = room.now
    room.now += CLOCKS_DIFFER
    await _opens(room, "!checkin open")

    answered = room.ask("ben", text, said=written)
    earlier = room.ask("ben", text, said=written - timedelta(seconds=1))
    await room.hears(answered, earlier)

    assert [mark.on for mark in room.marks(room.room)][1:] == [answered.event]


async def test_a_thread_gets_no_round_of_its_own(room: Room) -> None:
    await room.says("ana", "!checkin open", thread="$root")

    (opened,) = room.words(room.room)
    assert opened.thread is None


class TestWhereTheOperatorSetOtherDefaults:
    @pytest.fixture
    def house(self) -> House:
        defaults = {"timezone": "Asia/Tokyo", "checkin.for": timedelta(hours=1)}
        return House(me=KITH, allow=("*:example.org",), defaults=defaults)

    async def test_they_hold_in_every_group_that_set_nothing(self, room: Room) -> None:
        first, *_ = await _opens(room, "!checkin open")

        assert "open until 22:00 (Asia/Tokyo)" in first
