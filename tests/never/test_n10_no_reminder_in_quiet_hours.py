"""N10: no reminder, and no word of a change, reaches a private chat in its person's quiet hours."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.conftest import Room
from tests.reminding import CIRCLE, DAY, HOUR, MINUTE, SECOND, START, first_lines, goes_again, nothing_goes, passes

MORNING = START - 10 * HOUR  # 08:00 UTC on the day itself


@pytest.fixture
async def meeting(room: Room) -> Room:
    await room.says("ana", CIRCLE)
    return room


@pytest.mark.parametrize(
    ("sets", "due", "comes"),
    [
        (("remind me 12h",), START - 12 * HOUR, MORNING),
        (("quiet off", "remind me 12h"), START - 12 * HOUR, START - 12 * HOUR),
        (
            ("timezone Asia/Tokyo", "remind me 3h"),
            START - 3 * HOUR,
            None,
        ),  # midnight in Tokyo: eight is after the start
        (("quiet 16:00-17:30", "remind me 1h30m"), START - 90 * MINUTE, START - 30 * MINUTE),
        (("quiet 16:00-18:00", "remind me 1h30m"), START - 90 * MINUTE, None),  # they end as it begins
    ],
)
async def test_it_waits_for_their_end_and_is_dropped_where_that_is_after_the_start(
    meeting: Room, sets: tuple[str, ...], due: datetime, comes: datetime | None
) -> None:
    for text in sets:
        await meeting.private("ben", text)
    chat, seen = await meeting.chat_of("ben"), list[datetime]()

    while meeting.now < START + DAY:
        await meeting.until(10 * MINUTE)
        seen += [meeting.now] * (len(first_lines(meeting, chat)) - len(seen))

    assert seen == ([] if comes is None else [comes])
    assert comes is None or comes >= due


@pytest.mark.parametrize("ahead", ["11h", "11h 2h 1h"])
async def test_in_the_morning_of_several_the_newest_alone_comes_with_the_words_of_that_day(
    meeting: Room, ahead: str
) -> None:
    await meeting.says("ana", "!meeting edit at 10:00")
    await meeting.private("ben", f"remind me {ahead}")
    chat = await meeting.chat_of("ben")

    await meeting.until(START + DAY)

    (told,) = first_lines(meeting, chat)
    assert told.startswith("Reminder: today at 10:00 (Europe/Berlin), Wednesday circle")


@pytest.mark.parametrize("text", ["quiet off", "timezone Asia/Tokyo", "quiet 16:00-17:00"])
async def test_what_waits_comes_at_once_when_it_is_quiet_no_more(meeting: Room, text: str) -> None:
    await meeting.private("ben", "remind me 12h")
    chat = await meeting.chat_of("ben")
    await meeting.until(START - 11 * HOUR)
    before = first_lines(meeting, chat)

    await meeting.private("ben", text)
    await meeting.until(timedelta(0))

    assert (before, len(first_lines(meeting, chat))) == ([], 1)


@pytest.mark.parametrize(
    ("text", "told"),
    [("!meeting skip wed", 0), ("!meeting move wed to thu 7pm", 1), ("!meeting end", 0), ("off", 0)],
)
async def test_what_waits_and_is_not_true_any_more_does_not_come(meeting: Room, text: str, told: int) -> None:
    await meeting.private("ben", "remind me 12h")
    chat = await meeting.chat_of("ben")
    await meeting.until(START - 11 * HOUR)

    if text == "off":
        await meeting.private("ben", "remind me off")
    else:
        await meeting.says("ana", text)
    await meeting.until(START)
    in_time = first_lines(meeting, chat)
    await meeting.until(START + DAY)

    assert in_time == []
    assert len(first_lines(meeting, chat)) == told


async def test_a_reminder_held_up_until_it_is_quiet_waits_as_well(meeting: Room, pauses: list[float]) -> None:
    await meeting.private("ben", "remind me 24h")
    await meeting.private("ben", "quiet 18:30-23:30")
    chat = await meeting.chat_of("ben")
    nothing_goes(meeting, chat)
    await passes(meeting, START - DAY)

    meeting.now = START - DAY + HOUR
    await goes_again(meeting)
    await meeting.until(START - DAY + 5 * HOUR + 29 * MINUTE)
    before = first_lines(meeting, chat)
    await meeting.until(START - DAY + 6 * HOUR)

    assert before == []
    assert len(first_lines(meeting, chat)) == 1


async def test_that_a_meeting_changed_waits_for_the_morning_and_goes_once_it_tells_something(meeting: Room) -> None:
    await meeting.private("ben", "remind me 5m")
    chat = await meeting.chat_of("ben")
    await meeting.until(START - DAY + 5 * HOUR)  # 23:00
    before = len(meeting.words(chat))
    await meeting.says("ana", "!meeting skip wed")

    await meeting.until(MORNING - SECOND)
    at_night = len(meeting.words(chat))
    await meeting.until(MORNING)

    assert at_night == before
    assert ["does not take place" in words.plain for words in meeting.words(chat)[before:]] == [True]


async def test_that_a_date_changed_which_is_over_in_the_morning_is_not_told(meeting: Room) -> None:
    await meeting.says("ana", "!meeting edit at 08:30")
    await meeting.private("ben", "remind me 5m")
    chat = await meeting.chat_of("ben")
    await meeting.until(START - DAY + 5 * HOUR)
    before = len(meeting.words(chat))

    await meeting.says("ana", "!meeting move wed to wed 06:00")
    await meeting.says("ana", "!meeting skip wed")
    await meeting.until(START - HOUR)

    assert meeting.words(chat)[before:] == []
