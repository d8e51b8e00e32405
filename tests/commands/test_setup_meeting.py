"""The step of `setup` that asks when the group meets."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import CIRCLE, Room

MEETING = "When does River Circle meet? `1` skip, or type it"
AGREEMENTS = "Agreements of River Circle?"
PREVIEW = "Post this in River Circle?"


@pytest.fixture
async def room(room: Room) -> Room:
    """River Circle with a role, about which nothing is asked then."""
    await room.says("ana", "!rota add facilitator")
    room.network.sent.clear()
    return room


async def _walks(room: Room, *answers: str) -> str:
    told = await room.private("ana", "setup")
    for answer in answers:
        told = await room.private("ana", answer)
    return told


async def test_it_takes_what_meeting_add_takes_in_the_zone_that_was_chosen_just_now(room: Room) -> None:
    asked = await _walks(room, "Berlin", "3")
    preview = await _walks(
        room, "Berlin", "3", '"Wednesday circle" weekly wed 19:00 90m where Library, room 2', "2", "2"
    )
    room.network.sent.clear()
    done = await room.private("ana", "yes")

    assert asked.startswith(MEETING)
    assert "Its time zone is Europe/Berlin." in asked
    meets = "Wednesday circle, every Wednesday at 19:00 (Europe/Berlin), 90 minutes. Where: Library, room 2"
    assert preview.splitlines() == [
        f"{PREVIEW} `1` yes / `2` not now. Nothing is changed before that.",
        "timezone: Europe/Berlin (now UTC)",
        f"meeting: {meets}",
    ]
    assert done.startswith("Done, and posted in River Circle.")
    (posted,) = room.words(CIRCLE)
    dates = "Next: Wed 25 Nov, 19:00; Wed 2 Dec, 19:00; Wed 9 Dec, 19:00."
    assert posted.plain.splitlines()[2] == f"We meet: {meets} {dates}"
    assert "Wednesday circle (lake-1): Wed 25 Nov, 19:00, 90 minutes" in (await room.says("ben", "!meeting"))[0]


async def test_it_is_skipped_and_nothing_is_added(room: Room) -> None:
    assert (await _walks(room, "2", "3", "1")).startswith(AGREEMENTS)

    assert (await room.says("ben", "!meetings"))[0].startswith("No meeting is planned")


async def test_where_the_group_meets_already_it_is_not_asked(room: Room) -> None:
    await room.says("ana", "!meeting add wednesdays 19:00")

    assert (await _walks(room, "2", "3")).startswith(AGREEMENTS)


@pytest.mark.parametrize(
    ("choice", "rule"),
    [("1", "every Wednesday at 19:00 (UTC)."), ("once", "once, on Wed 25 Nov at 19:00 (UTC).")],
)
async def test_a_day_of_the_week_alone_is_asked_about(room: Room, choice: str, rule: str) -> None:
    often = await _walks(room, "2", "3", "wednesday 7pm")
    preview = ""
    for answer in (choice, "2", "2"):
        preview = await room.private("ana", answer)

    assert often == (
        "How often does River Circle meet? `1` every week / `2` once / `3` skip. “wednesday 7pm” may be either."
    )
    assert preview.endswith(rule)


async def test_what_may_be_either_is_skipped_too(room: Room) -> None:
    assert (await _walks(room, "2", "3", "wednesday 7pm", "3")).startswith(AGREEMENTS)


async def test_what_can_not_be_read_is_answered_as_the_command_answers_it_and_asked_again(room: Room) -> None:
    command = await room.private("ana", "meeting add weekly wensday 19:00")

    told = await _walks(room, "2", "3", "weekly wensday 19:00")

    assert told.startswith(f"{command}\n{MEETING}")
    assert (await room.private("ana", "weekly wed 19:00")).startswith(AGREEMENTS)


async def test_tomorrow_is_the_day_after_it_was_typed(room: Room) -> None:
    room.now += timedelta(hours=11, minutes=50)
    await _walks(room, "2", "3", "once tomorrow 7pm", "2", "2")
    room.now += timedelta(minutes=20)

    await room.private("ana", "yes")

    assert "Tue 24 Nov, 19:00" in (await room.says("ben", "!meeting"))[0]


async def test_what_is_over_by_then_is_not_posted(room: Room) -> None:
    await _walks(room, "2", "3", "once today 12:30", "2", "2")
    room.now += timedelta(minutes=40)
    room.network.sent.clear()

    told = await room.private("ana", "yes")

    assert "is over already" in told
    assert room.words(CIRCLE) == []
    assert (await room.says("ben", "!meetings"))[0].startswith("No meeting is planned")


async def test_what_was_added_meanwhile_is_not_added_twice(room: Room) -> None:
    await _walks(room, "2", "3", "wednesdays 19:00", "1", "2")
    await room.says("ana", "!meeting add wednesdays 19:00")

    await room.private("ana", "yes")

    assert (await room.says("ben", "!agreements"))[0].startswith("The agreements of River Circle")
    assert "Wed 25 Nov, 19:00 (UTC): Wednesday meeting (lake-1)" in (await room.says("ben", "!meetings"))[0]
    assert "boat" not in (await room.says("ben", "!meetings"))[0]


async def test_it_is_taken_back_as_any_change(room: Room) -> None:
    await _walks(room, "2", "3", "wednesdays 19:00", "2", "2", "yes")

    (told,) = await room.says("ana", "!undo")

    assert "Ana took back that it was added" in told
