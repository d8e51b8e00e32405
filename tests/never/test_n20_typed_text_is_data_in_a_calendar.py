"""N20 in a calendar file: what was typed is the text of a property and never one of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from bot import ics
from bot.domain.meeting import Meeting
from bot.domain.schedule import Schedule, Weekly

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
WEDNESDAYS = Schedule(Weekly((2,)), time(19), "Europe/Berlin", date(2026, 11, 25))
NASTY = st.sampled_from(
    [
        "\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00", "\\", "\\n", ";", ",", ":", '"', "^n", "BEGIN:VEVENT",
        "END:VEVENT", "END:VCALENDAR", "ATTENDEE:mailto:ana@example.org", "ORGANIZER;CN=Ana:mailto:a@b.c",
        "BEGIN:VALARM", "ACTION:EMAIL", "ATTACH:https://example.org/x", "RRULE:FREQ=SECONDLY", "https://example.org/",
        "é", "🌱", " ", "\t",
    ]
)  # fmt: skip
TYPED = st.one_of(st.text(max_size=60), st.lists(NASTY, max_size=8).map("".join))


@settings(deadline=None)
@given(TYPED, TYPED, TYPED)
@example("x", "Circle\r\nATTENDEE:mailto:ana@example.org", "https://example.org/\r\nBEGIN:VALARM")
@example("x", "a\\", "https://example.org/a;VALUE=b:c")
def test_no_text_becomes_an_event_a_person_or_an_alarm(group: str, title: str, place: str) -> None:
    meeting = Meeting("id", 1, 1, "lake-1", WEDNESDAYS, NOW - timedelta(days=1), title=title, place=place)

    file = ics.calendar(group, [meeting], NOW)

    (event,) = IcsCalendarStream.calendar_from_ics(file).events
    assert (event.attendees, event.organizer, event.alarm, event.extras) == ([], None, [], [])
    names = [line.partition(":")[0].partition(";")[0] for line in file.replace("\r\n ", "").split("\r\n")]
    in_event = names[names.index("DURATION") - 2 : -2]
    assert set(in_event) <= {
        *("BEGIN", "SUMMARY", "DTSTART", "DURATION", "DTSTAMP", "UID", "SEQUENCE", "RRULE", "LOCATION", "URL", "END"),
    }
    assert names.count("BEGIN") == names.count("END") == 5
