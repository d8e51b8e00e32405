from __future__ import annotations

import pytest

from bot.chat import House
from bot.commands import commands
from tests.conftest import Room
from tests.network import KITH


async def test_help_in_a_room_is_five_lines_of_commands(room: Room) -> None:
    (answer,) = await room.says("ana", "!help")

    lines = answer.splitlines()
    assert len(lines) == 5
    assert "`!checkin open`" in lines[0]
    assert f"https://matrix.to/#/{KITH}" in lines[4]


async def test_help_in_a_room_begins_with_how_a_person_is_reached_where_support_is_on(room: Room) -> None:
    await room.says("ana", "!resources none")
    await room.says("ana", "!support on")

    lines = (await room.says("ben", "!help"))[0].splitlines()

    assert len(lines) == 5
    assert lines[0].startswith("When you need a person: write to me privately")
    assert "`support`" in lines[0]


async def test_help_in_private_begins_with_people_and_places(room: Room) -> None:
    lines = (await room.private("ana", "help")).splitlines()

    assert len(lines) == 5
    assert lines[0].index("`support`") < lines[0].index("`resources`")
    assert "`!" not in "\n".join(lines)


async def test_help_tells_where_to_read_when_the_group_meets_and_whose_turn_it_is(room: Room) -> None:
    (here,) = await room.says("ana", "!help")
    alone = await room.private("ana", "help")

    assert [name for name in ("`!meetings`", "`!rota`") if name not in here] == []
    assert [name for name in ("`meetings`", "`remind me`", "`rota`") if name not in alone] == []


@pytest.mark.parametrize("where", ["room", "private"])
async def test_every_command_that_help_shows_is_one(room: Room, where: str) -> None:
    answer = (await room.says("ana", "!help"))[0] if where == "room" else await room.private("ana", "help")

    shown = {part.removeprefix("!") for part in answer.split("`")[1::2]} - {"", "!"}
    assert shown
    assert [words for words in shown if not any(words.startswith(name) for name in commands())] == []


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("!help my", "There are 2: `!help my data`, `!help my data file`"),
        ("!help checkin open", "Opens a check-in round in the group"),
        ("!help !ping", "I answer with your word at once"),
        ("!help PING.", "I answer with your word at once"),
        ("!help remind off", "How long before each meeting I remind the room"),
        ("!help remind at", "How long before each meeting I remind the room"),
        ("!help ping off", "I understood `!help`; I don't know “ping off”."),
        ("!help otter", "I understood `!help`; I don't know “otter”. What I know: `!help`"),
        ("!help pingg", "I understood `!help`; I don't know “pingg”. Perhaps `!help ping`?"),
    ],
)
async def test_help_with_a_word_is_about_that_word(room: Room, text: str, begins: str) -> None:
    (answer,) = await room.says("ana", text)

    assert answer.startswith(begins)


async def test_in_private_what_help_does_not_know_leads_to_a_person(room: Room) -> None:
    answer = await room.private("ana", "help otter")

    assert "To reach a person: `support`" in answer


@pytest.mark.parametrize(
    ("language", "example"),
    [
        ("en", "checkin A long day, and glad to be here"),
        ("de", "checkin Ein langer Tag, und schön, hier zu sein"),
    ],
)
async def test_in_private_the_example_is_one_for_anybody(room: Room, language: str, example: str) -> None:
    await room.private("ben", f"language {language}")

    answer = await room.private("ben", "help checkin")

    assert answer.endswith(f"`{example}`")
    assert "`1`" in await room.private("ben", example)


async def test_long_words_after_help_in_a_room_are_not_repeated_to_everybody(room: Room) -> None:
    (answer,) = await room.says("ana", "!help I want to die")

    assert "die" not in answer
    assert "`!resources`" in answer


async def test_long_words_after_help_in_private_are_somebodys_and_no_command(room: Room) -> None:
    answer = await room.private("ana", "help my brother is ill")

    assert answer.startswith("I'm a bot. I didn't understand this and passed it to nobody.")
    assert room.words(await room.chat_of("ana"))[-1].rings


class TestUnderAnotherName:
    @pytest.fixture
    def house(self) -> House:
        return House(me=KITH, prefix="k!", allow=("*:example.org",))

    async def test_help_shows_the_prefix_that_holds(self, room: Room) -> None:
        (answer,) = await room.says("ana", "k!help")

        assert "`k!ping heron`" in answer
        assert answer.endswith("there it needs no `k!`.")
