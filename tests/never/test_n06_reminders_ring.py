"""N6: a reminder, and that a meeting changed, is a new `m.text` with explicit mentions."""

from __future__ import annotations

import pytest

from bot.matrix.outbound import message
from tests.conftest import Room
from tests.reminding import CIRCLE, HOUR, START, reminders


@pytest.fixture
async def meeting(room: Room) -> Room:
    await room.says("ana", CIRCLE)
    return room


async def test_a_reminder_rings_in_the_room_and_in_private(meeting: Room) -> None:
    await meeting.private("ben", "remind me")

    await meeting.until(START)

    contents = [message(words) for words in reminders(meeting)]
    assert [(content["msgtype"], content["m.mentions"]) for content in contents] == [("m.text", {})] * 2


async def test_to_whoever_is_discreet_it_rings_as_a_line_that_tells_nothing(meeting: Room) -> None:
    await meeting.private("ben", "remind me")
    await meeting.private("ben", "discreet on")
    before = len(meeting.network.sent)

    await meeting.until(START)

    cover, told = meeting.words(await meeting.chat_of("ben"), since=before)
    assert (cover.plain, cover.rings) == ("A note from your group.", True)
    assert (told.plain.startswith("Reminder: today at 19:00"), told.rings) == (True, False)


async def test_that_a_meeting_changed_rings_for_whoever_wants_reminders(meeting: Room) -> None:
    await meeting.private("ben", "remind me")

    await meeting.says("ana", "!meeting skip wed")

    told = message(meeting.words(await meeting.chat_of("ben"))[-1])
    assert "does not take place" in str(told["body"])
    assert told["msgtype"] == "m.text"


async def test_a_notification_alone_tells_when_and_what(meeting: Room) -> None:
    await meeting.says("ana", "!remind at 1h")
    await meeting.until(START - HOUR)

    (told,) = reminders(meeting)
    assert told.plain[:90].startswith("Reminder: today at 19:00 (Europe/Berlin), Wednesday circle (lake-1).")
