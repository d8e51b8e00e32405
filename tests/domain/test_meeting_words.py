from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import meeting_words, schedule_words
from bot.domain.how_long import LEAST, MOST
from bot.domain.meeting_words import LONGEST_PLACE, LONGEST_TITLE, WHY, Not, Plan
from bot.domain.schedule import Schedule
from tests.domain.schedules import schedules
from tests.domain.test_schedule_words import BERLIN, NOW

LINK = "https://example.org/circle"
HOUR = timedelta(hours=1)


def _read(text: str) -> Plan | Not:
    return meeting_words.read(text, NOW, BERLIN)


@pytest.mark.parametrize(
    ("text", "title", "length", "place"),
    [
        (f'"Wednesday circle" weekly wed 19:00 Europe/Berlin 90m where {LINK}', "Wednesday circle", 90, LINK),
        (f"wednesdays 7pm {LINK}", "", 0, LINK),
        (f"wednesdays 7pm <{LINK}>", "", 0, LINK),
        (f"wednesdays 7pm {LINK} 90m", "", 90, LINK),
        (f"wednesdays 7pm {LINK} for 2 hours", "", 120, LINK),
        (f"wednesdays 7pm {LINK} room 2", "", 0, f"{LINK} room 2"),
        (f"wednesdays 7pm 2h {LINK} 90m", "", 120, f"{LINK} 90m"),
        ('weekly wed 19:00 1h30 "Circle"', "Circle", 90, ""),
        ('"Circle"   weekly wed\n19:00', "Circle", 0, ""),
        ("wednesdays 7pm in the library for an hour", "", 60, "the library"),
        ("wednesdays 7pm at the library", "", 0, "the library"),
        ('wednesdays 7pm where "Library, room 2"', "", 0, "Library, room 2"),
        ("wednesdays 7pm 2h Europe/Berlin where Room 2", "", 120, "Room 2"),
        ("mittwochs 19 Uhr für eine halbe Stunde im Haus", "", 30, "Haus"),
        ("mittwochs 19 Uhr 90 Minuten in der Bücherei", "", 90, "Bücherei"),
        ("mittwochs 19 Uhr bei der Linde", "", 0, "Linde"),
        ("mittwochs 19 Uhr 45 min", "", 45, ""),
        ("mittwochs 19 Uhr 00 90m", "", 90, ""),
        ("wednesdays 7pm an hour and a half", "", 90, ""),
        ("wednesdays 7pm half an hour", "", 30, ""),
        ("wednesdays 7pm 1,5h", "", 90, ""),
        ("wednesdays 7pm 45 min", "", 45, ""),
        ("wednesdays 7pm 2 Stunden", "", 120, ""),
        ("wednesdays 7pm #circle:example.org", "", 0, "#circle:example.org"),
        ("wednesdays 7pm example.org/circle", "", 0, "example.org/circle"),
    ],
)
def test_a_meeting_is_read_with_all_that_is_said_of_it(text: str, title: str, length: int, place: str) -> None:
    schedule = schedule_words.parse("weekly wed 19:00 from 2026-11-25 Europe/Berlin")

    assert _read(text) == Plan(schedule, title, timedelta(minutes=length) if length else None, place)


def test_an_end_and_a_zone_may_stand_behind_the_length() -> None:
    plan = _read("weekly wed 19:00 90m until 30 june Europe/London")

    assert isinstance(plan, Plan)
    assert str(plan.schedule) == "weekly wed 19:00 from 2026-11-25 until 2027-06-30 Europe/London"


MISTAKES = [
    ('"Circle weekly wed 19:00', Not("quote", '"Circle weekly wed 19:00')),
    ('"" weekly wed 19:00', Not("no_title", '""')),
    ('weekly wed 19:00 ""', Not("no_title", "", "weekly wed 19:00")),
    ('"A" weekly wed 19:00 "B"', Not("two_titles", "B", "weekly wed 19:00", "A")),
    (f'"{"a" * 61}" wednesdays 7pm', Not("title_long", "a" * 61, "wednesdays 7pm")),
    ("Peer circle wednesdays 7pm", Not("title", "Peer circle", "wednesdays 7pm")),
    ("Wednesday circle weekly wed 19:00", Not("title", "Wednesday circle", "weekly wed 19:00")),
    ("we meet again", Not("how_often", "we")),
    ("every 3 months tue 19:00", Not("every_months", "every 3 months")),
    ('"Circle" weekly wed', Not("no_time", "weekly wed", "weekly wed", "Circle")),
    ('"Circle" weekly wed 25:00', Not("hour", "25:00", "weekly wed", "Circle")),
    ("wed 31 feb 7pm", Not("no_such_date", "31 feb", "wed")),
    ("", Not("nothing", "")),
    ("weekly wed 19:00 90", Not("unit", "90", "weekly wed 19:00")),
    ("weekly wed 19:00 3 weeks", Not("length", "3 weeks", "weekly wed 19:00")),
    ("weekly wed 19:00 1m", Not("length", "1m", "weekly wed 19:00")),
    ("weekly wed 19:00 where", Not("no_place", "", "weekly wed 19:00")),
    (f"weekly wed 19:00 where {'a' * 201}", Not("place_long", "a" * 201, "weekly wed 19:00")),
    ("weekly wed 19:00 Berln", Not("rest", "Berln", "weekly wed 19:00")),
    ('"Circle" weekly wed 19:00 2h Berln', Not("rest", "Berln", "weekly wed 19:00 2h", "Circle")),
    ("weekly wed 19:00 45 min 2h", Not("rest", "2h", "weekly wed 19:00 45 min")),
    ("weekly wed 19:00 2h Europe/Berln", Not("zone", "Europe/Berln", "weekly wed 19:00")),
    ("weekly wed 19:00 at 20:00", Not("second", "20:00", "weekly wed 19:00")),
    ("weekly wed 19:00 on fridays", Not("second", "fridays", "weekly wed 19:00")),
]


@pytest.mark.parametrize(("text", "why"), MISTAKES)
def test_what_is_no_meeting_is_named_with_what_was_understood_before_it(text: str, why: Not) -> None:
    assert _read(text) == why


def test_all_reasons_are_known_and_occur() -> None:
    named = {why.why for _, why in MISTAKES} | {"no_length"}

    assert named <= WHY | schedule_words.WHY
    assert named >= WHY


@pytest.mark.parametrize(
    ("text", "is_nothing"), [("none", True), ("Nowhere.", True), ("-", True), ("none of it", False), ("", False)]
)
def test_a_word_takes_something_away(text: str, is_nothing: bool) -> None:
    assert meeting_words.is_nothing(text) is is_nothing


@given(
    schedules,
    st.none() | st.integers(LEAST // timedelta(minutes=1), MOST // timedelta(minutes=1)),
    st.booleans(),
    st.text(st.characters(categories=["L"]), min_size=1, max_size=LONGEST_TITLE),
)
def test_whatever_is_written_in_full_is_read_back(
    schedule: Schedule, minutes: int | None, placed: bool, title: str
) -> None:
    length = f" {minutes}m" if minutes else ""
    text = f'"{title}" {schedule}{length}{f" where {LINK}" if placed else ""}'

    read = meeting_words.read(text, NOW.replace(year=2000), BERLIN)

    lasts = timedelta(minutes=minutes) if minutes else None
    assert read == Plan(schedule, title, lasts, LINK if placed else "")


PARTS = [
    "weekly", "wed", "19:00", "7pm", "90m", "90", "where", "in", '"Circle"', '"', "until", "30 june", "Berlin",
    "Europe/X", LINK, "for", "and", "",
]  # fmt: skip


@given(st.lists(st.sampled_from(PARTS), max_size=9).map(" ".join) | st.text(max_size=40))
def test_whatever_is_typed_is_read_or_named(text: str) -> None:
    match _read(text):
        case Plan(_, title, length, place):
            assert len(title) <= LONGEST_TITLE
            assert len(place) <= LONGEST_PLACE
            assert length is None or LEAST <= length <= MOST
        case Not(why):
            assert why in WHY | schedule_words.WHY
