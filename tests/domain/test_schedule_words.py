from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain import recurrence, schedule_words
from bot.domain.days import Unclear
from bot.domain.schedule import LAST, WEEKDAYS, Daily, Kind, MonthlyDay, MonthlyOn, Once, Schedule, Weekly
from bot.domain.schedule_words import WHY, Read
from tests.domain.schedules import schedules

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)  # a Tuesday
BERLIN = "Europe/Berlin"


def _read(text: str, now: datetime = NOW) -> Read | Unclear:
    return schedule_words.read(text, now, BERLIN)


def _is(text: str) -> str:
    """Return the schedule that a text is, as it is written."""
    match _read(text):
        case Read(schedule, ""):
            return str(schedule).removesuffix(f" {BERLIN}")
        case other:
            raise AssertionError(other)


# ---------------------------------------------------------------------------------------- what is read


@pytest.mark.parametrize(
    ("text", "kind", "wall", "first"),
    [
        ("daily 07:30", Daily(), time(7, 30), "2026-11-25"),
        ("weekdays 12:00", Weekly(WEEKDAYS), time(12), "2026-11-25"),
        ("weekly wed 19:00", Weekly((2,)), time(19), "2026-11-25"),
        ("weekly tue,thu 19:00", Weekly((1, 3)), time(19), "2026-11-24"),
        ("every 2 weeks tue 18:30", Weekly((1,), 2), time(18, 30), "2026-11-24"),
        ("monthly 2nd tue 19:00", MonthlyOn(2, 1), time(19), "2026-12-08"),
        ("monthly last fri 20:00", MonthlyOn(LAST, 4), time(20), "2026-11-27"),
        ("monthly day 15 18:00", MonthlyDay(15), time(18), "2026-12-15"),
        ("monthly day 31 18:00", MonthlyDay(31), time(18), "2026-11-30"),
        ("once 2026-12-02 19:00", Once(), time(19), "2026-12-02"),
        ("once tomorrow 7pm", Once(), time(19), "2026-11-25"),
        ("wednesdays 7pm", Weekly((2,)), time(19), "2026-11-25"),
        ("sundays at 18:00", Weekly((6,)), time(18), "2026-11-29"),
        ("every other tuesday 18:30", Weekly((1,), 2), time(18, 30), "2026-11-24"),
    ],
)
def test_every_form_is_read(text: str, kind: Kind, wall: time, first: str) -> None:
    assert _read(text) == Read(Schedule(kind, wall, BERLIN, date.fromisoformat(first)), "")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        # How often, and on which days.
        ("every day 7:30 am", "daily 07:30 from 2026-11-25"),
        ("every 1 day 07:30", "daily 07:30 from 2026-11-25"),
        ("mon,tue,wed,thu,fri,sat,sun 8:15", "daily 08:15 from 2026-11-25"),
        ("every weekday 12:00", "weekdays 12:00 from 2026-11-25"),
        ("mon-fri noon", "weekdays 12:00 from 2026-11-25"),
        ("weekends 10am", "weekly sat,sun 10:00 from 2026-11-28"),
        ("Wednesdays, 7PM.", "weekly wed 19:00 from 2026-11-25"),
        ("wed 7pm weekly", "weekly wed 19:00 from 2026-11-25"),
        ("7pm every wed", "weekly wed 19:00 from 2026-11-25"),
        ("weekly on tue and on thu 19:00", "weekly tue,thu 19:00 from 2026-11-24"),
        ("weekly thu / tue 19:00", "weekly tue,thu 19:00 from 2026-11-24"),
        ("wed,fri 19:00", "weekly wed,fri 19:00 from 2026-11-25"),
        ("wednesdays and fridays 7pm", "weekly wed,fri 19:00 from 2026-11-25"),
        ("fri-mon 19:00", "weekly mon,fri,sat,sun 19:00 from 2026-11-27"),
        ("every week on Wednesday evening at 7.30 pm", "weekly wed 19:30 from 2026-11-25"),
        ("once a week wed 19:00", "weekly wed 19:00 from 2026-11-25"),
        ("once weekly wed 19:00", "weekly wed 19:00 from 2026-11-25"),
        ("fortnightly tue 18:30", "every 2 weeks tue 18:30 from 2026-11-24"),
        ("every second week wed 19:00", "every 2 weeks wed 19:00 from 2026-11-25"),
        ("every three weeks mon 19:00", "every 3 weeks mon 19:00 from 2026-11-30"),
        ("tuesdays 18:30 every 14 days", "every 2 weeks tue 18:30 from 2026-11-24"),
        ("every 1 week wed 19:00", "weekly wed 19:00 from 2026-11-25"),
        ("2nd tuesday of the month 7pm", "monthly 2nd tue 19:00 from 2026-12-08"),
        ("every 2nd tue of the month 19:00", "monthly 2nd tue 19:00 from 2026-12-08"),
        ("every last friday 20:00", "monthly last fri 20:00 from 2026-11-27"),
        ("first mon 18:00", "monthly 1st mon 18:00 from 2026-12-07"),
        ("monthly 15 18:00", "monthly day 15 18:00 from 2026-12-15"),
        ("the 15th of every month at 6 pm", "monthly day 15 18:00 from 2026-12-15"),
        ("every 15th 18:00", "monthly day 15 18:00 from 2026-12-15"),
        ("day 15 18:00", "monthly day 15 18:00 from 2026-12-15"),
        ("last day of the month 18:00", "monthly day 31 18:00 from 2026-11-30"),
        # Once.
        ("tomorrow 7pm", "once 2026-11-25 19:00"),
        ("today 7pm", "once 2026-11-24 19:00"),
        ("once the day after tomorrow 19:00", "once 2026-11-26 19:00"),
        ("2 dec 19:00", "once 2026-12-02 19:00"),
        ("Dec 2, 7.30 p.m.", "once 2026-12-02 19:30"),
        ("december 2nd, 2027 19:00", "once 2027-12-02 19:00"),
        ("wednesday 2 dec 19:00", "once 2026-12-02 19:00"),
        ("once 2.12 19:00", "once 2026-12-02 19:00"),
        ("once 2.12.27 19:00", "once 2027-12-02 19:00"),
        ("once 24/12/2026 18:00", "once 2026-12-24 18:00"),
        ("once 2026/12/02 19:00", "once 2026-12-02 19:00"),
        ("once 2 jan 19:00", "once 2027-01-02 19:00"),
        ("29 feb 19:00", "once 2028-02-29 19:00"),
        ("once wed 7pm", "once 2026-11-25 19:00"),
        ("once tue 7pm", "once 2026-11-24 19:00"),
        ("once tue 7am", "once 2026-12-01 07:00"),
        ("next tue 7pm", "once 2026-12-01 19:00"),
        ("this tue 7pm", "once 2026-11-24 19:00"),
        # From and until.
        ("weekly wed 19:00 from 2026-12-01 until 2027-06-30", "weekly wed 19:00 from 2026-12-02 until 2027-06-30"),
        ("weekly wed 19:00 until 30 june", "weekly wed 19:00 from 2026-11-25 until 2027-06-30"),
        ("from 1 dec weekly wed 19:00 till fri", "weekly wed 19:00 from 2026-12-02 until 2026-12-04"),
        ("every 2 weeks from 2026-11-03 tue 18:30", "every 2 weeks tue 18:30 from 2026-11-03"),
        ("every 2 weeks tue 18:30 from 5 dec", "every 2 weeks tue 18:30 from 2026-12-08"),
        ("wednesdays 7pm starting next wed", "weekly wed 19:00 from 2026-11-25"),
        ("wednesdays from 7pm", "weekly wed 19:00 from 2026-11-25"),
        # In German.
        ("mittwochs 19 Uhr", "weekly wed 19:00 from 2026-11-25"),
        ("Mi., 19 Uhr 30 wöchentlich", "weekly wed 19:30 from 2026-11-25"),
        ("jeden Mittwoch um 19:00 Uhr", "weekly wed 19:00 from 2026-11-25"),
        ("mittwochs ab 19 Uhr", "weekly wed 19:00 from 2026-11-25"),
        ("täglich 7:30", "daily 07:30 from 2026-11-25"),
        ("jeden Tag 7 Uhr", "daily 07:00 from 2026-11-25"),
        ("werktags mittags", "weekdays 12:00 from 2026-11-25"),
        ("alle 2 Wochen Di 18:30", "every 2 weeks tue 18:30 from 2026-11-24"),
        ("alle zwei Wochen dienstags 18.30", "every 2 weeks tue 18:30 from 2026-11-24"),
        ("jeden letzten Freitag im Monat 20 Uhr bis 30.6.", "monthly last fri 20:00 from 2026-11-27 until 2027-06-30"),
        ("monatlich am 15. um 18 Uhr", "monthly day 15 18:00 from 2026-12-15"),
        ("morgen 19 Uhr", "once 2026-11-25 19:00"),
        ("einmal am 2.12. 19 Uhr", "once 2026-12-02 19:00"),
        ("nächsten Mittwoch 19 Uhr", "once 2026-11-25 19:00"),
        ("einmalig 2. März 19h", "once 2027-03-02 19:00"),
        # The clock.
        ("wednesdays 1900", "weekly wed 19:00 from 2026-11-25"),
        ("wednesdays 19", "weekly wed 19:00 from 2026-11-25"),
        ("wednesdays 12pm", "weekly wed 12:00 from 2026-11-25"),
        ("wednesdays 7p", "weekly wed 19:00 from 2026-11-25"),
        ("wednesdays 13pm", "weekly wed 13:00 from 2026-11-25"),
        ("wednesdays 00:00", "weekly wed 00:00 from 2026-11-25"),
        ("tuesdays 13:00", "weekly tue 13:00 from 2026-12-01"),  # at which time it is now
    ],
)
def test_what_people_type_is_read_as_they_mean_it(text: str, means: str) -> None:
    assert _is(text) == means


@pytest.mark.parametrize(
    ("text", "zone", "rest"),
    [
        ("weekly wed 19:00 America/New_York", "America/New_York", ""),
        ("weekly wed 19:00 america/new_york from 1 dec", "America/New_York", ""),
        ("weekly wed 19:00 CET", BERLIN, ""),
        ("wednesdays 7pm UTC 90m", "UTC", "90m"),
        ("wednesdays 7pm new york 90m", "America/New_York", "90m"),
        ("wednesdays 7pm kathmandu https://meet.example.org/x", "Asia/Kathmandu", "https://meet.example.org/x"),
        ("wednesdays 7pm Lisbon where the lake house", "Europe/Lisbon", "where the lake house"),
        ("wednesdays 7pm eastern time", "America/New_York", ""),
        ("wednesdays 7pm ET", "America/New_York", ""),
        # A hall may be called like a city.
        ("wednesdays 7pm Berlin, Kreuzberg", BERLIN, "Berlin, Kreuzberg"),
        ("wednesdays 7pm London Road 5", BERLIN, "London Road 5"),
        ("wednesdays 7pm center", BERLIN, "center"),
        ("wednesdays 7pm Lothlorien", BERLIN, "Lothlorien"),
    ],
)
def test_a_zone_may_follow(text: str, zone: str, rest: str) -> None:
    found = _read(text)

    assert isinstance(found, Read)
    assert (found.schedule.zone, found.rest) == (zone, rest)


def test_today_is_what_it_is_in_the_zone_that_was_named() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)  # already Wednesday in Berlin

    in_new_york = _read("tomorrow 7pm America/New_York", late)
    here = _read("tomorrow 7pm", late)

    assert isinstance(in_new_york, Read)
    assert isinstance(here, Read)
    assert (in_new_york.schedule.first, here.schedule.first) == (date(2026, 11, 25), date(2026, 11, 26))


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("weekly wed 19:00 90m where the lake — “house”", "90m where the lake — “house”"),
        ("wednesdays 7pm https://meet.example.org/x?a=1,2", "https://meet.example.org/x?a=1,2"),
        ("wednesdays 7pm at the lake house", "at the lake house"),
        ("daily 07:30 so we breathe", "so we breathe"),
        ("mittwochs 19 Uhr ist Treffen", "ist Treffen"),
        ("mittwochs 19 Uhr am See", "am See"),
        ("sun 18:00 weekly for 4h", "for 4h"),
        ("daily 20:00 every morning", "every morning"),
        ("daily 20:00 weekly retreat", "weekly retreat"),
        ("wednesdays 7pm every one of you", "every one of you"),
        ("wednesdays 7pm and bring tea", "and bring tea"),
        ("once 31.12. 20 Uhr where river", "where river"),
    ],
)
def test_a_text_may_go_on_after_it(text: str, rest: str) -> None:
    found = _read(text)

    assert isinstance(found, Read)
    assert found.rest == rest


# ----------------------------------------------------------------------------------- what is not read


MISTAKES = [
    # The likeliest mistakes.
    ("weekly wed", "no_time", "weekly wed"),
    ("weekly 19:00", "no_day", "weekly 19:00"),
    ("monthly 19:00", "no_month_day", "monthly 19:00"),
    ("once 19:00", "no_date", "once 19:00"),
    ("wednesday 7pm", "how_often", "wednesday 7pm"),
    ("wednesdays 7", "half", "7"),
    ("wednesdays 12", "half", "12"),
    ("wednesdays 7 o'clock", "half", "7 o'clock"),
    ("wednesdays 7-9pm", "range", "7-9pm"),
    ("wednesdays 7pm to 9pm", "range", "7pm to 9pm"),
    ("wednesdays from 7 to 9", "range", "7 to 9"),
    ("wednesdays von 19 bis 21 Uhr", "range", "19 bis 21 Uhr"),
    ("weekly wed, 19:00, until 9pm", "range", "until 9pm"),
    ("wednesdays 25:00", "hour", "25:00"),
    ("wednesdays 19:75", "minute", "19:75"),
    ("wednesdays midnight", "midnight", "midnight"),
    ("wednesdays 24:00", "midnight", "24:00"),
    ("weekly wensday 19:00", "day", "wensday"),
    ("wensdays 7pm", "day", "wensdays"),
    ("wednesdays sevenish", "time", "sevenish"),
    ("monthly tue 19:00", "which_week", "monthly tue 19:00"),
    ("monthly 2nd and 4th tue 19:00", "two_days", "2nd and 4th"),
    ("monthly 2nd tue, thu 19:00", "two_days", "monthly 2nd tue, thu 19:00"),
    ("monthly 5th tue 19:00", "fifth", "5th tue"),
    ("monthly day 32 19:00", "month_day", "day 32"),
    ("every 2nd tuesday 7pm", "nth", "every 2nd tuesday 7pm"),
    ("jeden zweiten Dienstag 19 Uhr", "nth", "jeden zweiten Dienstag 19 Uhr"),
    ("weekly wed 19:00 and sun 18:00", "second", "and sun 18:00"),
    ("once 2026-11-01 19:00", "past", "once 2026-11-01 19:00"),
    ("today 7am", "past", "today 7am"),
    ("once 2026-02-30 19:00", "no_such_date", "2026-02-30"),
    ("31.6. 19 Uhr", "no_such_date", "31.6."),
    ("once 3/4 19:00", "slash", "3/4"),
    ("weekly wed 19:00 until 2026-01-01", "until_past", "until 2026-01-01"),
    ("weekly wed 19:00 from 2027-01-01 until 2026-12-24", "until_first", "until 2026-12-24"),
    ("weekly wed 19:00 until 2026-11-24", "until_first", "until 2026-11-24"),
    ("weekly wed 19:00 from december", "date", "december"),
    ("weekly wed 19:00 until summer", "date", "summer"),
    ("weekly wed 19:00 Europe/Berln", "zone", "Europe/Berln"),
    ("weekly wed 19:00 UTC+2", "zone_offset", "UTC+2"),
    ("every 3 days 19:00", "every_days", "every 3 days"),
    ("every other day 19:00", "every_days", "every other day"),
    ("every 2 months day 3 19:00", "every_months", "every 2 months"),
    ("twice a week 19:00", "twice", "twice a week"),
    ("hourly", "finer", "hourly"),
    ("alle 2 stunden", "finer", "alle 2 stunden"),
    ("yearly 2 dec 19:00", "yearly", "yearly"),
    ("whenever we feel like it", "nothing", "whenever we feel like it"),
    ("the usual", "nothing", "the usual"),
    ("", "nothing", ""),
    # And others.
    ("weekly", "no_day", "weekly"),
    ("once soon 19:00", "date", "soon"),
    ("monthly soon", "month_day", "soon"),
    ("every 0 weeks tue 19:00", "weeks", "every 0 weeks"),
    ("every 53 weeks tue 19:00", "weeks", "every 53 weeks"),
    ("every 0 days 19:00", "weeks", "every 0 days"),
    ("monthly 0 19:00", "month_day", "0"),
    ("monthly 0th tue 19:00", "fifth", "0th tue"),
    ("the 15th 19:00", "how_often", "the 15th 19:00"),
    ("weekly day 3 19:00", "both", "weekly day 3 19:00"),
    ("weekly 2nd tue 19:00", "both", "weekly 2nd tue 19:00"),
    ("weekly next tue 19:00", "both", "weekly next tue 19:00"),
    ("once tuesdays 19:00", "both", "once tuesdays 19:00"),
    ("once tue,thu 19:00", "both", "once tue,thu 19:00"),
    ("weekly monthly 19:00", "both", "monthly"),
    ("daily wed 19:00", "both", "wed"),
    ("wed weekdays 19:00", "both", "weekdays"),
    ("monthly tue,thu 19:00", "two_days", "monthly tue,thu 19:00"),
    ("weekly wed 2026-12-02 19:00", "stray_date", "weekly wed 2026-12-02 19:00"),
    ("once wed 2026-12-03 19:00", "day_differs", "once wed 2026-12-03 19:00"),
    ("once 2026-12-02 19:00 until 2027-01-01", "once_bounds", "until 2027-01-01"),
    ("once 2026-12-02 19:00 from 2027-01-01", "once_bounds", "from 2027-01-01"),
    ("weekly wed 19:00 from", "date", "from"),
    ("weekly wed 19:00 from 2026-13-01", "no_such_date", "2026-13-01"),
    ("weekly wed 19:00 until 30 feb", "no_such_date", "30 feb"),
    ("once 1999-12-31 19:00", "no_such_date", "1999-12-31"),
    ("once 14/15 19:00", "no_such_date", "14/15"),
    ("may 19:00", "date", "may"),
    ("wednesdays 13am", "hour", "13am"),
    ("wednesdays 12am", "midnight", "12am"),
    ("wednesdays 0:30 am", "hour", "0:30 am"),
    ("wednesdays 24:30", "hour", "24:30"),
    ("wednesdays 7:5", "minute", "7:5"),
    ("wednesdays 2930", "hour", "2930"),
    ("weekly wed 19:00 BST", "zone", "BST"),
]


@pytest.mark.parametrize(("text", "why", "words"), MISTAKES)
def test_what_is_not_understood_is_named(text: str, why: str, words: str) -> None:
    assert _read(text) == Unclear(why, words)


def test_of_a_single_date_the_past_is_judged_to_the_minute() -> None:
    assert isinstance(_read("today 13:01"), Read)
    assert _read("today 13:00") == Unclear("past", "today 13:00")


# -------------------------------------------------------------------------------------- and back again


@given(schedules)
def test_what_is_written_is_read_as_the_same(schedule: Schedule) -> None:
    assert schedule_words.parse(str(schedule)) == schedule


@given(schedules)
def test_what_is_written_can_be_typed_too(schedule: Schedule) -> None:
    before = recurrence.moment(schedule.start, schedule.zone) - 400 * recurrence._DAY

    assert schedule_words.read(str(schedule), before, BERLIN) == Read(schedule, "")


@pytest.mark.parametrize("text", ["", "wednesdays", "weekly wed 19:00 Europe/Nowhere", "weekly wed Europe/Berlin"])
@pytest.mark.parametrize("more", ["", " "])
def test_what_was_never_written_is_refused(text: str, more: str) -> None:
    with pytest.raises(ValueError, match=r"^(schedule|zone)$"):
        schedule_words.parse(text + more)


PIECES = [
    *("weekly", "daily", "every", "other", "2", "weeks", "tue", "wed,thu", "mon-fri", "monthly", "2nd", "last", "fri"),
    *("day", "15", "31", "once", "tomorrow", "19:00", "7pm", "7", "from", "until", "2026-12-02", "2027-06-30", "2.12."),
    *("dec", "and", "at", "next", "Europe/Berlin", "UTC", "Berlin", "90m", "where", "https://x", "jeden", "am", "im"),
    *("Mittwoch", "Uhr", "bis", "25:00", "-", ",", "Monat"),
]
WORDS = st.lists(
    st.sampled_from(PIECES) | st.text(max_size=5),
    max_size=9,
).map(" ".join)


@pytest.mark.parametrize("word", ["the ", "every ", "wed,", "weekly ", "berlin ", "from ", "1st and ", "1", "ä", " "])
@pytest.mark.parametrize("begin", ["", "wednesdays 7pm "])
def test_a_very_long_text_is_read_to_its_end_and_no_further(begin: str, word: str) -> None:
    assert isinstance(_read(begin + word * 10_000), Read | Unclear)


@given(WORDS, st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - it says so
@example("ſundays 7pm", NOW)
@example("weekly İ 19:00", NOW)
def test_any_words_are_a_schedule_that_begins_or_are_unclear_for_a_known_reason(text: str, now: datetime) -> None:
    match _read(text, now):
        case Unclear(why, words):
            assert why in WHY
            assert len(words) <= len(text)
        case Read(schedule, rest):
            assert text.rstrip().endswith(rest)
            assert recurrence.takes_place_on(schedule, schedule.first)
            assert "from" in text or recurrence.upcoming(schedule, now)
            assert schedule_words.parse(str(schedule)) == schedule


def test_every_reason_is_one_that_somebody_can_meet() -> None:
    assert {why for _, why, _ in MISTAKES} == WHY


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("wed 7pm", "weekly wed 7pm"),
        ('"wed 7pm"  wed 7pm 2h', '"wed 7pm" weekly wed 7pm 2h'),
        ("wed 7pm wed", "weekly wed 7pm wed"),
    ],
)
def test_how_often_stands_before_what_lacked_it(text: str, often: str) -> None:
    assert schedule_words.as_often(text, "wed 7pm", "weekly") == often
