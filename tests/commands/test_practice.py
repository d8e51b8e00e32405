from __future__ import annotations

import json

import pytest

from bot.commands.agreements_set import LONGEST
from bot.domain.practice import MOST
from tests.conftest import Room

UNDO = "For a day a facilitator can take that back: `!undo`"
STEPS = "ABCDE"


async def _practices(room: Room) -> tuple[str, int]:
    """Return the practices, one letter each, and the number of the next."""
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None
    those = await room.read(lambda tx: tx.practices.of(river))
    return "".join(those.texts), those.next


@pytest.fixture
async def steps(room: Room) -> Room:
    await room.says("ana", "!practice add " + " ".join(f'"{step}"' for step in STEPS))
    return room


async def test_one_is_added_and_shown_to_anybody_with_its_lines(room: Room) -> None:
    told = await room.says("ana", '!practice add "What would help?\nA little is enough."')

    assert told == [f"Ana added a practice; there is one now.\nWhat would help?\nA little is enough.\n{UNDO}"]
    (shown,) = await room.says("dee", "!practice")
    assert shown.splitlines()[:3] == [
        "The next practice of River Circle, 1 of 1:", "What would help?", "A little is enough.",
    ]  # fmt: skip


async def test_several_in_one_message_are_several(room: Room) -> None:
    (told,) = await room.says("ana", '!practice add "A", "B"\n“C”')

    assert told.splitlines() == ["Ana added 3 practices; there are 3 now.", "1. A", "2. B", "3. C", UNDO]
    assert await _practices(room) == ("ABC", 1)


async def test_without_quotes_all_of_it_is_one(room: Room) -> None:
    await room.says("ana", '!practice add Read "Howl" together')

    assert await _practices(room) == ('Read "Howl" together', 1)


async def test_in_private_it_is_shown_and_changed_too_and_the_room_hears_of_changes(steps: Room) -> None:
    before = len(steps.network.sent)

    shown = await steps.private("ben", "practice")
    added = await steps.private("ana", 'practice add "F"')

    assert shown.startswith("The next practice of River Circle, 1 of 5:\nA\n")
    assert added.startswith("Ana added a practice in River Circle; there are 6 now.")
    assert [words.plain for words in steps.words(steps.room, since=before)] == [
        f"Ana added a practice; there are 6 now.\nF\n{UNDO}"
    ]


async def test_all_are_listed_as_they_begin_and_one_is_shown_whole(room: Room) -> None:
    await room.says("ana", f'!practice add "Short" "{"long " * 40}"')

    (listed,) = await room.says("dee", "!practice list")
    (whole,) = await room.says("dee", "!practice 2")

    assert listed.splitlines() == [
        "The practices of River Circle; number 1 is the next:", "1. Short", f"2. {('long ' * 16).strip()}…",
    ]  # fmt: skip
    assert whole.splitlines()[:2] == ["Practice 2 of River Circle, one of 2:", ("long " * 40).strip()]


async def test_one_gets_other_words_and_another_goes(steps: Room) -> None:
    (edited,) = await steps.says("ana", '!practice edit 2 "b"')
    (removed,) = await steps.says("ana", "!practice remove 4")

    assert edited == f"Ana changed practice 2:\nb\nIt was: B\n{UNDO}"
    assert removed == f"Ana took practice 4 away: D\nThere are 4 left. {UNDO}"
    assert await _practices(steps) == ("AbCE", 1)


CHANGES = ['add "F"', 'add "F" "G"', 'edit 3 "c"', "remove 1", "remove 2", "remove 3", "remove 5"]


@pytest.mark.parametrize("typed", CHANGES)
@pytest.mark.parametrize("at", [1, 2, 5])
async def test_a_change_is_taken_back_whole(steps: Room, typed: str, at: int) -> None:
    await _next_is(steps, at)
    await steps.says("ana", f"!practice {typed}")
    changed = await _practices(steps)

    (told,) = await steps.says("ana", "!undo")

    assert changed != (STEPS, at)
    assert "are what they were before" in told
    assert "There are 5: `!practice list`" in told
    assert await _practices(steps) == (STEPS, at)


async def test_what_is_the_next_stays_the_next_whatever_goes_before_it(steps: Room) -> None:
    await _next_is(steps, 3)

    await steps.says("ana", "!practice remove 1")

    assert await _practices(steps) == ("BCDE", 2)


async def test_where_the_next_goes_the_one_behind_it_is_the_next(steps: Room) -> None:
    await _next_is(steps, 5)

    await steps.says("ana", "!practice remove 5")

    assert await _practices(steps) == ("ABCD", 1)


async def _next_is(room: Room, number: int) -> None:
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None
    for _ in range(number - 1):
        await room.read(lambda tx: tx.practices.shown(river))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("add", "I understood `!practice add`; there was no text after it"),
        ('add "A longer one', 'the second quote is missing behind “"A longer one”'),
        ('add "F" ""', "there is nothing between two of the quotes"),
        ('add "F" and more', "“and more” stands outside of the quotes"),
        (f'add "F" "{"x" * (LONGEST + 1)}"', f"a text has {LONGEST + 1} characters, and I keep {LONGEST} at most"),
        ('add "A"', "“A” is among the practices of River Circle already"),
        ('add "F" "F"', "“F” is among the practices of River Circle already"),
        ("edit", "I understood `!practice edit`; the number of a practice is missing"),
        ("edit 7", "“7” is no number of a practice"),
        ('edit "F"', "is no number of a practice"),
        ("edit 2", "I understood `!practice edit 2`; there was no text after it"),
        ('edit 2 "B"', "“B” is among the practices of River Circle already"),
        ('edit 2 "F" "G"', "it takes one text, and I read 2"),
        ("remove", "I understood `!practice remove`; the number of a practice is missing"),
        ("remove 0", "“0” is no number of a practice"),
        ("remove A", "“A” is no number of a practice"),
        ("99999999", "“99999999” is no number of a practice"),
        ("otter", "“otter” is no number of a practice"),
    ],
)  # fmt: skip
async def test_what_can_not_be_done_is_told_and_changes_nothing(steps: Room, typed: str, told: str) -> None:
    (answer,) = await steps.says("ana", f"!practice {typed}")

    assert told in answer
    assert "nothing was" in answer
    assert await _practices(steps) == (STEPS, 1)


@pytest.mark.parametrize("typed", ["", " 1", " list", " remove 1", ' edit 1 "A"'])
async def test_where_there_is_none_how_to_add_one_is_told(room: Room, typed: str) -> None:
    (told,) = await room.says("ana", f"!practice{typed}")

    assert told.startswith("River Circle has written down no practices yet.")
    assert '`!practice add "What would help a little?"`' in told


async def test_there_are_as_many_as_can_be_shown_in_one_message(room: Room) -> None:
    widest = [f'"{n}{"🌱" * 200}"' for n in range(MOST)]
    for one in range(0, MOST, 10):
        await room.says("ana", f"!practice add {' '.join(widest[one : one + 10])}")

    (full,) = await room.says("ana", '!practice add "one more"')
    await room.says("dee", "!practice list")

    assert full.startswith(f"River Circle has {MOST} practices, and with 1 more")
    listed = room.words(room.room)[-1]
    assert len(listed.plain.splitlines()) == 1 + MOST
    encrypted = len(json.dumps([listed.plain, listed.html], ensure_ascii=False).encode()) * 4 / 3
    assert encrypted < 60_000  # of the 65,536 bytes of an event


@pytest.mark.parametrize("typed", ['add "F"', 'edit 1 "F"', "remove 1"])
async def test_they_are_for_facilitators_to_change(steps: Room, typed: str) -> None:
    (told,) = await steps.says("ben", f"!practice {typed}")

    assert "facilitator" in told
    assert await _practices(steps) == (STEPS, 1)
