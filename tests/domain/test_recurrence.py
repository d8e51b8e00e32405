from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from bot.domain import recurrence
from bot.domain.recurrence import Moved, Occurrence, Skipped
from bot.domain.schedule import LAST, Daily, Kind, MonthlyDay, MonthlyOn, Once, Schedule, Weekly
from tests.domain.schedules import TWO_YEARS, ZONES, dates, meets, noon, placed, schedules, times

DAY = timedelta(days=1)
BERLIN = "Europe/Berlin"
WEDNESDAYS = Schedule(Weekly((2,)), time(19), BERLIN, date(2026, 12, 2))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - it says so


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def _exists(local: datetime, zone: str) -> bool:
    there_and_back = local.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC).astimezone(ZoneInfo(zone))
    return there_and_back.replace(tzinfo=None) == local


def _calendar(schedule: Schedule) -> str:
    rule = recurrence.rrule(schedule)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tests//EN",
        "BEGIN:VEVENT",
        "UID:1",
        "DTSTAMP:20250101T000000Z",
        f"DTSTART;TZID={schedule.zone}:{schedule.start:%Y%m%dT%H%M%S}",
        "DURATION:PT1H",
        *([f"RRULE:{rule}"] if rule else []),
        "SUMMARY:Circle",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{line}\r\n" for line in lines)


def _by_a_calendar_program(schedule: Schedule, last: datetime) -> list[datetime]:
    calendar = IcsCalendarStream.calendar_from_ics(_calendar(schedule))
    events = calendar.timeline.overlapping(_utc("2024-12-01T00:00"), last + DAY)
    starts = [event.dtstart for event in events]
    return [start for start in starts if isinstance(start, datetime) and start.astimezone(UTC) <= last]


# ------------------------------------------------------------------------------- which dates and moments


@given(schedules)
def test_two_years_are_those_of_a_calendar_program_but_in_the_hour_that_clocks_leave_out(schedule: Schedule) -> None:
    begin = recurrence.moment(schedule.start, schedule.zone)

    ours = recurrence.occurrences(schedule, begin - DAY, begin + TWO_YEARS)

    theirs = _by_a_calendar_program(schedule, begin + TWO_YEARS)
    there_is = [each for each in ours if _exists(datetime.combine(each.date, schedule.time), schedule.zone)]
    assert [each.at for each in there_is] == [
        each.astimezone(UTC) for each in theirs if _exists(each.replace(tzinfo=None), schedule.zone)
    ]
    for each in set(ours) - set(there_is):
        before = (each.at - DAY).astimezone(ZoneInfo(schedule.zone)).utcoffset()
        after = each.at.astimezone(ZoneInfo(schedule.zone)).utcoffset()
        assert before is not None
        assert after is not None
        assert each.local == datetime.combine(each.date, schedule.time) + (after - before)


@given(schedules)
def test_two_years_hold_every_day_that_the_rule_means_once_and_no_other(schedule: Schedule) -> None:
    begin = recurrence.moment(schedule.start, schedule.zone)

    found = recurrence.occurrences(schedule, begin - DAY, begin + TWO_YEARS)

    days = [schedule.first + n * DAY for n in range(TWO_YEARS // DAY + 1)]
    expected = [day for day in days if meets(schedule, day)]
    last = recurrence.moment(datetime.combine(days[-1], schedule.time), schedule.zone)
    assert [each.date for each in found] == (expected if last <= begin + TWO_YEARS else expected[: len(found)])
    assert len(expected) - len(found) in {0, 1}


@given(schedules, moments, st.integers(0, 400))
@example(Schedule(Weekly((0, 4), 3), time(9), "UTC", date(2026, 1, 2)), noon(date(2027, 5, 5)), 60)
def test_where_one_begins_to_look_changes_nothing(schedule: Schedule, after: datetime, days: int) -> None:
    everything = recurrence.occurrences(schedule, _utc("2024-12-01T00:00"), after + days * DAY)

    found = recurrence.occurrences(schedule, after, after + days * DAY)

    assert list(found) == [each for each in everything if each.at > after]


@given(schedules, moments, st.integers(1, 12))
def test_the_next_are_the_first_of_all_that_follow(schedule: Schedule, after: datetime, count: int) -> None:
    found = recurrence.upcoming(schedule, after, count)

    following = recurrence.occurrences(schedule, after, after + 13 * 5 * 31 * DAY + 4 * 366 * DAY)
    assert found == following[:count]


def test_the_moment_itself_is_over_and_the_last_one_counts() -> None:
    first, second = _utc("2026-12-02T18:00"), _utc("2026-12-09T18:00")

    found = recurrence.occurrences(WEDNESDAYS, first, second)

    assert [each.at for each in found] == [second]


def test_an_occurrence_has_its_date_its_local_time_and_its_moment() -> None:
    (found,) = recurrence.upcoming(WEDNESDAYS, _utc("2026-11-24T12:00"))

    assert found == Occurrence(date(2026, 12, 2), _local("2026-12-02T19:00"), _utc("2026-12-02T18:00"))


def test_nothing_is_before_the_first_date_or_after_the_last() -> None:
    until = Schedule(WEDNESDAYS.kind, time(19), BERLIN, date(2026, 12, 2), date(2026, 12, 16))

    found = recurrence.upcoming(until, _utc("2020-01-01T00:00"), 100)

    assert [each.date.day for each in found] == [2, 9, 16]


def test_every_second_week_stays_every_second_week_over_years() -> None:
    tuesdays = Schedule(Weekly((1,), 2), time(18, 30), BERLIN, date(2020, 12, 29))

    (found,) = recurrence.upcoming(tuesdays, _utc("2026-11-24T12:00"))

    assert (found.date - tuesdays.first).days % 14 == 0
    assert found.date - date(2026, 11, 24) < 14 * DAY


@pytest.mark.parametrize(
    ("day", "found"),
    [
        (31, ["01-31", "02-28", "03-31", "04-30"]),
        (30, ["01-30", "02-28", "03-30", "04-30"]),
        (29, ["01-29", "02-28", "03-29", "04-29"]),
        (28, ["01-28", "02-28", "03-28", "04-28"]),
    ],
)
def test_a_month_without_the_day_has_its_last_day_instead(day: int, found: list[str]) -> None:
    schedule = placed(MonthlyDay(day), time(18), BERLIN, date(2027, 1, 1), None)

    following = recurrence.upcoming(schedule, noon(date(2027, 1, 1)), 4)

    assert [f"{each.date:%m-%d}" for each in following] == found


def test_a_leap_year_has_a_day_more() -> None:
    schedule = placed(MonthlyDay(30), time(18), BERLIN, date(2028, 2, 1), None)

    assert recurrence.upcoming(schedule, noon(date(2028, 2, 1)))[0].date == date(2028, 2, 29)


# ----------------------------------------------------------------------------------- clocks that change


@pytest.mark.parametrize(
    ("zone", "wall", "day", "local", "moment"),
    [
        # Times that the clocks leave out.
        (BERLIN, "02:30", "2027-03-28", "2027-03-28T03:30", "2027-03-28T01:30"),
        ("America/New_York", "02:00", "2027-03-14", "2027-03-14T03:00", "2027-03-14T07:00"),
        ("Australia/Lord_Howe", "02:15", "2026-10-04", "2026-10-04T02:45", "2026-10-03T15:45"),
        ("Pacific/Chatham", "03:00", "2026-09-27", "2026-09-27T04:00", "2026-09-26T14:15"),
        ("America/Nuuk", "23:30", "2027-03-27", "2027-03-28T00:30", "2027-03-28T01:30"),
        # Times that they show twice.
        (BERLIN, "02:30", "2026-10-25", "2026-10-25T02:30", "2026-10-25T00:30"),
        ("America/New_York", "01:30", "2026-11-01", "2026-11-01T01:30", "2026-11-01T05:30"),
        ("Australia/Lord_Howe", "01:45", "2027-04-04", "2027-04-04T01:45", "2027-04-03T14:45"),
        ("Pacific/Chatham", "03:00", "2027-04-04", "2027-04-04T03:00", "2027-04-03T13:15"),
    ],
)
def test_a_time_that_never_comes_or_comes_twice_has_its_result(
    zone: str, wall: str, day: str, local: str, moment: str
) -> None:
    named = date.fromisoformat(day)
    schedule = Schedule(Daily(), time.fromisoformat(wall), zone, named - 3 * DAY, named + 3 * DAY)

    found = recurrence.occurrences(schedule, noon(named - 10 * DAY), noon(named + 10 * DAY))

    assert [each.date for each in found] == [named + n * DAY for n in range(-3, 4)]
    assert found[3] == Occurrence(named, _local(local), _utc(moment))


@pytest.mark.parametrize(
    ("zone", "first", "last", "change"),
    [
        (BERLIN, "2027-03-24T18:00", "2027-03-31T17:00", "2027-03-28T01:00"),
        (BERLIN, "2026-10-21T17:00", "2026-10-28T18:00", "2026-10-25T01:00"),
        ("Australia/Lord_Howe", "2026-10-01T00:00", "2026-10-08T00:00", "2026-10-03T15:30"),
        (BERLIN, "2027-03-28T00:59:59", "2027-03-28T01:00", "2027-03-28T01:00"),
        (BERLIN, "2027-03-28T01:00", "2027-10-31T00:59", None),
        (BERLIN, "2026-11-25T18:00", "2026-12-09T18:00", None),
        (BERLIN, "2027-03-31T17:00", "2027-03-24T18:00", None),
        ("UTC", "2026-01-01T00:00", "2028-01-01T00:00", None),
    ],
)
def test_a_change_of_the_clocks_between_two_moments_is_found(
    zone: str, first: str, last: str, change: str | None
) -> None:
    found = recurrence.clock_change(zone, _utc(first), _utc(last))

    assert found == (None if change is None else _utc(change))


@given(st.sampled_from([*ZONES, "Africa/Casablanca"]), moments, st.integers(1, 300))
def test_a_change_is_the_first_moment_with_another_offset(zone: str, first: datetime, days: int) -> None:
    def offset(moment: datetime) -> timedelta | None:
        return moment.astimezone(ZoneInfo(zone)).utcoffset()

    change = recurrence.clock_change(zone, first, first + days * DAY)

    end = change or first + days * DAY
    assert {offset(first + n * (end - first) / 97) for n in range(97)} == {offset(first)}
    if change:
        assert offset(change) != offset(first)
        assert offset(change - timedelta(seconds=1)) == offset(first)


# ------------------------------------------------------------------------------------------- exceptions


def test_what_is_skipped_does_not_take_place() -> None:
    found = recurrence.upcoming(WEDNESDAYS, noon(date(2026, 12, 1)), 2, {date(2026, 12, 9): Skipped()})

    assert [each.date.day for each in found] == [2, 16]


def test_what_is_moved_keeps_its_name_and_comes_when_it_comes() -> None:
    moved = {date(2026, 12, 16): Moved(_local("2026-12-08T18:00"))}

    found = recurrence.upcoming(WEDNESDAYS, noon(date(2026, 12, 1)), 3, moved)

    assert found == (
        Occurrence(date(2026, 12, 2), _local("2026-12-02T19:00"), _utc("2026-12-02T18:00")),
        Occurrence(date(2026, 12, 16), _local("2026-12-08T18:00"), _utc("2026-12-08T17:00")),
        Occurrence(date(2026, 12, 9), _local("2026-12-09T19:00"), _utc("2026-12-09T18:00")),
    )


def test_what_was_moved_is_found_by_where_it_is_now() -> None:
    later = {date(2026, 12, 2): Moved(_local("2027-01-07T19:00"))}

    in_december = recurrence.occurrences(WEDNESDAYS, noon(date(2026, 12, 1)), noon(date(2026, 12, 10)), later)
    in_january = recurrence.occurrences(WEDNESDAYS, noon(date(2027, 1, 7)), noon(date(2027, 1, 8)), later)

    assert [each.date for each in in_december] == [date(2026, 12, 9)]
    assert [each.date for each in in_january] == [date(2026, 12, 2)]


def test_an_exception_on_a_date_on_which_nothing_is_means_nothing() -> None:
    nowhere: recurrence.Exceptions = {
        date(2026, 12, 3): Moved(_local("2026-12-04T19:00")),
        date(2026, 12, 10): Skipped(),
    }

    assert recurrence.upcoming(WEDNESDAYS, noon(date(2026, 12, 1)), 5, nowhere) == recurrence.upcoming(
        WEDNESDAYS, noon(date(2026, 12, 1)), 5
    )


def test_a_single_meeting_can_be_moved_and_skipped() -> None:
    once = Schedule(Once(), time(19), BERLIN, date(2026, 12, 2))

    moved = recurrence.upcoming(once, noon(date(2026, 12, 1)), 2, {once.first: Moved(_local("2026-12-03T20:00"))})

    assert [each.local for each in moved] == [_local("2026-12-03T20:00")]
    assert recurrence.upcoming(once, noon(date(2026, 12, 1)), 2, {once.first: Skipped()}) == ()


exceptions = st.dictionaries(
    dates,
    st.just(Skipped()) | st.builds(Moved, st.builds(datetime.combine, dates, times)),
    max_size=40,
)


@given(schedules, exceptions, moments, st.integers(1, 500))
def test_every_date_takes_place_once_where_it_is_now_and_in_order(
    schedule: Schedule, otherwise: dict[date, Skipped | Moved], after: datetime, days: int
) -> None:
    before = after + days * DAY

    found = recurrence.occurrences(schedule, after, before, otherwise)

    expected = {}
    for day in (date(2025, 1, 1) + n * DAY for n in range(6 * 366)):
        match otherwise.get(day):
            case Skipped():
                continue
            case Moved(to):
                local = to
            case None:
                local = datetime.combine(day, schedule.time)
        if meets(schedule, day) and after < recurrence.moment(local, schedule.zone) <= before:
            expected[day] = recurrence.moment(local, schedule.zone)
    assert {each.date: each.at for each in found} == expected
    assert len(found) == len(expected)
    assert [each.at for each in found] == sorted(each.at for each in found)


# -------------------------------------------------------------------------------------------- RFC 5545


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        (Daily(), "FREQ=DAILY"),
        (Weekly((0, 1, 2, 3, 4)), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        (Weekly((1, 3)), "FREQ=WEEKLY;BYDAY=TU,TH"),
        (Weekly((1,), 2), "FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=TU"),
        (MonthlyOn(2, 1), "FREQ=MONTHLY;BYDAY=2TU"),
        (MonthlyOn(LAST, 4), "FREQ=MONTHLY;BYDAY=-1FR"),
        (MonthlyDay(15), "FREQ=MONTHLY;BYMONTHDAY=15"),
        (MonthlyDay(28), "FREQ=MONTHLY;BYMONTHDAY=28"),
        (MonthlyDay(29), "FREQ=MONTHLY;BYMONTHDAY=28,29;BYSETPOS=-1"),
        (MonthlyDay(31), "FREQ=MONTHLY;BYMONTHDAY=28,29,30,31;BYSETPOS=-1"),
        (Once(), ""),
    ],
)
def test_every_rule_is_written_as_the_standard_has_it(kind: Kind, rule: str) -> None:
    assert recurrence.rrule(Schedule(kind, time(19), BERLIN, date(2026, 12, 1))) == rule


def test_the_last_date_is_written_in_utc_at_its_end() -> None:
    schedule = Schedule(Daily(), time(19), BERLIN, date(2026, 12, 1), date(2027, 6, 30))

    assert recurrence.rrule(schedule) == "FREQ=DAILY;UNTIL=20270630T215959Z"
