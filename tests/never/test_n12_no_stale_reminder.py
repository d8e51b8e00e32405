"""N12: no reminder after the start, of several passed moments the latest alone, none of what is not so."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.chat import Gone
from tests.conftest import Room
from tests.reminding import CIRCLE, DAY, HOUR, MINUTE, SECOND, START, first_lines, goes_again, nothing_goes, passes

BEFORE = "Reminder: today at 19:00 (Europe/Berlin), Wednesday circle (lake-1)."


@pytest.fixture
async def meeting(room: Room) -> Room:
    """River Circle, whose room and Ben are reminded a day and an hour before."""
    await room.says("ana", CIRCLE)
    await room.says("ana", "!remind at 24h 1h")
    await room.private("ben", "remind me 24h 1h")
    await room.until(START - 25 * HOUR)
    return room


@pytest.mark.parametrize("ends", ["stops", "dies"])
@pytest.mark.parametrize(
    ("back", "told"),
    [
        (START - 25 * HOUR + 10 * MINUTE, 2),
        (START - 22 * HOUR, 2),
        (START - 30 * MINUTE, 1),
        (START - SECOND, 1),
        (START, 0),
        (START + 10 * MINUTE, 0),
        (START + 3 * DAY, 0),
    ],
)
async def test_after_a_downtime_the_latest_alone_is_said_and_nothing_from_the_start_on(
    meeting: Room, ends: str, back: datetime, told: int
) -> None:
    await (meeting.stops() if ends == "stops" else meeting.dies())

    await meeting.restarts(after=back - meeting.now)
    await meeting.until(timedelta(0))
    await meeting.until(max(back, START + HOUR))

    assert len(first_lines(meeting, meeting.room)) == told
    assert len(first_lines(meeting, await meeting.chat_of("ben"))) == told


@pytest.mark.parametrize("by", [START - SECOND, START, START + HOUR])
async def test_what_the_homeserver_did_not_take_before_the_start_is_not_sent_after_it(
    meeting: Room, pauses: list[float], by: datetime
) -> None:
    await meeting.until(START - 2 * HOUR)
    before = len(first_lines(meeting))
    nothing_goes(meeting)
    await passes(meeting, START - HOUR)

    meeting.now = by
    await goes_again(meeting)

    assert len(first_lines(meeting)) - before == (2 if by < START else 0)


async def test_of_two_that_the_homeserver_did_not_take_the_later_is_sent(meeting: Room, pauses: list[float]) -> None:
    nothing_goes(meeting)
    await passes(meeting, START - DAY)
    await passes(meeting, START - HOUR)

    await goes_again(meeting)

    assert first_lines(meeting, meeting.room) == [BEFORE]
    assert len(first_lines(meeting)) == 2


@pytest.mark.parametrize("discreet", ["on", "off"])
@pytest.mark.parametrize(
    ("who", "text", "told"),
    [
        ("ana", "!meeting skip wed", (0, 0)),
        ("ana", "!meeting move wed to thu 7pm", (0, 0)),
        ("ana", "!meeting edit at 20:00", (0, 0)),
        ("ana", "!meeting end", (0, 0)),
        ("ana", "!remind off", (0, 1)),
        ("ana", "!set quiet.until 2026-11-27", (0, 0)),
        ("ben", "!remind me off", (1, 0)),
        ("ana", "!meeting edit where Library", (1, 1)),
    ],
)
async def test_what_was_not_sent_when_something_changed_is_not_sent_where_it_is_not_so_any_more(  # noqa: PLR0913 - what changed
    meeting: Room, pauses: list[float], who: str, text: str, told: tuple[int, int], discreet: str
) -> None:
    await meeting.private("ben", f"discreet {discreet}")
    chat = await meeting.chat_of("ben")
    nothing_goes(meeting)
    await passes(meeting, START - DAY)
    await meeting.hears(meeting.ask(who, text), settle=False)

    await goes_again(meeting)

    assert (len(first_lines(meeting, meeting.room)), len(first_lines(meeting, chat))) == told
    covers = [words for words in meeting.words(chat) if words.plain == "A note from your group."]
    of_a_change = text.startswith("!meeting")
    assert len(covers) == (told[1] + of_a_change if discreet == "on" else 0)


async def test_while_the_group_rests_nobody_is_reminded_and_then_of_what_is_still_to_come(meeting: Room) -> None:
    await meeting.says("ana", "!set quiet.until 2026-11-25")
    await meeting.until(datetime(2026, 11, 24, 23, 59, tzinfo=START.tzinfo))
    resting = first_lines(meeting)

    await meeting.until(datetime(2026, 11, 25, 0, 0, tzinfo=START.tzinfo))
    in_the_room = first_lines(meeting, meeting.room)
    await meeting.until(datetime(2026, 11, 25, 8, 0, tzinfo=START.tzinfo))

    assert resting == []
    assert in_the_room == [BEFORE]
    assert len(first_lines(meeting, await meeting.chat_of("ben"))) == 1


@pytest.mark.parametrize("day", ["2026-11-26", "2026-12-27"])
async def test_what_would_come_after_the_start_once_the_group_rests_no_more_is_dropped(meeting: Room, day: str) -> None:
    await meeting.says("ana", f"!set quiet.until {day}")

    await meeting.until(START + 2 * DAY)

    assert first_lines(meeting) == []


async def test_a_clock_that_is_set_back_repeats_nothing(meeting: Room) -> None:
    await meeting.until(START - 59 * MINUTE)
    told = len(first_lines(meeting))

    meeting.now -= 2 * HOUR
    await meeting.until(START)

    assert len(first_lines(meeting)) == told == 4


async def test_nothing_is_said_of_what_came_while_kith_was_out_of_the_room(meeting: Room) -> None:
    await meeting.hears(Gone(meeting.room, meeting.now))
    await meeting.until(START - 30 * MINUTE)
    out = first_lines(meeting)
    await meeting.has("ana", "ben", "cleo", "dee")
    await meeting.until(timedelta(0))

    await meeting.until(START + timedelta(days=7))

    assert out == []
    room = first_lines(meeting, meeting.room)
    assert [line.partition(" (")[0] for line in room] == [
        "Reminder: today at 19:00",  # the hour before has passed, and it is still to come
        "Reminder: tomorrow, Wed 2 Dec, 19:00",
        "Reminder: today at 19:00",
    ]
    assert len(first_lines(meeting, await meeting.chat_of("ben"))) == len(room)


async def test_what_is_told_of_a_move_is_not_read_without_what_took_it_back(room: Room, pauses: list[float]) -> None:
    await room.says("ana", CIRCLE)
    await room.private("ben", "remind me")
    chat = await room.chat_of("ben")
    nothing_goes(room, chat)
    for text in ("!meeting move wed to thu 7pm", "!undo"):
        await room.hears(room.ask("ana", text), settle=False)

    room.now = START + HOUR
    await goes_again(room)

    moved, back = (words.plain for words in room.words(chat)[-2:])
    assert "is on Thu 26 Nov, 19:00" in moved
    assert "Ana took back that it was moved." in back
