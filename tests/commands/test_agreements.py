from __future__ import annotations

import pytest

from tests.conftest import CIRCLE, Room

TEXT = "We listen.\nWe give no advice.\nWhat is said here stays here."
NONE = (
    "River Circle has written down no agreements yet. A facilitator can:"
    ' `!agreements set "We listen. We give no advice."`'
)


async def test_without_any_it_says_how_to_write_them_down(room: Room) -> None:
    assert await room.says("dee", "!agreements") == [NONE]


async def test_they_are_posted_with_their_lines_and_who_wrote_them(room: Room) -> None:
    (told,) = await room.says("ana", f'!agreements set "{TEXT}"')

    assert told.splitlines() == [
        "The agreements of River Circle, from Ana:",
        *TEXT.splitlines(),
        "For a day a facilitator can take that back: `!undo`",
    ]


@pytest.mark.parametrize("typed", ['"{}"', "“{}”", "{}", "\n{}\n"])
async def test_anybody_reads_them_with_their_lines(room: Room, typed: str) -> None:
    await room.says("ana", f"!agreements set {typed.format(TEXT)}")

    (told,) = await room.says("dee", "!agreements")

    assert told.splitlines() == ["The agreements of River Circle:", *TEXT.splitlines()]
    assert room.words(CIRCLE)[-1].html.count("<br>") == 3


async def test_new_ones_take_the_place_of_the_old(room: Room) -> None:
    await room.says("ana", "!agreements set We listen.")

    (told,) = await room.says("ana", "!agreements set We wait.")

    assert told.startswith("The agreements of River Circle, from Ana, in place of those before:")
    assert (await room.says("dee", "!agreements"))[0].endswith("\nWe wait.")


async def test_from_private_they_are_posted_in_the_room(room: Room) -> None:
    told = await room.private("ana", "agreements set We listen.")

    assert room.words(CIRCLE)[-1].plain.startswith("The agreements of River Circle, from Ana:\nWe listen.")
    assert told.startswith("The agreements of River Circle, from Ana:\nWe listen.")
    assert (await room.private("dee", "agreements")).endswith("\nWe listen.")


async def test_undo_goes_back_step_by_step(room: Room) -> None:
    await room.says("ana", "!agreements set We listen.")
    await room.says("ana", "!set checkin.for 2h")
    await room.says("ana", "!agreements set We wait.")

    (told,) = await room.says("ana", "!undo")
    assert told == "The agreements are what they were before; Ana took the change back. To read them: `!agreements`"
    assert (await room.says("dee", "!agreements"))[0].endswith("\nWe listen.")
    assert (await room.says("ana", "!undo"))[0].startswith("checkin.for is 4h again.")
    await room.says("ana", "!undo")

    assert await room.says("dee", "!agreements") == [NONE]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("", "I understood `!agreements set`; there was no text after it"),
        ('""', "I understood `!agreements set`; there was no text after it"),
        ("a" * 2001, "I understood `!agreements set`; the text has 2001 characters, and I keep 2000 at most"),
    ],
)
async def test_bad_input_changes_nothing(room: Room, typed: str, answer: str) -> None:
    (told,) = await room.says("ana", f"!agreements set {typed}")

    assert told.startswith(answer)
    assert await room.says("dee", "!agreements") == [NONE]


async def test_as_much_as_can_be_kept_is_shown_whole(room: Room) -> None:
    text = "\n".join([*["a" * 99] * 19, "a" * 100])
    assert len(text) == 2000

    await room.says("ana", f"!agreements set {text}")

    assert (await room.says("dee", "!agreements"))[0].splitlines()[1:] == text.splitlines()


async def test_the_same_again_is_no_change(room: Room) -> None:
    await room.says("ana", "!agreements set We listen.")

    assert await room.says("ana", '!agreements set "We listen."') == [
        "Those are the agreements already, so nothing was changed."
    ]


async def test_words_after_it_are_not_taken_as_a_text(room: Room) -> None:
    (told,) = await room.says("ana", "!agreements We listen.")

    assert told.startswith("I understood `!agreements`; I don't know “We listen.” after it, so nothing was done.")
