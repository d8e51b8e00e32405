from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import times
from bot.domain.cursor import Cursor
from bot.domain.days import Unclear

clock = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@pytest.mark.parametrize("form", ["%H:%M", "%H.%M", "%H%M", "%H:%M Uhr", "%H Uhr %M", "%H:%Mh", "%I:%M %p", "%I.%M%p"])
@given(clock)
def test_every_minute_is_read_however_it_is_written(form: str, wall: time) -> None:
    typed = wall.strftime(form)
    cursor = Cursor(f"{typed}, at the lake")

    read = times.take(cursor)

    at_midnight = "%p" in form and (wall.hour, wall.minute) == (0, 0)
    assert read == (Unclear("midnight", typed) if at_midnight else wall)
    assert cursor.rest == "at the lake"


@given(st.integers(0, 12))
def test_an_hour_alone_up_to_twelve_may_be_either(hour: int) -> None:
    assert times.take(Cursor(f"{hour} at the lake")) == Unclear("half", str(hour))
    assert times.take(Cursor(f"{hour} Uhr")) == time(hour)


@given(st.integers(13, 23), st.sampled_from(["", "h", " uhr", "pm", ":00"]))
def test_a_later_hour_is_sure(hour: int, more: str) -> None:
    assert times.take(Cursor(f"{hour}{more}")) == time(hour)


@given(clock, clock, st.sampled_from(["-", " - ", " to ", " until ", " till ", " bis "]))
def test_two_times_are_a_length_and_no_time(one: time, other: time, between: str) -> None:
    typed = f"{one:%H:%M}{between}{other:%H:%M}"

    assert times.take(Cursor(typed)) == Unclear("range", typed)


@pytest.mark.parametrize("typed", ["", "soon", "90m", "seven", "2026-12-02", "2.12.2026", "12345", "https://x"])
def test_what_is_no_time_is_left(typed: str) -> None:
    cursor = Cursor(typed)

    assert times.take(cursor) is None
    assert cursor.rest == typed
