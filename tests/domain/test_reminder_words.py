from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import duration, reminder_words
from bot.domain.days import Unclear
from bot.domain.reminder_words import WHY, read
from bot.domain.reminders import AT_MOST, LEAST, MOST

M, H, D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "ahead"),
    [
        ("24h 1h", (D, H)),
        ("1h 24h", (D, H)),
        ("24h, 1h", (D, H)),
        ("24h,1h", (D, H)),
        ("24h; 1h.", (D, H)),
        ("1d 1h 1h", (D, H)),
        ("1H", (H,)),
        ("a day and an hour before", (D, H)),
        ("one day before and 90 minutes before each meeting", (D, 90 * M)),
        ("2 hours ahead of", None),
        ("half an hour before the meeting", (30 * M,)),
        ("eine halbe Stunde vorher", (30 * M,)),
        ("einen Tag und eine Stunde vor dem Treffen", (D, H)),
        ("zwei Tage, 3 Std.", (2 * D, 3 * H)),
        ("1h30", (90 * M,)),
        ("1h30m", (90 * M,)),
        ("1d12h", (36 * H,)),
        ("1.5h", (90 * M,)),
        ("1,5 Stunden", (90 * M,)),
        ("two weeks", (14 * D,)),
        ("1w", (7 * D,)),
        ("5 min", (5 * M,)),
        ("10-minutes", (10 * M,)),
    ],
)
def test_it_is_read_as_people_write_it(text: str, ahead: tuple[timedelta, ...] | None) -> None:
    assert read(text) == (ahead if ahead is not None else Unclear("rest", "of"))


@pytest.mark.parametrize(
    ("text", "why", "words"),
    [
        ("", "nothing", ""),
        ("and", "nothing", ""),
        ("0h", "short", "0h"),
        ("1h 299s", "rest", "299s"),
        ("4m", "short", "4m"),
        ("1h, 14d1h", "long", "14d1h"),
        ("15 days", "long", "15 days"),
        ("-1h", "negative", "-1h"),
        ("-5", "negative", "-5"),
        ("- 5 h", "negative", "- 5 h"),
        ("24", "unit", "24"),
        ("0", "unit", "0"),
        ("7pm", "clock", "7pm"),
        ("19:00", "clock", "19:00"),
        ("7 pm", "clock", "7 pm"),
        ("19 Uhr", "clock", "19 Uhr"),
        ("1h at 7pm", "rest", "at 7pm"),
        ("noon", "clock", "noon"),
        ("1h 2h 3h 4h 5h 6h", "many", "6"),
        ("before", "rest", "before"),
        ("25 hours before the meeting tomorrow", "rest", "tomorrow"),
        ("otter " * 40, "rest", ("otter " * 40)[:80]),
    ],
)
def test_what_is_none_says_why(text: str, why: str, words: str) -> None:
    assert read(text) == Unclear(why, words)
    assert why in WHY


@given(st.sets(st.timedeltas(LEAST, MOST).map(lambda length: length // M * M), min_size=1, max_size=AT_MOST))
def test_what_is_shown_is_read_back(ahead: set[timedelta]) -> None:
    shown = ", ".join(map(duration.words, sorted(ahead)))

    assert read(shown) == tuple(sorted(ahead, reverse=True))


@given(st.text() | st.text("0123456789hmdw -+,.and"))
def test_any_text_is_read_or_says_why(text: str) -> None:
    match reminder_words.read(text):
        case Unclear(why):
            assert why in WHY
        case ahead:
            assert 0 < len(ahead) <= AT_MOST
            assert all(LEAST <= each <= MOST for each in ahead)
