"""A calendar file says the same moments as Kith to readers that are not ours."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from hypothesis import example, given, settings
from hypothesis import strategies as st
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream

from bot import ics
from bot.domain import recurrence, schedule_words
from bot.domain.clock_changes import changes
from bot.domain.meeting import PRESUMED, Meeting
from bot.domain.recurrence import Moved, Skipped
from bot.domain.schedule import Daily, Once, Schedule, Weekly
from tests.domain.schedules import TWO_YEARS, schedules, times

DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"
UNHURRIED = settings(deadline=None)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
CIRCLE = schedule_words.parse("weekly wed 19:00 from 2026-12-02 Europe/Berlin")
EVERYWHERE = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Asia/Kathmandu",
    "UTC",
    "Africa/Casablanca",  # an hour back for Ramadan
    "Europe/Dublin",  # whose winter is the exception, in law
)


def _meeting(schedule: Schedule = CIRCLE, *, number: int = 1, **more: Any) -> Meeting:
    return Meeting(f"abc{number}", 1, number, f"lake-{number}", schedule, NOW - DAY, **more)


def _read(*meetings: Meeting, group: str = "River Circle") -> Calendar:
    return IcsCalendarStream.calendar_from_ics(ics.calendar(group, meetings, NOW))


def _lines(*meetings: Meeting, group: str = "River Circle") -> list[str]:
    """Return the file's lines, unfolded."""
    return ics.calendar(group, meetings, NOW).replace("\r\n ", "").split("\r\n")


def _moments(calendar: Calendar, first: datetime, last: datetime) -> list[datetime]:
    """Return when the events take place that begin after a moment and not after another, as the reader has them."""
    events = calendar.timeline_tz(UTC).overlapping(first - 2 * DAY, last + 2 * DAY)
    starts = [event.start for event in events if event.status != "CANCELLED"]
    moments = [start.astimezone(UTC) for start in starts if isinstance(start, datetime)]
    assert len(moments) == len(starts)
    return sorted(at for at in moments if first < at <= last)


# ------------------------------------------------------------------------------------ the same moments


@st.composite
def meetings(draw: st.DrawFn) -> Meeting:
    """Return a meeting of any form in which some dates are skipped or moved, and some exceptions mean nothing."""
    schedule = draw(schedules)
    begin = recurrence.moment(schedule.start, schedule.zone)
    days = [each.date for each in recurrence.occurrences(schedule, begin - DAY, begin + TWO_YEARS)]
    chosen = draw(st.lists(st.sampled_from(days), max_size=8, unique=True))
    nowhere = draw(st.lists(st.dates(schedule.first, schedule.first + TWO_YEARS), max_size=2))
    otherwise: dict[date, Skipped | Moved] = {}
    for day in [*chosen, *nowhere]:
        to = datetime.combine(day + timedelta(days=draw(st.integers(-3, 3))), draw(times))
        otherwise[day] = Skipped() if draw(st.booleans()) else Moved(to)
    return _meeting(schedule, exceptions=otherwise)


@UNHURRIED
@given(meetings())
@example(_meeting(Schedule(Daily(), time(2, 30), BERLIN, date(2027, 3, 1))))
@example(_meeting(Schedule(Daily(), time(2, 30), BERLIN, date(2027, 3, 28))))
@example(_meeting(Schedule(Once(), time(2, 30), BERLIN, date(2027, 3, 28))))
@example(_meeting(Schedule(Daily(), time(23, 30), "America/Nuuk", date(2027, 3, 1))))
@example(_meeting(Schedule(Daily(), time(0, 15), "America/Santiago", date(2026, 9, 1))))
@example(
    _meeting(
        Schedule(Daily(), time(1, 45), "UTC", NOW.date()), exceptions={NOW.date(): Moved(NOW.replace(tzinfo=None))}
    )
)
@example(_meeting(Schedule(Weekly((6,)), time(2, 30), BERLIN, date(2026, 10, 4))))
def test_two_years_of_every_meeting_are_those_of_an_independent_reader(meeting: Meeting) -> None:
    begin = recurrence.moment(meeting.schedule.start, meeting.zone)
    first, last = begin - 10 * DAY, begin + TWO_YEARS

    theirs = _moments(_read(meeting), first, last)

    ours = recurrence.occurrences(meeting.schedule, first, last, meeting.exceptions)
    assert theirs == sorted(each.at for each in ours)


# ------------------------------------------------------------------------------- what the clocks do


def _around_changes(zone: str) -> list[datetime]:
    """Return moments around every change in two years, and one a month."""
    months = [NOW + n * 30 * DAY for n in range(24)]
    near = [change.at for change in changes(zone, NOW, NOW + TWO_YEARS)]
    return months + [at + timedelta(minutes=minutes) for at in near for minutes in range(-240, 241, 15)]


def _under_another_name(zone: str) -> str:
    """Return a file whose zone no reader can know but from the file."""
    schedule = Schedule(Daily(), time(19), zone, NOW.date())
    return re.sub(r"(TZID.)[\w/+-]+", r"\1Kith/Ours", ics.calendar("River Circle", [_meeting(schedule)], NOW))


@pytest.mark.parametrize("zone", EVERYWHERE)
def test_dateutil_reads_what_the_clocks_show_around_every_change(zone: str) -> None:
    theirs = tz.tzical(io.StringIO(_under_another_name(zone))).get("Kith/Ours")

    moments = _around_changes(zone)

    assert theirs is not None
    for at in moments:
        shown = at.astimezone(ZoneInfo(zone))
        assert at.astimezone(theirs).replace(tzinfo=None) == shown.replace(tzinfo=None)
        assert shown.replace(tzinfo=theirs).utcoffset() == shown.utcoffset()


@pytest.mark.parametrize("zone", EVERYWHERE)
def test_ical_reads_what_the_clocks_show_around_every_change(zone: str) -> None:
    shown = [at.astimezone(ZoneInfo(zone)) for at in _around_changes(zone)]
    at_these = "".join(
        f"BEGIN:VEVENT\r\nUID:{n}\r\nDTSTAMP:20250101T000000Z\r\nDTSTART;TZID=Kith/Ours:{local:%Y%m%dT%H%M%S}\r\n"
        "SUMMARY:x\r\nEND:VEVENT\r\n"
        for n, local in enumerate(shown)
    )
    file = _under_another_name(zone).replace("END:VCALENDAR", f"{at_these}END:VCALENDAR")

    events = {event.uid: event.dtstart for event in IcsCalendarStream.calendar_from_ics(file).events}

    for n, local in enumerate(shown):
        theirs = events[str(n)]
        assert isinstance(theirs, datetime)
        if local.fold == 0:  # of a time that comes twice it knows the first, as Kith does
            assert (theirs.replace(tzinfo=None), theirs.utcoffset()) == (local.replace(tzinfo=None), local.utcoffset())


@pytest.mark.parametrize(("zone", "offset"), [("Asia/Kathmandu", "+0545"), ("UTC", "+0000"), ("Zulu", "+0000")])
def test_a_zone_without_changes_has_one_part(zone: str, offset: str) -> None:
    lines = _lines(_meeting(schedule_words.parse(f"daily 07:30 from 2026-12-02 {zone}")))

    assert [line for line in lines if line.startswith(("BEGIN:ST", "BEGIN:DAY", "TZOFF"))] == [
        "BEGIN:STANDARD",
        f"TZOFFSETFROM:{offset}",
        f"TZOFFSETTO:{offset}",
    ]
    assert next(line for line in lines if line.startswith("DTSTART;TZID=")).endswith(":20261202T073000")


def test_changes_are_named_by_the_time_that_clocks_would_have_shown() -> None:
    lines = _lines(_meeting(schedule_words.parse("weekly wed 19:00 from 2027-01-06 until 2027-12-01 Europe/Berlin")))

    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE") + 1]
    assert zone == [
        *("BEGIN:VTIMEZONE", "TZID:Europe/Berlin"),
        *("BEGIN:DAYLIGHT", "DTSTART:20260329T020000", "RDATE:20260329T020000,20270328T020000"),
        *("TZNAME:CEST", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT"),
        *("BEGIN:STANDARD", "DTSTART:20261025T030000", "RDATE:20261025T030000,20271031T030000"),
        *("TZNAME:CET", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD"),
        "END:VTIMEZONE",
    ]


def test_changes_are_known_for_ten_years_and_until_the_last_date_that_was_moved() -> None:
    without_end = _lines(_meeting())
    moved = _meeting(
        schedule_words.parse("once 2026-12-02 19:00 Europe/Berlin"),
        exceptions={date(2026, 12, 2): Moved(datetime.fromisoformat("2027-07-07T19:00"))},
    )

    assert next(line for line in without_end if line.startswith("RDATE:")).endswith(",20360330T020000")
    assert _moments(_read(moved), NOW, NOW + TWO_YEARS) == [datetime(2027, 7, 7, 17, tzinfo=UTC)]
    assert "RDATE:20260329T020000,20270328T020000" in _lines(moved)


# ------------------------------------------------------------------------------------ what it says


def test_a_meeting_is_one_event_with_its_rule() -> None:
    meeting = _meeting(title="Wednesday circle", place="https://example.org/circle", length=1.5 * timedelta(hours=1))

    lines = _lines(replace(meeting, sequence=3))

    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT") + 1]
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Kith//Meetings//EN", "X-WR-CALNAME:River Circle"]
    assert sorted(event) == sorted(
        [
            *("BEGIN:VEVENT", "UID:abc1@kith", "SEQUENCE:3", "DTSTAMP:20261124T120000Z"),
            *("DTSTART;TZID=Europe/Berlin:20261202T190000", "DURATION:PT1H30M", "RRULE:FREQ=WEEKLY;BYDAY=WE"),
            *("SUMMARY:Wednesday circle", "LOCATION:https://example.org/circle", "URL:https://example.org/circle"),
            "END:VEVENT",
        ]
    )


def test_what_nobody_said_is_the_groups_name_an_hour_and_no_place() -> None:
    (event,) = _read(_meeting()).events

    assert (event.summary, event.duration, event.location, event.url) == ("River Circle", PRESUMED, None, None)


def test_a_place_that_is_no_link_alone_is_a_location() -> None:
    (event,) = _read(_meeting(place="Library, room 2; ring twice https://example.org")).events

    assert (event.location, event.url) == ("Library, room 2; ring twice https://example.org", None)


def test_the_same_date_keeps_its_name_in_every_file() -> None:
    day = date(2026, 12, 9)
    skipped = _meeting(exceptions={day: Skipped(), date(2026, 12, 10): Skipped()})
    moved = _meeting(exceptions={day: Moved(datetime.fromisoformat("2026-12-10T18:00"))})

    in_skipped, in_moved = _lines(skipped), _lines(moved)

    assert [line for line in in_skipped if line.startswith("EXDATE")] == ["EXDATE;TZID=Europe/Berlin:20261209T190000"]
    assert [line for line in in_moved if line.startswith(("RECURRENCE-ID", "DTSTART;", "UID"))] == [
        "DTSTART;TZID=Europe/Berlin:20261202T190000",
        "UID:abc1@kith",
        "DTSTART;TZID=Europe/Berlin:20261210T180000",
        "UID:abc1@kith",
        "RECURRENCE-ID;TZID=Europe/Berlin:20261209T190000",
    ]


def test_a_date_whose_time_the_clocks_leave_out_has_the_time_that_is_meant_in_an_event_of_its_own() -> None:
    # A program that drops what the clocks never show (section 3.3.10) reads it there.
    meeting = _meeting(schedule_words.parse("daily 02:30 from 2027-03-01 until 2027-04-30 Europe/Berlin"))
    of_that_day = date(2027, 3, 28)

    left_out = [line for line in _lines(meeting) if line.startswith(("DTSTART;", "RECURRENCE-ID"))]
    skipped = _lines(replace(meeting, exceptions={of_that_day: Skipped()}))

    assert left_out == [
        "DTSTART;TZID=Europe/Berlin:20270301T023000",
        "DTSTART;TZID=Europe/Berlin:20270328T033000",
        "RECURRENCE-ID;TZID=Europe/Berlin:20270328T023000",
    ]
    assert not [line for line in skipped if line.startswith("RECURRENCE-ID")]


def test_what_is_once_and_skipped_is_said_to_be_cancelled() -> None:
    once = schedule_words.parse("once 2026-12-02 19:00 Europe/Berlin")

    lines = _lines(_meeting(once, exceptions={once.first: Skipped()}))

    assert "STATUS:CANCELLED" in lines
    assert not [line for line in lines if line.startswith(("RRULE", "EXDATE"))]


def test_several_meetings_in_several_zones_stand_side_by_side() -> None:
    tokyo = schedule_words.parse("monthly day 31 09:00 from 2026-12-31 Asia/Tokyo")

    calendar = _read(_meeting(), _meeting(tokyo, number=2), _meeting(number=3))

    assert sorted(zone.tz_id for zone in calendar.timezones) == ["Asia/Tokyo", BERLIN]
    assert sorted(event.uid for event in calendar.events if event.uid) == ["abc1@kith", "abc2@kith", "abc3@kith"]


# ------------------------------------------------------------------------------- what people typed


@pytest.mark.parametrize(
    "typed",
    [
        'Circle; with, commas\\ and "quotes" and a\\nb',
        "Circle\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:mine",
        "Circle\nATTENDEE:mailto:ana@example.org",
        "Kreis für Übergänge, 水曜日の輪 " + 30 * "ä🧶",
    ],
)
def test_what_people_typed_is_text_whatever_it_looks_like(typed: str) -> None:
    calendar = _read(_meeting(title=typed, place=typed), group=typed)

    (event,) = calendar.events
    assert (event.summary, event.location, event.attendees) == (" ".join(typed.split()), " ".join(typed.split()), [])


@UNHURRIED
@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
@example("\x00a\x85b\u2028c\u202ed", "\ud800", "https://example.org/\rX")
def test_no_text_adds_a_line_or_breaks_one(group: str, title: str, place: str) -> None:
    plain = _lines(_meeting(title="x", place="y"))

    lines = _lines(_meeting(title=title, place=place), group=group)

    optional = {"LOCATION", "URL", "X-WR-CALNAME"}
    names = [line.partition(":")[0] for line in lines]
    assert [name for name in names if name not in optional] == [
        name for name in (line.partition(":")[0] for line in plain) if name not in optional
    ]


@UNHURRIED
@given(st.text(max_size=80))
def test_no_line_is_longer_than_75_bytes_and_each_is_whole_text(title: str) -> None:
    file = ics.calendar("ä" * 80, [_meeting(title=title)], NOW).encode()

    lines = file.split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)
    assert b"\n" not in b"".join(lines)


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("River Circle", "river-circle.ics"),
        ("Grüne Straße 5", "grune-strasse-5.ics"),
        ("../../etc/passwd\x00", "etc-passwd.ics"),
        ("水曜日", "meetings.ics"),
        ("a" * 80, f"{'a' * 40}.ics"),
    ],
)
def test_a_file_is_called_like_its_group_in_letters_that_every_machine_takes(group: str, name: str) -> None:
    assert ics.file_name(group) == name
    assert ics.file_name(group, _meeting()) == name.replace(".ics", "-lake-1.ics")


@pytest.mark.parametrize(
    ("group", "name"),
    [
        ("Ana, Ben, Cleo", ""),
        ("Ana, Ben, Cleo, Dee, Eve +2", ""),
        ("Fay +1", ""),
        ("ana", ""),
        ("Cole, Gil, Zoe", ""),
        ("River Circle", "River Circle"),
        ("Anagrams, and more", "Anagrams, and more"),
    ],
)
def test_a_group_that_is_called_after_its_people_has_no_name_here(group: str, name: str) -> None:
    assert ics.name_of(group, ["Ana", "Ben", "Cleo", "Fay", "Cole, Gil", ""]) == name
    assert ("X-WR-CALNAME" in ics.calendar(name, [_meeting()], NOW)) is bool(name)
