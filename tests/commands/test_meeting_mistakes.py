"""What people mistype about meetings is answered: what was understood, what was not, and one that works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.chat import House, Say
from bot.domain import dates, meeting_words, schedule_words
from bot.render import Renderer
from bot.storage.database import FILE, opened
from tests.conftest import Room, circle
from tests.network import KITH, Network
from tests.test_templates import LANGUAGES

CIRCLE = '!meeting add "Wednesday circle" weekly wed 19:00 Europe/Berlin 90m'
WHY = (
    schedule_words.WHY | meeting_words.WHY | dates.WHY | dates.WHY_NOT_THEN | {"no_then", "then", "one_date", "another"}
)
OF_DATES = frozenset({"not_on", "same", "no_then", "then"})

# What was typed behind the command, what was understood of it, and what was not.
ADDED = [
    ("", "", ""),
    ("circle", "", "circle"),
    ("weekly wed", "weekly wed", "time"),
    ("weekly 19:00", "weekly 19:00", "day"),
    ("weekly wensday 19:00", "weekly", "wensday"),
    ("weekly wed 7", "weekly wed", "7"),
    ("weekly wed 25:00", "weekly wed", "25:00"),
    ("weekly wed 19:75", "weekly wed", "19:75"),
    ("weekly wed 7pm-9pm", "weekly wed", "7pm-9pm"),
    ("weekly wed midnight", "weekly wed", "midnight"),
    ("weekly wed 19:00 and fri 18:00", "weekly wed 19:00", "and fri 18:00"),
    ("weekly wed 19:00 at 20:00", "weekly wed 19:00", "20:00"),
    ("every 2nd tue 19:00", "", "every 2nd tue 19:00"),
    ("every 3 months tue 19:00", "", "every 3 months"),
    ("every 3 days 19:00", "", "every 3 days"),
    ("twice a week 19:00", "", "twice a week"),
    ("hourly", "", "hourly"),
    ("yearly 2 dec 19:00", "", "yearly"),
    ("every 90 weeks tue 19:00", "", "every 90 weeks"),
    ("monthly tue 19:00", "", "monthly tue 19:00"),
    ("monthly 1st and 3rd tue 19:00", "monthly", "1st and 3rd"),
    ("monthly 5th tue 19:00", "monthly", "5th tue"),
    ("monthly day 32 19:00", "monthly", "day 32"),
    ("monthly 19:00", "monthly", "day of the month"),
    ("15th 19:00", "", "15th 19:00"),
    ("once 19:00", "once", "date"),
    ("once 31 feb 19:00", "once", "31 feb"),
    ("once 3/4 19:00", "once", "3/4"),
    ("once 2020-12-02 19:00", "", "once 2020-12-02 19:00"),
    ("once thu 2026-12-02 19:00", "", "once thu 2026-12-02 19:00"),
    ("once december 19:00", "once", "december"),
    ("weekly 2 dec 19:00", "", "weekly 2 dec 19:00"),
    ("weekly wed 19:00 until yesterday", "weekly wed 19:00", "yesterday"),
    ("weekly wed 19:00 until 2020-01-01", "weekly wed 19:00", "2020-01-01"),
    ("weekly wed 19:00 from 2027-02-01 until 2027-01-01", "weekly wed 19:00", "2027-01-01"),
    ("weekly wed 19:00 Europe/Berln", "weekly wed 19:00", "Europe/Berln"),
    ("weekly wed 19:00 UTC+2", "weekly wed 19:00", "UTC+2"),
    ("weekly wed 19:00 Berln", "weekly wed 19:00", "Berln"),
    ("weekly wed 19:00 where", "weekly wed 19:00", "place"),
    (f"weekly wed 19:00 where {'a' * 201}", "weekly wed 19:00", "place"),
    ("weekly wed 19:00 90", "weekly wed 19:00", "90"),
    ("weekly wed, 19:00, 90 min, online", "weekly wed, 19:00, 90 min", "online"),
    ("weekly wed 19:00 3 weeks", "weekly wed 19:00", "3 weeks"),
    ('"Circle weekly wed 19:00', "", "quote"),
    ("Peer circle weekly wed 19:00", "weekly wed 19:00", "Peer circle"),
    ('"" weekly wed 19:00', "", "quotes"),
    (f'"{"a" * 61}" weekly wed 19:00', "weekly wed 19:00", "title"),
    ('"A" weekly wed 19:00 "B"', "weekly wed 19:00", "B"),
    ('"A" weekly wed 7', "weekly wed", "7"),
    ('"A" weekly wed 19:00 otter', "weekly wed 19:00", "otter"),
    ("'Peer circle' weekly wed 19:00", "weekly wed 19:00", "Peer circle"),
]
CHANGED = [
    ("skip", "meeting skip", "date"),
    ("skip otter", "meeting skip", "otter"),
    ("skip 26 nov", "meeting skip", "26 nov"),
    ("skip 31 feb", "meeting skip", "31 feb"),
    ("skip 3/4", "meeting skip", "3/4"),
    ("skip 2020-01-01", "meeting skip", "2020-01-01"),
    ("skip wed evening", "meeting skip wed", "evening"),
    ("skip lake-7 wed", "meeting skip", "lake-7"),
    ("move", "meeting move", "date"),
    ("move wed", "meeting move 2026-11-25", "when"),
    ("move wed to otter", "meeting move 2026-11-25", "otter"),
    ("move wed to 7", "meeting move 2026-11-25", "7"),
    ("move wed to 25:00", "meeting move 2026-11-25", "25:00"),
    ("move wed to wed 19:00", "meeting move 2026-11-25", "already"),
    ("move wed to yesterday", "meeting move 2026-11-25", "yesterday"),
    ("move wed to 2020-01-01", "meeting move 2026-11-25", "2020-01-01"),
    ("move wed to thu 7pm-9pm", "meeting move 2026-11-25", "7pm-9pm"),
    ("move wed to thu 7pm perhaps", "meeting move wed to thu 7pm", "perhaps"),
    ("edit", "meeting edit", "missing"),
    ("edit colour blue", "meeting edit", "colour"),
    ("edit where", "meeting edit", "where"),
    ("edit for long", "meeting edit for", "long"),
    ("edit for 90", "meeting edit for", "90"),
    ("edit at 7", "meeting edit at", "7"),
    ("edit at tomorrow 7pm", "meeting edit at", "tomorrow 7pm"),
    ("edit at 20:00 perhaps", "20:00", "perhaps"),
    ("edit at 20:00 for 2h", "20:00", "for 2h” is another change"),
    ("edit at 20:00 2h", "20:00", "2h” is another change"),
    ("edit at 20:00 where Library", "20:00", "where Library” is another change"),
    (f"edit title {'a' * 61}", "meeting edit title", "title"),
    (f"edit where {'a' * 201}", "meeting edit where", "place"),
    ("end tomorrow", "meeting end", "tomorrow"),
]


def _example(told: str) -> str:
    return str(re.findall(r"`!([^`]+)`", told)[-1])


async def _outcome(room: Room, text: str) -> str:
    ask = room.ask("ana", text)
    await room.hears(ask)
    return str(await room.read(lambda tx: tx.inbox.outcome(ask.event, ask.now)))


@pytest.mark.parametrize(("typed", "understood", "not_understood"), ADDED)
async def test_a_mistake_in_a_new_meeting_is_answered_with_one_that_works(
    room: Room, typed: str, understood: str, not_understood: str
) -> None:
    (told,) = await room.says("ana", f"!meeting add {typed}")

    assert told.startswith("I understood `!meeting add`")
    assert f"and “{understood}" in told or not understood
    assert not_understood in told.partition("One that works")[0]
    assert "nothing was changed" in told
    assert (await room.says("ana", "!meetings"))[0].startswith("No meeting")
    assert await _outcome(room, f"!{_example(told)}") == "done"


@pytest.mark.parametrize(("typed", "understood", "not_understood"), CHANGED)
async def test_a_mistake_in_a_change_is_answered_with_one_that_works(
    room: Room, typed: str, understood: str, not_understood: str
) -> None:
    await room.says("ana", CIRCLE)
    before = await room.says("ana", "!meetings")

    (told,) = await room.says("ana", f"!meeting {typed}")

    assert f"`!{understood}`" in told or f"“{understood}”" in told
    assert not_understood in told.partition("One that works")[0]
    assert await room.says("ana", "!meetings") == before
    assert await _outcome(room, f"!{_example(told)}") == "done"


# What was typed where a group has several meetings, and the one that the example is about.
WITHOUT_A_NAME = [
    ("skip", "skip lake-1 2026-11-25"),
    ("skip wed", "skip lake-1 wed"),
    ("skip thu", "skip boat-2 thu"),
    ("skip otter", "skip lake-1 2026-11-25"),
    ("skip foo-1 thu", "skip boat-2 thu"),
    ("skip lake-7 thu", "skip boat-2 thu"),
    ("move thu to fri 7pm", "move boat-2 thu to fri 7pm"),
    ("move thu", "move lake-1 2026-11-25 to 2026-11-26 19:00"),
    ("move otter", "move lake-1 2026-11-25 to 2026-11-26 19:00"),
    ("edit", "edit lake-1 at 20:00"),
    ("edit at 19:00", "edit boat-2 at 19:00"),
    ("edit at 20:00 otter-1", "edit lake-1 at 20:00"),
    (f"edit where https://example.org/{'a' * 100}", f"edit lake-1 where https://example.org/{'a' * 100}"),
    ("opening", "opening lake-1"),
    ('opening "A minute of quiet."', 'opening lake-1 "A minute of quiet."'),
    (f'opening "{"a" * 200}"', 'opening lake-1 "…"'),
    ("end", "end lake-1"),
    ("end otter", "end lake-1"),
    ("end lake-7", "end lake-1"),
    ("ics lake-7", "ics lake-1"),
]


@pytest.mark.parametrize(("typed", "example"), WITHOUT_A_NAME)
async def test_of_several_meetings_the_example_names_one_that_it_fits(room: Room, typed: str, example: str) -> None:
    await room.says("ana", CIRCLE)
    await room.says("ana", '!meeting add "Tea" thursdays 20:00 Europe/Berlin')
    before = await room.says("ana", "!meetings")

    (told,) = await room.says("ana", f"!meeting {typed}")

    assert _example(told) == f"meeting {example}"
    assert await room.says("ana", "!meetings") == before
    assert await _outcome(room, f"!{_example(told)}") == "done"


@pytest.mark.parametrize("typed", ["skip thu boat-2", "move thu to fri boat-2", "edit at 9pm boat-2", "end boat-2"])
async def test_a_name_may_stand_at_the_end(room: Room, typed: str) -> None:
    await room.says("ana", CIRCLE)
    await room.says("ana", '!meeting add "Tea" thursdays 20:00 Europe/Berlin')

    (told,) = await room.says("ana", f"!meeting {typed}")

    assert "Tea (boat-2)" in told.splitlines()[0]
    assert "I understood" not in told


async def test_what_looks_like_a_name_and_is_none_is_told(room: Room) -> None:
    await room.says("ana", CIRCLE)
    await room.says("ana", '!meeting add "Tea" thursdays 20:00 Europe/Berlin')

    (told,) = await room.says("ana", "!meeting edit foo-1 at 21:00")

    assert told.startswith("I understood `!meeting edit`; I find no meeting “foo-1” in River Circle.")
    assert _example(told) == "meeting edit lake-1 at 21:00"


@pytest.mark.parametrize("typed", [typed for typed, _, _ in [*ADDED, *CHANGED]])
async def test_in_german_the_example_works_too(tmp_path: Path, typed: str) -> None:
    path, network = tmp_path / FILE, Network()
    house = House(me=KITH, allow=("*:example.org",), defaults={"language": "de"})
    adding = typed in {text for text, _, _ in ADDED}
    async with opened(path) as db, circle(db, network, house, path) as room:
        if not adding:
            await room.says("ana", CIRCLE)
        (told,) = await room.says("ana", f"!meeting {'add ' if adding else ''}{typed}")

        assert told.startswith("Ich verstehe")
        assert await _outcome(room, f"!{_example(told)}") == "done"


# ---------------------------------------------------------- what has no mistake that reaches it


@pytest.fixture(params=LANGUAGES)
def render(request: pytest.FixtureRequest) -> Renderer:
    return Renderer(House(me=KITH), language=request.param)


@pytest.mark.parametrize("why", sorted(WHY))
def test_every_reason_has_words_in_every_language(render: Renderer, why: str) -> None:
    said = render(Say("why", {"why": why, "words": "otter"}, "meeting"), True)  # noqa: FBT003 - in private

    assert len(said.plain) > 10


@pytest.mark.parametrize("why", sorted(WHY - OF_DATES - {"title", "rest", "another"}))
async def test_every_reason_has_an_example_that_works(render: Renderer, room: Room, why: str) -> None:
    facts = {"why": why, "words": "otter", "understood": "", "title": "", "begun": "meeting add", "of": "add"}
    words = render(Say("unclear", {**facts, "later": "2027-01-20", "group": "River Circle"}, "meeting_add"), False)  # noqa: FBT003 - in a room

    assert await _outcome(room, f"!{_example(words.plain)}") == "done"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("cancel", "meeting end"),
        ("Delete lake-1", "meeting end"),
        ("list", "meetings"),
        ("change", "meeting edit"),
        ("new", "meeting add"),
        ("ad thursdays 7pm", "meeting add thursdays 7pm"),
        ("skp wed", "meeting skip wed"),
    ],
)
async def test_what_is_called_otherwise_elsewhere_is_told_by_its_name_here(room: Room, typed: str, meant: str) -> None:
    await room.says("ana", "!meeting add wednesdays 7pm")

    (told,) = await room.says("ana", f"!meeting {typed}")

    assert told == f"I understood `!meeting`; I don't know “{typed}” after it. What works: `!{meant}`"


@pytest.mark.parametrize(
    ("typed", "example"),
    [
        ("wednesdays 7pm", "meetings"),
        ("wednesdays 7pm where the library", "meeting edit lake-1 where the library"),
        ("wednesdays 7pm 90m", "meeting edit lake-1 for 90m"),
    ],
)
async def test_what_is_there_already_is_told_with_what_changes_it(room: Room, typed: str, example: str) -> None:
    await room.says("ana", "!meeting add wednesdays 7pm")

    (told,) = await room.says("ana", f"!meeting add {typed}")

    assert told.startswith("Wednesday meeting (lake-1) is there already, so nothing was added")
    assert _example(told) == example
    assert await _outcome(room, f"!{example}") == "done"


async def test_the_example_keeps_the_title(room: Room) -> None:
    (told,) = await room.says("ana", '!meeting add "Tea & <b>" wednesdays 7')

    assert _example(told) == 'meeting add "Tea & <b>" weekly wed 19:00'


async def test_a_title_that_begins_with_such_a_word_is_a_title(room: Room) -> None:
    await room.says("ana", '!meeting add "New here" wednesdays 7pm')

    (told,) = await room.says("ana", "!meeting new here")

    assert told.startswith("New here (lake-1): Wed 25 Nov, 19:00")


@pytest.mark.parametrize("schedule", ["daily", "weekly wed"])
async def test_no_date_is_moved_onto_another_of_its_meeting_and_the_example_works(room: Room, schedule: str) -> None:
    await room.says("ana", f"!meeting add {schedule} 19:00 UTC")

    (told,) = await room.says("ana", "!meeting move 2026-12-02 to 2026-11-25 19:00")

    assert told.startswith("I understood `!meeting move 2026-12-02`; it is then already, so nothing was changed.")
    (moved,) = await room.says("ana", told.rpartition("One that works: ")[2].strip("`"))
    assert "and not on Wed 2 Dec, 19:00; Ana moved it." in moved
