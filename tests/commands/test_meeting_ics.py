from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from ical.event import Event

from bot.chat import File
from tests.conftest import Room, at

CIRCLE = '!meeting add "Wednesday circle" weekly wed 19:00 Europe/Berlin 90m where https://example.org/circle'


@pytest.fixture
async def meeting(room: Room) -> Room:
    await room.says("ana", CIRCLE)
    return room


def _files(room: Room, where: str) -> list[File]:
    sent = [arrived.letter for arrived in room.network.of(File) if arrived.letter.room == where]
    return [letter.content for letter in sent if isinstance(letter.content, File)]


def _read(file: File) -> Calendar:
    return IcsCalendarStream.calendar_from_ics(file.text)


def _starts(calendar: Calendar, last: date) -> list[str]:
    found: list[Event] = list(calendar.timeline_tz(UTC).overlapping(date(2026, 1, 1), last))
    return [f"{event.start:%m-%d %H:%M}" for event in found]


async def test_anybody_gets_the_meetings_as_a_file_in_the_room(meeting: Room) -> None:
    (told,) = await meeting.says("ben", "!meeting ics")

    (file,) = _files(meeting, meeting.room)
    assert told.splitlines() == [
        "Here is every meeting of River Circle for your calendar: river-circle.ics. It holds titles, times and places.",
        "Open it with a calendar program. It's a copy: after a change here, a new one takes its place: `!meeting ics`",
    ]
    assert (file.name, file.kind) == ("river-circle.ics", "text/calendar")
    assert _starts(_read(file), date(2026, 12, 10)) == ["11-25 19:00", "12-02 19:00", "12-09 19:00"]


async def test_asked_for_in_private_it_goes_there_and_nowhere_else(meeting: Room) -> None:
    told = await meeting.private("ben", "meeting ics")

    chat = await meeting.chat_of("ben")
    assert "river-circle.ics" in told
    assert [file.name for file in _files(meeting, chat)] == ["river-circle.ics"]
    assert _files(meeting, meeting.room) == []
    assert {arrived.letter.person for arrived in meeting.network.of(File)} == {at("ben")}


async def test_with_a_name_or_a_title_it_is_that_meeting_alone(meeting: Room) -> None:
    await meeting.says("ana", "!meeting add daily 07:30 Asia/Kathmandu")

    for typed in ("lake-1", "Wednesday circle", "boat"):
        await meeting.says("ben", f"!meeting ics {typed}")

    first, second, third = _files(meeting, meeting.room)
    assert (first.name, second, third.name) == ("river-circle-lake-1.ics", first, "river-circle-boat-2.ics")
    assert [zone.tz_id for zone in _read(first).timezones] == ["Europe/Berlin"]
    assert [zone.tz_id for zone in _read(third).timezones] == ["Asia/Kathmandu"]


async def test_what_was_changed_is_in_the_next_file_under_the_same_uid_with_a_higher_number(meeting: Room) -> None:
    await meeting.says("ben", "!meeting ics")
    await meeting.says("ana", "!meeting skip 2026-12-02")
    await meeting.says("ana", "!meeting move 2026-12-09 to 2026-12-10 20:00")
    await meeting.says("ben", "!meeting ics")

    before, after = (_read(file) for file in _files(meeting, meeting.room))
    assert _starts(after, date(2026, 12, 17)) == ["11-25 19:00", "12-10 20:00", "12-16 19:00"]
    assert {event.uid for event in before.events} == {event.uid for event in after.events}
    assert [event.sequence for event in before.events] == [0]
    assert {event.sequence for event in after.events} == {2}


async def test_an_ended_meeting_is_in_no_file(meeting: Room) -> None:
    await meeting.says("ana", "!meeting add daily 07:30")
    await meeting.says("ana", "!meeting end lake-1")

    await meeting.says("ben", "!meeting ics")

    (file,) = _files(meeting, meeting.room)
    assert [event.summary for event in _read(file).events] == ["River Circle"]


async def test_without_a_meeting_there_is_no_file(room: Room) -> None:
    (told,) = await room.says("ben", "!meeting ics")

    assert told.startswith("No meeting is planned in River Circle.")
    assert _files(room, room.room) == []


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("otter", "I understood `!meeting ics`; I find no meeting “otter” in River Circle."),
        ("lake-7", "I understood `!meeting ics`; I find no meeting “lake-7” in River Circle."),
        ("lake-1 otter", "I understood `!meeting ics lake-1`; I don't know what “otter” means behind it"),
    ],
)
async def test_what_names_no_meeting_is_answered_with_one_that_works(meeting: Room, typed: str, told: str) -> None:
    (answer,) = await meeting.says("ben", f"!meeting ics {typed}")

    assert answer.startswith(told)
    assert "One that works: `!meeting ics lake-1" in answer
    assert _files(meeting, meeting.room) == []


async def test_the_file_names_nobody(meeting: Room) -> None:
    await meeting.says("ben", "!meeting ics")

    (file,) = _files(meeting, meeting.room)
    for name in ("ana", "ben", "@", "example.org:"):
        assert name not in file.text.casefold().replace("@kith", "")
    assert "ORGANIZER" not in file.text
    assert "ATTENDEE" not in file.text


async def test_a_room_that_is_called_after_its_people_lends_the_file_no_name(room: Room) -> None:
    await room.has("ana", "ben", "cleo", name="Ana, Ben, Cleo")
    await room.says("ana", "!meeting add weekly wed 19:00 Europe/Berlin")

    await room.says("ben", "!meeting ics")

    (file,) = _files(room, room.room)
    assert file.name == "meetings.ics"
    assert [event.summary for event in _read(file).events] == ["lake-1"]
    assert not [name for name in ("Ana", "Ben", "Cleo") if name in file.text]


async def test_the_file_says_when_it_was_asked_for(meeting: Room) -> None:
    await meeting.says("ben", "!meeting ics")

    (file,) = _files(meeting, meeting.room)
    stamps = {event.dtstamp for event in _read(file).events}
    assert stamps == {datetime(2026, 11, 23, 12, tzinfo=UTC)}
