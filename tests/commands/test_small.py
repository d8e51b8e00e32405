"""ping, hello, resources and support."""

from __future__ import annotations

import pytest

from bot.chat import House, Place
from bot.commands.ping import LONGEST
from tests.conftest import Room
from tests.network import KITH


@pytest.mark.parametrize("word", ["heron", "two words", "ÄÖÜ 🌱", "a" * LONGEST])
async def test_ping_is_answered_with_the_word(room: Room, word: str) -> None:
    assert await room.says("ana", f"!ping {word}") == [f"{word}: I'm here."]


async def test_ping_without_a_word_says_what_would_work(room: Room) -> None:
    (answer,) = await room.says("ana", "!ping")

    assert answer == "I understood `!ping`; there was no word after it. One that works: `!ping heron`"


async def test_ping_repeats_no_long_text(room: Room) -> None:
    (answer,) = await room.says("ana", f"!ping {'heron ' * 50}")

    assert "299 characters, and I repeat 200 at most" in answer
    assert "heron heron" not in answer


async def test_support_says_honestly_that_nobody_was_asked(room: Room) -> None:
    answer = await room.private("ana", "support")

    assert answer.startswith("I asked nobody")
    assert "your local emergency number" in answer
    assert "in the room" not in answer


async def test_whoever_types_support_in_a_room_is_told_that_others_saw_it(room: Room) -> None:
    await room.says("ana", "!support")

    assert "Others in the room saw the word" in room.words(await room.chat_of("ana"))[-1].plain


async def test_hello_says_who_kith_is_in_four_lines(room: Room) -> None:
    answer = await room.private("ana", "hello")

    assert "I'm Kith, a bot" in answer
    assert len(answer.splitlines()) == 4


async def test_resources_without_a_list_says_so(room: Room) -> None:
    for answer in (await room.private("ana", "resources"), (await room.says("ana", "!resources"))[0]):
        assert answer.startswith("I hold no list of places to turn to yet.")


class TestWithAnOperatorWhoSaysMore:
    @pytest.fixture
    def house(self) -> House:
        return House(
            me=KITH,
            operator="Eve, eve@example.org",
            allow=("*:example.org",),
            resources=(
                Place("Night line", "0800 1", "always", "no"),
                Place("Crisis centre", "Mill Lane 2", None, "yes"),
                Place("Listening post", "post@example.org"),
            ),
        )

    async def test_resources_shows_each_place_as_it_was_written(self, room: Room) -> None:
        answer = await room.private("ana", "resources")

        assert answer.splitlines() == [
            "Places to turn to; I contact nobody myself:",
            "Night line: 0800 1, always (sends no police)",
            "Crisis centre: Mill Lane 2 (may send the police)",
            "Listening post: post@example.org",
        ]

    async def test_they_come_by_the_words_of_need_too(self, room: Room) -> None:
        (in_the_room,) = await room.says("ana", "!112")

        assert "Night line: 0800 1" in in_the_room
        assert "Night line: 0800 1" in await room.private("ana", "crisis")

    async def test_hello_names_the_operator(self, room: Room) -> None:
        assert "I'm run by Eve, eve@example.org" in await room.private("ana", "hello")
