from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import how_long
from bot.domain.cursor import Cursor
from bot.domain.days import Unclear
from bot.domain.how_long import LEAST, MOST

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("90m", 90 * MINUTE),
        ("for 2 hours", 2 * HOUR),
        ("1h30", 90 * MINUTE),
        ("1,5 Stunden", 90 * MINUTE),
        ("half an hour", 30 * MINUTE),
        ("an hour and a half", 90 * MINUTE),
        ("eine Stunde", HOUR),
        ("eine halbe Stunde", 30 * MINUTE),
        ("1 day", 24 * HOUR),
        ("90", Unclear("unit", "90")),
        ("4m", Unclear("length", "4m")),
        ("9 days", Unclear("length", "9 days")),
        ("1 week", Unclear("length", "1 week")),
        ("long", Unclear("no_length", "long")),
        ("2h long", Unclear("no_length", "2h long")),
    ],
)
def test_a_length_is_the_whole_of_a_text(text: str, length: timedelta | Unclear) -> None:
    assert how_long.read(text) == length


@given(st.integers(LEAST // MINUTE, MOST // MINUTE), st.sampled_from(["", "for ", "für ", "lasting "]))
def test_every_length_is_read_back_and_leaves_what_follows_it(minutes: int, lasting: str) -> None:
    cursor = Cursor.of(f"{lasting}{minutes // 60}h{minutes % 60:02} where Library")

    taken = how_long.take(cursor)

    assert taken == minutes * MINUTE
    assert cursor.rest == "where Library"


@given(st.text(max_size=30))
def test_no_text_breaks_the_search_for_a_length(text: str) -> None:
    read = how_long.read(text)

    assert isinstance(read, Unclear) or LEAST <= read <= MOST
