from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import House, Under
from tests.conftest import Room, at
from tests.network import KITH

HERE = "heron: I'm here."


@pytest.mark.parametrize(
    "text",
    [
        "!ping heron",
        "! ping heron",
        "!PING heron",
        "  !ping   heron  ",
        "Kith: ping heron",
        "kith, ping heron",
        "@kith: ping heron",
        "@kith:example.org: ping heron",
        "Kith: !ping heron",
        "KITH:  ping heron",
    ],
)
async def test_a_command_is_the_prefix_or_kiths_name_and_its_words(room: Room, text: str) -> None:
    assert await room.says("ana", text) == [HERE]


@pytest.mark.parametrize(
    "text",
    [
        "ping heron",
        "say !ping heron",
        "Kith ping heron",
        "Kithara: ping heron",
        "Kith:ping heron",
        "Kith:",
        "!",
        "!!",
        "!!!",
        "! ",
        "!otter",
        "!lol that was good",
        "@ana:example.org: ping heron",
        "",
    ],
)
async def test_nothing_else_is_one(room: Room, text: str) -> None:
    assert await room.says("ana", text) == []


@pytest.mark.parametrize("text", ["Kith ping heron", "Kith: ping heron", "@kith:example.org ping heron"])
async def test_a_pill_needs_no_colon(room: Room, text: str) -> None:
    assert await room.says("ana", text, mentions_kith=True) == [HERE]


@pytest.mark.parametrize("text", ["thanks to Kith for the ping", "Kith"])
async def test_a_pill_in_the_middle_of_something_is_no_command(room: Room, text: str) -> None:
    assert await room.says("ana", text, mentions_kith=True) == []


async def test_an_answer_stands_in_the_thread_where_the_command_stood(room: Room) -> None:
    ask = room.ask("ana", "!ping heron", thread="$root")

    await room.hears(ask)

    (answer,) = room.words()
    assert (answer.thread, answer.reply_to) == ("$root", ask.event)


async def test_an_answer_outside_of_threads_opens_none(room: Room) -> None:
    await room.says("ana", "!ping heron")

    (answer,) = room.words()
    assert (answer.thread, answer.reply_to) == (None, None)


# ------------------------------------------------------------------------- near misses


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("!pin", "!ping"),
        ("!ehlp", "!help"),
        ("!helpp", "!help"),
        ("!hrlp", "!help"),
        ("!suport", "!support"),
        ("!hepl me", "!help me"),
        ("!checkin opne", None),
    ],
)
async def test_one_edit_away_from_a_command_is_a_short_suggestion(room: Room, typed: str, meant: str | None) -> None:
    (suggestion,) = await room.says("ana", typed)

    if meant:
        assert suggestion == f"Did you mean `{meant}`?"
    else:
        assert suggestion.startswith("I understood `!checkin`; I don't know “opne” after it.")


@pytest.mark.parametrize("typed", ["!pi", "!helping", "!hlp em", "!supper", "!passport"])
async def test_more_than_one_edit_away_is_ignored(room: Room, typed: str) -> None:
    assert await room.says("ana", typed) == []


async def test_the_first_word_of_a_family_alone_is_answered_with_its_members(room: Room) -> None:
    assert await room.says("ana", "!room") == [
        "I understood `!room`; it needs one more word. What works: `!room check`"
    ]


# ------------------------------------------------------------------- personal commands


@pytest.mark.parametrize("text", ["!support", "!help me", "!i need someone", "Kith: anyone there?", "!SOS!", "!hello"])
async def test_a_personal_command_gets_one_neutral_mark_and_its_answer_in_private(room: Room, text: str) -> None:
    ask = room.ask("ana", text)

    await room.hears(ask)

    assert room.words(room.room) == []
    assert room.marks(room.room) == [Under(ask.event, "💬")]
    assert len(room.words()) == 1


async def test_the_mark_is_the_same_for_every_personal_command(room: Room) -> None:
    for text in ("!support", "!hello", "!hi", "!talk"):
        await room.says("ana", text)

    assert {mark.key for mark in room.marks(room.room)} == {"💬"}


@pytest.mark.parametrize("text", ["!crisis", "!112", "!911!", "Kith: emergency", "!resources"])
async def test_places_to_turn_to_are_shown_where_they_were_asked_for(room: Room, text: str) -> None:
    (answer,) = await room.says("ana", text)

    assert answer.startswith("I hold no list of places to turn to yet.")


# ----------------------------------------------------------------------------- rounds


@pytest.mark.parametrize("text", ["pass", "Pass.", "PASS", "witness", "witness!", " pass "])
async def test_a_bare_pass_or_witness_in_a_round_gets_the_rounds_mark(room: Room, text: str) -> None:
    await room.says("ana", "!checkin open")
    ask = room.ask("ben", text)

    await room.hears(ask)

    assert room.marks()[-1] == Under(ask.event, "🌱")


@pytest.mark.parametrize("text", ["pass me the salt", "I pass", "witness protection", "pass, please"])
async def test_longer_words_in_a_round_are_the_groups_own(room: Room, text: str) -> None:
    await room.says("ana", "!checkin open")
    before = len(room.network.sent)

    await room.says("ben", text)

    assert len(room.network.sent) == before


async def test_a_bare_pass_without_a_round_is_the_groups_own(room: Room) -> None:
    assert await room.says("ana", "pass") == []
    assert room.marks() == []


# ------------------------------------------------------------------------------ edits


async def test_an_edit_of_a_message_that_was_not_understood_is_taken(room: Room) -> None:
    wrong = room.ask("ana", "!checkin open for soon")
    await room.hears(wrong)

    (opened,) = await room.says("ana", "!checkin open for 2h", edits=wrong.event)

    assert opened.startswith("Check-in, open until 14:00")


async def test_an_edit_comes_too_late_after_five_minutes(room: Room) -> None:
    wrong = room.ask("ana", "!checkin open for soon")
    await room.hears(wrong)
    room.now += timedelta(minutes=5, seconds=1)

    assert await room.says("ana", "!checkin open for 2h", edits=wrong.event) == []


async def test_an_edit_of_what_was_done_is_not_done_again(room: Room) -> None:
    done = room.ask("ana", "!ping heron")
    await room.hears(done)

    assert await room.says("ana", "!ping otter", edits=done.event) == []


async def test_an_edit_of_chatter_is_no_command(room: Room) -> None:
    chatter = room.ask("ana", "ping heron")
    await room.hears(chatter)

    assert await room.says("ana", "!ping heron", edits=chatter.event) == []


async def test_what_was_mended_is_not_mended_twice(room: Room) -> None:
    wrong = room.ask("ana", "!ping")
    await room.hears(wrong)
    await room.says("ana", "!ping heron", edits=wrong.event)

    assert await room.says("ana", "!ping otter", edits=wrong.event) == []


async def test_an_edit_that_is_wrong_again_can_be_mended_again(room: Room) -> None:
    wrong = room.ask("ana", "!checkin open for soon")
    await room.hears(wrong)
    await room.says("ana", "!checkin open for later", edits=wrong.event)

    (opened,) = await room.says("ana", "!checkin open for 2h", edits=wrong.event)

    assert opened.startswith("Check-in, open until")


# --------------------------------------------------------------------- where Kith came late


async def test_what_was_written_in_a_group_before_kith_joined_is_not_answered(room: Room) -> None:
    assert await room.says("ana", "!ping heron", before_join=True) == []


class TestUnderAnotherPrefixAndName:
    @pytest.fixture
    def house(self) -> House:
        return House(me=KITH, name="Otter (bot)", prefix="?", allow=("*:example.org",))

    @pytest.mark.parametrize(
        "text", ["?ping heron", "Otter (bot): ping heron", "otter (BOT), ?ping heron", "kith: ping heron"]
    )
    async def test_both_are_heard(self, room: Room, text: str) -> None:
        assert await room.says("ana", text) == [HERE]

    async def test_the_usual_ones_are_not(self, room: Room) -> None:
        assert await room.says("ana", "!ping heron") == []

    async def test_what_kith_shows_has_them(self, room: Room) -> None:
        (answer,) = await room.says("ana", "?help")

        assert "`?checkin open`" in answer
        assert "`!" not in answer


async def test_somebody_who_is_no_member_yet_is_answered_as_anybody_in_the_room(room: Room) -> None:
    """A message can arrive before the state that says who wrote it."""
    await room.hears(room.ask("eve", "!ping heron"))

    assert [words.plain for words in room.words()] == [HERE]
    assert at("eve") not in await room.read(lambda tx: tx.members.of(tx.groups.of(at("ana"))[0]))
