from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import clock
from bot.domain.clock import Time


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("21:10", 21 * 60 + 10),
        ("21.10", 21 * 60 + 10),
        ("21h10", 21 * 60 + 10),
        (" 9:10 pm ", 21 * 60 + 10),
        ("9.10pm", 21 * 60 + 10),
        ("9:10 P.M.", 21 * 60 + 10),
        ("10pm", 22 * 60),
        ("12am", 0),
        ("12:05 am", 5),
        ("12pm", 12 * 60),
        ("8", 8 * 60),
        ("00:00", 0),
        ("24:00", 24 * 60),
    ],
)
def test_a_time_of_day_is_read_as_people_write_it(text: str, minute: int) -> None:
    found = clock.read(text)

    assert found is not None
    assert found.minute == minute


@pytest.mark.parametrize("text", ["", "9:60", "25:00", "24:01", "13pm", "0am", "9:1", "nine", "21:10:00", "-3", "1e3"])
def test_what_no_clock_shows_is_no_time(text: str) -> None:
    assert clock.read(text) is None


@pytest.mark.parametrize(
    ("text", "sure"),
    [("9:10", False), ("12:30", False), ("09:10", True), ("9:10 am", True), ("13:00", True), ("0:10", True)],
)
def test_a_time_on_a_dial_may_be_twelve_hours_later(text: str, sure: bool) -> None:
    found = clock.read(text)

    assert found is not None
    assert found.sure is sure


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("it is 21:10 here", Time(21 * 60 + 10)),
        ("it's 9.10pm", Time(21 * 60 + 10)),
        ("9 pm over here!", Time(21 * 60)),
        ("es ist 21:10 Uhr", Time(21 * 60 + 10)),
        ("21:10.", Time(21 * 60 + 10)),
    ],
)
def test_a_sentence_may_hold_a_time(text: str, time: Time) -> None:
    assert clock.in_words(text) == time


@pytest.mark.parametrize(
    "text", ["", "Berlin", "it is 9 here", "21:10 or 22:10", "21:10:00", "room 101", "99:99", "25:10"]
)
def test_a_sentence_without_one_time_holds_none(text: str) -> None:
    assert clock.in_words(text) is None


@given(st.integers(0, clock.DAY))
def test_every_minute_of_a_day_is_read_as_it_is_written(minute: int) -> None:
    found = clock.read(clock.written(minute))

    assert found is not None
    assert found.minute == minute


@given(st.text())
def test_no_text_breaks_the_search_for_a_time(text: str) -> None:
    for found in (clock.read(text), clock.in_words(text)):
        assert found is None or 0 <= found.minute <= clock.DAY
