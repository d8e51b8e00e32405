"""What people mistype about check-ins is answered: what was understood, what was not, and one that works."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.chat import House, Say
from bot.domain import prompts, repeat_words, schedule_words
from bot.render import Renderer
from bot.storage.database import FILE, opened
from tests.conftest import Room, circle
from tests.network import KITH, Network
from tests.test_templates import LANGUAGES

# What was typed, what was understood of it, and what was not.
PLANNED = [
    ("checkin weekly sun", "weekly sun", "the time is missing"),
    ("checkin weekly 18:00", "weekly 18:00", "the day of the week is missing"),
    ("checkin weekly sunnday 18:00", "weekly", "sunnday"),
    ("checkin weekly sun 25:00", "weekly sun", "25:00"),
    ("checkin weekly sun 6", "weekly sun", "6"),
    ("checkin weekly sun 18:00 for", "weekly sun 18:00", "how long is missing"),
    ("checkin weekly sun 18:00 for ever", "weekly sun 18:00", "ever"),
    ("checkin weekly sun 18:00 for 4", "weekly sun 18:00", "minutes or hours"),
    ("checkin weekly sun 18:00 for 8d", "weekly sun 18:00", "seven days"),
    ("checkin weekly sun 18:00 and wed 19:00", "weekly sun 18:00", "and wed 19:00"),
    ("checkin weekly sun 18:00 please", "weekly sun 18:00", "please"),
    ("checkin weekly sun 18:00 for 4h please", "weekly sun 18:00", "please"),
    ("checkin weekly sun 18:00 Europe/Berln", "weekly sun 18:00", "Europe/Berln"),
    ("checkin daily 18:00 for 2d", "daily 18:00", "open for 2d"),
    ("checkin every 2nd tue 18:00", "", "every 2nd tue 18:00"),
    ("checkin monthly tue 18:00", "", "which week"),
    ("checkin once 2020-01-01 18:00", "", "is over already"),
    ("checkin hourly", "", "hourly"),
    ("checkin weeky sun 18:00", "", "weeky"),
    ("checkin a round daily 18:00", "", "a round daily"),
]
OTHERS = [
    ("checkin opne", "checkin", "“opne”"),
    ("checkin schedule", "checkin", "“schedule”"),
    ("checkin cancle lake-1", "checkin", "“cancle lake-1”"),
    ("checkin cancel lake-9", "checkin cancel", "“lake-9”"),
    ("checkin cancel tomorrow", "checkin cancel", "“tomorrow”"),
    ("checkin cancel lake-1 please", "checkin cancel", "“please”"),
    ('checkin prompts "A?" and more', "checkin prompts", "“and more”"),
    ('checkin prompts "A?" ""', "checkin prompts", "nothing between the quotes"),
    ('checkin prompts "A" "B" "C" "D"', "checkin prompts", "there are 4"),
    (f"checkin prompts {'a' * 141}", "checkin prompts", "more than 140 characters"),
]
NUDGED = [
    ("checkin remind daily", "daily", "the time is missing"),
    ("checkin remind otter", "", "otter"),
    ("checkin remind once tomorrow 20:00", "", "is once"),
    ("checkin remind daily 20:00 please", "daily 20:00", "please"),
    ("checkin remind daily 20:00 and 21:00", "daily 20:00", "21:00"),
    ("checkin remind daily 25:00", "daily", "25:00"),
    ("checkin remind until 2020-01-01 daily 20:00", "", "2020-01-01"),
    ("checkin remind monthly tue 20:00", "", "which week"),
]
REASONS = [("checkin", why) for why in sorted(schedule_words.WHY | repeat_words.WHY - {"overlap"})] + [
    ("checkin_remind", why) for why in sorted(schedule_words.WHY)
]


def _example(told: str) -> str:
    return str(re.findall(r"`!?([^`]+)`", told)[-1])


async def _outcome(room: Room, text: str) -> str:
    ask = room.ask("ana", f"!{text}")
    await room.hears(ask)
    return str(await room.read(lambda tx: tx.inbox.outcome(ask.event, ask.now)))


@pytest.mark.parametrize(("typed", "understood", "not_understood"), PLANNED)
async def test_a_mistake_in_a_schedule_is_answered_with_one_that_works(
    room: Room, typed: str, understood: str, not_understood: str
) -> None:
    (told,) = await room.says("ana", f"!{typed}")

    assert told.startswith("I understood `!checkin`")
    assert f"and “{understood}" in told or not understood
    assert not_understood in told.partition("One that works")[0]
    assert "nothing was changed" in told
    assert (await room.says("ana", "!checkin schedules"))[0].startswith("No check-in repeats")
    assert await _outcome(room, _example(told)) == "done"


@pytest.mark.parametrize(("typed", "understood", "not_understood"), OTHERS)
async def test_another_mistake_is_answered_with_what_works(
    room: Room, typed: str, understood: str, not_understood: str
) -> None:
    await room.says("ana", "!checkin weekly sun 18:00")
    before = await room.says("ana", "!checkin schedules"), await room.says("ana", "!checkin prompts")

    (told,) = await room.says("ana", f"!{typed}")

    assert told.startswith(f"I understood `!{understood}`")
    assert not_understood in told
    assert (await room.says("ana", "!checkin schedules"), await room.says("ana", "!checkin prompts")) == before
    assert await _outcome(room, _example(told)) == "done"


@pytest.mark.parametrize(("typed", "understood", "not_understood"), NUDGED)
async def test_a_mistake_in_a_reminder_is_answered_with_one_that_works(
    room: Room, typed: str, understood: str, not_understood: str
) -> None:
    told = await room.private("ben", typed)

    assert told.startswith("I understood `checkin remind`")
    assert f"and “{understood}" in told or not understood
    assert not_understood in told.partition("One that works")[0]
    assert "I don't remind you" in await room.private("ben", "checkin remind")
    assert "I'll remind you" in await room.private("ben", _example(told))


@pytest.mark.parametrize("typed", [typed for typed, _, _ in [*PLANNED, *OTHERS]])
async def test_in_german_the_example_works_too(tmp_path: Path, typed: str) -> None:
    path, network = tmp_path / FILE, Network()
    house = House(me=KITH, allow=("*:example.org",), defaults={"language": "de"})
    async with opened(path) as db, circle(db, network, house, path) as room:
        if typed in {other for other, _, _ in OTHERS}:
            await room.says("ana", "!checkin weekly sun 18:00")
        (told,) = await room.says("ana", f"!{typed}")

        assert told.startswith("Ich verstehe")
        assert await _outcome(room, _example(told)) == "done"


@pytest.fixture(params=LANGUAGES)
def render(request: pytest.FixtureRequest) -> Renderer:
    return Renderer(House(me=KITH), language=request.param)


@pytest.mark.parametrize(("template", "why"), REASONS)
async def test_every_reason_has_words_and_an_example_that_works(
    render: Renderer, room: Room, why: str, template: str
) -> None:
    facts = {"why": why, "words": "otter", "understood": "", "begun": "checkin", "later": "2027-01-20"}
    words = render(Say("unclear", {**facts, "group": "River Circle"}, template), False)  # noqa: FBT003 - in a room

    assert await _outcome(room, _example(words.plain)) in {"done", "asked"}


@pytest.mark.parametrize("why", sorted(prompts.WHY))
def test_every_reason_about_questions_has_words(render: Renderer, why: str) -> None:
    said = render(Say("unclear", {"why": why, "words": "4", "group": "River Circle"}, "checkin_prompts"), True)  # noqa: FBT003 - in private

    assert len(said.plain) > 60
