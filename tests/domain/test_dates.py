from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import dates, recurrence
from bot.domain.dates import WHY, WHY_NOT_THEN, Named, To
from bot.domain.days import Unclear
from bot.domain.recurrence import Moved, Occurrence
from bot.domain.schedule import Schedule, Weekly

BERLIN = "Europe/Berlin"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)  # a Wednesday, seven hours before the circle
CIRCLE = Schedule(Weekly((2,)), time(19), BERLIN, date(2026, 11, 4))
MOVED = {date(2026, 12, 9): Moved(datetime(2026, 12, 10, 20, 0))}  # noqa: DTZ001 - on the wall
COMING = recurrence.upcoming(CIRCLE, NOW, 10, MOVED)
SECOND = COMING[1]


# --------------------------------------------------------------------------------------- which one


@pytest.mark.parametrize(
    ("typed", "day", "rest"),
    [
        ("wed", "11-25", ""),
        ("Wednesday", "11-25", ""),
        ("this wed", "11-25", ""),
        ("next wed", "12-02", ""),
        ("next", "11-25", ""),
        ("the next one", "11-25", ""),
        ("today", "11-25", ""),
        ("2 dec", "12-02", ""),
        ("on dec 2nd", "12-02", ""),
        ("2026-12-02", "12-02", ""),
        ("2.12.", "12-02", ""),
        ("2.12", "12-02", ""),
        ("am 2. Dezember", "12-02", ""),
        ("nächsten Mittwoch", "12-02", ""),
        ("das", None, ""),
        ("thu", "12-09", ""),  # where it was moved to
        ("9 dec", "12-09", ""),  # the name that it keeps
        ("10 dec", "12-09", ""),
        ("wed to thu 7pm", "11-25", "to thu 7pm"),
        ("2.12. to 3.12. 19 Uhr", "12-02", "to 3.12. 19 Uhr"),
        ("tomorrow", None, ""),
    ],
)
def test_an_occurrence_is_named_as_people_name_a_day(typed: str, day: str | None, rest: str) -> None:
    found = dates.named(typed, NOW, BERLIN, COMING)

    if day is None:
        assert isinstance(found, Unclear)
    else:
        assert isinstance(found, Named)
        assert (f"{found.occurrence.date:%m-%d}", found.rest) == (day, rest)


NOT_NAMED = [
    ("", "no_date", ""),
    ("on the", "no_date", ""),
    ("everything", "date", "everything"),
    ("dec", "date", "dec"),
    ("tomorrow", "not_on", "tomorrow"),
    ("fri", "not_on", "fri"),
    ("on 3 dec", "not_on", "3 dec"),
    ("2026-11-18", "past", "2026-11-18"),
    ("30 feb", "no_such_date", "30 feb"),
    ("3/4", "slash", "3/4"),
]


@pytest.mark.parametrize(("typed", "why", "words"), NOT_NAMED)
def test_what_names_no_occurrence_is_said(typed: str, why: str, words: str) -> None:
    assert dates.named(typed, NOW, BERLIN, COMING) == Unclear(why, words)


def test_every_reason_why_none_is_named_can_be_met() -> None:
    assert {why for _, why, _ in NOT_NAMED} == WHY


# ------------------------------------------------------------------------------------ when instead


@pytest.mark.parametrize(
    ("typed", "local", "rest"),
    [
        ("thu 7pm", "2026-12-03T19:00", ""),
        ("to thu 7pm", "2026-12-03T19:00", ""),
        ("auf Donnerstag 19 Uhr", "2026-12-03T19:00", ""),
        ("thu", "2026-12-03T19:00", ""),
        ("tue", "2026-12-01T19:00", ""),
        ("sat", "2026-12-05T19:00", ""),
        ("sun", "2026-11-29T19:00", ""),
        ("next wed", "2026-12-09T19:00", ""),
        ("next tue at 18:30", "2026-12-08T18:30", ""),
        ("20:00", "2026-12-02T20:00", ""),
        ("8pm thu because of the storm", "2026-12-03T20:00", "because of the storm"),
        ("thu 7pm at the lake", "2026-12-03T19:00", "at the lake"),
        ("3.12. 19.30", "2026-12-03T19:30", ""),
        ("3.12 19.30", "2026-12-03T19:30", ""),
        ("19.30", "2026-12-02T19:30", ""),
        ("tomorrow noon", "2026-11-26T12:00", ""),
        ("4 jan 2027", "2027-01-04T19:00", ""),
    ],
)
def test_a_day_a_time_or_both_say_when_it_is_instead(typed: str, local: str, rest: str) -> None:
    assert dates.moved_to(typed, NOW, BERLIN, SECOND) == To(datetime.fromisoformat(local), rest)


def test_a_day_of_the_week_is_the_nearest_that_is_still_to_come() -> None:
    today = COMING[0]

    assert dates.moved_to("tue 7pm", NOW, BERLIN, today) == To(datetime.fromisoformat("2026-12-01T19:00"), "")
    assert dates.moved_to("wed 8pm", NOW, BERLIN, today) == To(datetime.fromisoformat("2026-11-25T20:00"), "")
    assert dates.moved_to("wed 8am", NOW, BERLIN, today) == To(datetime.fromisoformat("2026-12-02T08:00"), "")


def test_what_is_not_said_stays_as_it_is_after_an_earlier_move() -> None:
    moved = next(each for each in COMING if each.date == date(2026, 12, 9))

    assert dates.moved_to("19:00", NOW, BERLIN, moved) == To(datetime.fromisoformat("2026-12-10T19:00"), "")
    assert dates.moved_to("fri", NOW, BERLIN, moved) == To(datetime.fromisoformat("2026-12-11T20:00"), "")


NOT_THEN = [
    ("", "no_date", ""),
    ("to", "no_date", ""),
    ("whenever", "date", "whenever"),
    ("yesterday", "date", "yesterday"),
    ("today 7am", "past", "today 7am"),
    ("2026-11-18", "past", "2026-11-18"),
    ("wed 19:00", "same", "wed 19:00"),
    ("2 dec", "same", "2 dec"),
    ("30 feb", "no_such_date", "30 feb"),
    ("3/4 19:00", "slash", "3/4"),
    ("thu 7", "half", "7"),
    ("thu 7-9pm", "range", "7-9pm"),
    ("thu midnight", "midnight", "midnight"),
    ("thu 25:00", "hour", "25:00"),
    ("thu 19:75", "minute", "19:75"),
]


@pytest.mark.parametrize(("typed", "why", "words"), NOT_THEN)
def test_what_says_no_other_time_is_said(typed: str, why: str, words: str) -> None:
    assert dates.moved_to(typed, NOW, BERLIN, SECOND) == Unclear(why, words)


def test_every_reason_why_it_is_not_then_can_be_met() -> None:
    assert {why for _, why, _ in NOT_THEN} == WHY_NOT_THEN


words = st.lists(
    st.sampled_from(["wed", "next", "thu", "to", "2", "dec", "2.12.", "2.12", "7pm", "19:30", "tomorrow", "7", "the"])
    | st.text(max_size=4),
    max_size=6,
).map(" ".join)


@given(words, st.integers(0, 9))
def test_any_words_name_one_that_there_is_or_a_time_to_come_or_are_unclear(typed: str, n: int) -> None:
    match dates.named(typed, NOW, BERLIN, COMING):
        case Named(occurrence):
            assert occurrence in COMING
        case Unclear(why):
            assert why in WHY
    match dates.moved_to(typed, NOW, BERLIN, COMING[n]):
        case To(local):
            assert recurrence.moment(local, BERLIN) > NOW
            assert local != COMING[n].local
        case Unclear(why):
            assert why in WHY_NOT_THEN


@given(st.integers(0, 9), st.sampled_from(["%Y-%m-%d", "%d.%m.", "%d %b", "%b %d", "%d. %B"]))
def test_every_occurrence_is_named_by_its_date_however_it_is_written(n: int, form: str) -> None:
    typed = COMING[n].date.strftime(form)

    found = dates.named(f"{typed} to 20:30", NOW, BERLIN, COMING)

    assert found == Named(COMING[n], "to 20:30")


@given(st.sampled_from(COMING), st.timedeltas(timedelta(minutes=1), timedelta(days=300)))
def test_an_occurrence_can_be_moved_to_any_minute_to_come(occurrence: Occurrence, ahead: timedelta) -> None:
    local = (datetime(2026, 11, 25, 13) + ahead).replace(second=0, microsecond=0)  # noqa: DTZ001 - on the wall

    found = dates.moved_to(f"{local:%Y-%m-%d %H:%M}", NOW, BERLIN, occurrence)

    assert isinstance(found, To | Unclear)
    if isinstance(found, To):
        assert found == To(local, "")
    else:
        assert recurrence.moment(local, BERLIN) <= NOW or local == occurrence.local
