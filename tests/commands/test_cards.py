from __future__ import annotations

import pytest

from bot.chat import Under
from tests.conftest import CIRCLE, Room

LAKE = "!lake:example.org"
NONE = "You have no card in River Circle."


async def test_a_card_is_written_shown_changed_and_erased(room: Room) -> None:
    written = await room.private("ben", 'card "Sit with me.\nPlease no advice."')
    shown = await room.private("ben", "card show")
    changed = await room.private("ben", "card Tea")
    again = await room.private("ben", "card")
    cleared = await room.private("ben", "card clear")

    assert written.startswith("Your card in River Circle is written. Whoever says yes to you there reads it once")
    assert shown.splitlines()[1:] == ["Sit with me.", "Please no advice."]
    assert changed.startswith("Your card in River Circle is changed.")
    assert again.splitlines()[1:] == ["Tea"]
    assert cleared == "Your card in River Circle is erased."
    assert (await room.private("ben", "card show")).startswith(NONE)
    assert (await room.private("ben", "card clear")).startswith(NONE.rstrip("."))


@pytest.mark.parametrize(("length", "kept"), [(600, True), (601, False)])
async def test_a_card_has_its_length(room: Room, length: int, kept: bool) -> None:
    answer = await room.private("ben", f"card {'a' * length}")

    if kept:
        assert (await room.private("ben", "card show")).splitlines()[1:] == ["a" * length]
    else:
        assert answer.startswith("Your card has 601 characters, and I keep up to 600, so nothing was changed.")
        assert (await room.private("ben", "card show")).startswith(NONE)


@pytest.mark.parametrize(("typed", "meant"), [("shwo", "card show"), ("Claer.", "card clear")])
async def test_a_mistyped_word_takes_the_place_of_no_card_unless_it_is_quoted(
    room: Room, typed: str, meant: str
) -> None:
    await room.private("ben", "card Tea")

    answer = await room.private("ben", f"card {typed}")

    assert answer == f"I understood `card`; I don't know “{typed}” after it. What works: `{meant}`"
    assert (await room.private("ben", "card show")).endswith("\nTea")
    await room.private("ben", f'card "{typed}"')
    assert (await room.private("ben", "card show")).endswith(f"\n{typed}")


async def test_typed_in_a_room_it_is_asked_about_in_private(room: Room) -> None:
    ask = room.ask("ben", '!card "Tea, please"')

    await room.hears(ask)
    before = await room.private("ben", "card show")
    await room.hears(ask_again := room.ask("ben", '!card "Tea, please"'))
    await room.private("ben", "yes")

    assert room.words(CIRCLE) == []
    assert room.marks(CIRCLE) == [Under(ask.event, "💬"), Under(ask_again.event, "💬")]
    assert before.startswith(NONE)
    assert (await room.private("ben", "card show")).splitlines()[1:] == ["Tea, please"]


async def test_a_card_is_one_groups_and_its_persons(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for text in ("in river", 'card "Tea"', "in lake"):
        await room.private("ben", text)

    assert (await room.private("ben", "card show")).startswith("You have no card in Lake Circle.")
    assert (await room.private("ana", "card show")).startswith(NONE)
    await room.private("ben", "in river")
    assert (await room.private("ben", "card show")).splitlines()[1:] == ["Tea"]


async def test_what_a_card_says_is_text_alone(room: Room) -> None:
    await room.private("ben", "card @room <b>!resources</b> @ana:example.org")

    await room.private("ben", "card show")

    shown = room.words(await room.chat_of("ben"))[-1]
    assert shown.mentions == ()
    assert "@room" not in shown.plain
    assert "<b>!resources" not in shown.html
