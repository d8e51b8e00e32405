from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import House, Under
from tests.conftest import Room
from tests.network import KITH

FIRST = "I'm Kith, a bot. To reach a person: `support`. New here: `hello`. In danger now: `resources`"
MUDDLED = (
    "I'm a bot. I didn't understand this and passed it to nobody. To reach a person: `support`."
    " In danger now: `resources`"
)
SUPPORT = "I asked nobody"
RESOURCES = "I hold no list"
HELLO = "Good to have you here."


async def test_a_new_chat_begins_with_the_fixed_line(room: Room) -> None:
    chat = await room.opens_chat("ana")

    assert [words.plain for words in room.words(chat)] == [FIRST]


async def test_what_was_written_with_the_invitation_is_answered_after_it(room: Room) -> None:
    chat = await room.opens_chat("ana", room.ask("ana", "ping heron", before_join=True))

    assert [words.plain for words in room.words(chat)] == [FIRST, "heron: I'm here."]


async def test_a_chat_that_kith_opened_begins_with_what_was_asked_for(room: Room) -> None:
    await room.says("ana", "!hello")

    (told,) = room.words()
    assert told.plain.startswith(HELLO)


@pytest.mark.parametrize("text", ["ping heron", "!ping heron", "Ping heron", "! ping heron"])
async def test_a_prefix_is_accepted_and_not_needed(room: Room, text: str) -> None:
    assert await room.private("ana", text) == "heron: I'm here."


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("help me", SUPPORT),
        ("Help me!", SUPPORT),
        ("i need someone", SUPPORT),
        ("I need support.", SUPPORT),
        ("anyone there?", SUPPORT),
        ("talk", SUPPORT),
        ("SOS", SUPPORT),
        ("need support", SUPPORT),
        ("!help me", SUPPORT),
        ("crisis", RESOURCES),
        ("Emergency!!", RESOURCES),
        ("112", RESOURCES),
        ("911", RESOURCES),
        ("988.", RESOURCES),
        ("999", RESOURCES),
        ("hi", HELLO),
        ("Hello!", HELLO),
        ("new", HELLO),
    ],
)
async def test_whole_messages_that_people_write_in_need_are_understood(room: Room, text: str, answer: str) -> None:
    assert (await room.private("ana", text)).startswith(answer)


@pytest.mark.parametrize(
    "text", ["they said help me to her", "911 was a year", "in a crisis we sing", "new moon tonight?"]
)
async def test_the_same_words_within_a_message_are_no_command(room: Room, text: str) -> None:
    assert await room.private("ana", text) == MUDDLED


@pytest.mark.parametrize(
    "text", ["help me please I can't go on", "help my brother is ill", "support group when", "help now", "help asap"]
)
async def test_somebody_in_need_is_never_told_about_syntax(room: Room, text: str) -> None:
    answer = await room.private("ana", text)

    assert "`support`" in answer or answer.startswith(SUPPORT)
    assert "I don't know" not in answer


@pytest.mark.parametrize(
    ("text", "near"), [("suport", "support"), ("resourcs", "resources"), ("crisi", "crisis"), ("helo", "hello")]
)
async def test_one_edit_away_is_offered(room: Room, text: str, near: str) -> None:
    assert await room.private("ana", text) == f"Did you mean `{near}`? `1` yes. Or write it again your way."


@pytest.mark.parametrize("answer", ["yes", "1", "ok", "Yes!"])
async def test_a_yes_to_what_was_offered_carries_it_out(room: Room, answer: str) -> None:
    await room.private("ana", "suport")

    assert (await room.private("ana", answer)).startswith(SUPPORT)
    assert not (await room.private("ana", answer)).startswith(SUPPORT)  # a question is answered once


async def test_a_mark_under_what_was_offered_carries_it_out(room: Room) -> None:
    await room.private("ana", "suport")
    chat = await room.chat_of("ana")

    await room.hears(room.mark("ana", room.event_of("Did you mean"), "1️⃣", room=chat))

    assert room.words(chat)[-1].plain.startswith(SUPPORT)


@pytest.mark.parametrize(
    "text",
    [
        "pass out, I took pills",
        "witness protection",
        "checkin close in 10 minutes",
        "hello I can't go on",
        "help please",
    ],
)
async def test_what_merely_begins_like_a_command_is_not_carried_out(room: Room, text: str) -> None:
    await room.says("ben", "!checkin open")
    before = len(room.marks())

    assert await room.private("ana", text) == MUDDLED

    assert room.words(await room.chat_of("ana"))[-1].rings
    assert len(room.marks()) == before
    assert (await room.private("ana", "checkin open")).startswith("A round is open")


@pytest.mark.parametrize("text", ["", "🌱", "…", "?", "lorem ipsum " * 1000])
async def test_what_is_not_understood_is_answered_with_the_fixed_line(room: Room, text: str) -> None:
    assert await room.private("ana", text) == MUDDLED


# -------------------------------------------------------------------------------- bursts


async def test_a_burst_is_answered_once(room: Room) -> None:
    answers = []
    for _ in range(5):
        answers.append(await room.private("ana", "a thought"))
        room.now += timedelta(seconds=9)

    assert answers == [MUDDLED, "", "", "", ""]


async def test_a_burst_ends_after_ten_quiet_seconds(room: Room) -> None:
    await room.private("ana", "a thought")
    room.now += timedelta(seconds=10)

    assert await room.private("ana", "another") == MUDDLED


async def test_a_greeting_and_commands_are_no_part_of_a_burst(room: Room) -> None:
    await room.private("ana", "a thought")
    assert (await room.private("ana", "hello")).startswith(HELLO)
    assert await room.private("ana", "ping heron") == "heron: I'm here."
    room.now += timedelta(seconds=10)

    assert await room.private("ana", "another") == MUDDLED


async def test_one_persons_burst_is_none_of_anothers(room: Room) -> None:
    await room.private("ana", "a thought")

    assert await room.private("ben", "a thought") == MUDDLED


# ------------------------------------------------------------------------- about a group


async def test_a_command_about_a_group_is_carried_out_in_the_only_one(room: Room) -> None:
    answer = await room.private("ana", "checkin open for 2h")

    assert answer == "I'm opening a check-in in River Circle, until 14:00 (UTC). To end it earlier: `checkin close`"
    assert room.words(room.room)[-1].plain.startswith("Check-in, open until 14:00")


async def test_a_pass_in_private_is_answered_with_the_rounds_mark_there(room: Room) -> None:
    await room.says("ana", "!checkin open")
    chat = await room.chat_of("ben")
    ask = room.ask("ben", "pass", room=chat)

    await room.hears(ask)

    assert room.marks(chat) == [Under(ask.event, "🌱")]
    assert [mark.on for mark in room.marks(room.room) if mark.on == ask.event] == []


async def test_whoever_shares_no_group_is_told_so(room: Room) -> None:
    answer = await room.private("eve", "checkin open")

    assert answer.startswith("`checkin open` is about a group, and I see no group that we share.")


async def test_an_edit_in_private_is_taken_as_in_a_group(room: Room) -> None:
    chat = await room.chat_of("ana")
    wrong = room.ask("ana", "checkin open for soon", room=chat)
    await room.hears(wrong)

    assert "until 14:00" in await room.private("ana", "checkin open for 2h", edits=wrong.event)


class TestUnderAnotherPrefix:
    @pytest.fixture
    def house(self) -> House:
        return House(me=KITH, name="Otter", prefix="kith, ", allow=("*:example.org",))

    async def test_it_is_accepted_and_not_needed(self, room: Room) -> None:
        assert await room.private("ana", "kith, ping heron") == "heron: I'm here."
        assert await room.private("ana", "ping heron") == "heron: I'm here."

    async def test_the_first_line_has_kiths_own_name(self, room: Room) -> None:
        chat = await room.opens_chat("ana")

        assert room.words(chat)[0].plain.startswith("I'm Otter, a bot.")


@pytest.mark.parametrize("run", [" ", ",", "\n"])
async def test_the_longest_run_of_blanks_keeps_nobody_else_waiting(room: Room, run: str) -> None:
    """All that Kith does waits for it meanwhile: in the square of its length this ran for minutes."""
    told = await room.private("ben", f"listen limit{run * 60_000}x")

    assert told
    assert (await room.private("ana", "ping heron")).startswith("heron")
