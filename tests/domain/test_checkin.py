from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import duration
from bot.domain.checkin import LONGEST, LONGEST_PROMPT, Opening, Unclear, opening

WORDS = st.lists(
    st.sampled_from(['"', "for", "For", "2h", "3d", "9d", "1", "how", " ", "\n", "“", "for2h", "fort", "every", "'"])
    | st.text(max_size=4)
).map("".join)


@pytest.mark.parametrize(
    ("words", "prompt", "length"),
    [
        ("", None, None),
        ("   ", None, None),
        ('""', None, None),
        ("How was the week?", "How was the week?", None),
        ('"How was the week?"', "How was the week?", None),
        ('"How was the week?" for 2h', "How was the week?", timedelta(hours=2)),
        ('"How was the week?"for 2h', "How was the week?", timedelta(hours=2)),
        ('"" for 2h', None, timedelta(hours=2)),
        ("for 2h", None, timedelta(hours=2)),
        ("FOR 90 min", None, timedelta(minutes=90)),
        ("How was the week? for 1h 30m", "How was the week?", timedelta(minutes=90)),
        ("what are you grateful for today", "what are you grateful for today", None),
        ("what are you grateful for today for 2h", "what are you grateful for today", timedelta(hours=2)),
        ("what would you do for 1 euro for 2h", "what would you do for 1 euro", timedelta(hours=2)),
        ("comfort 2h", "comfort 2h", None),
        ("2h", None, timedelta(hours=2)),
        ("90 min.", None, timedelta(minutes=90)),
        ("2", "2", None),
        ("für 2 Stunden", None, timedelta(hours=2)),
        ("Wie war die Woche? für 90 Minuten", "Wie war die Woche?", timedelta(minutes=90)),
        ('"How was the week?" for an hour', "How was the week?", timedelta(hours=1)),
        ('"How was the week?" 2h', "How was the week?", timedelta(hours=2)),
        ("for 7d", None, LONGEST),
        ("for", "for", None),
        ('he said "hi"', 'he said "hi"', None),
        ('"unclosed', '"unclosed', None),
        ('"two\nlines" for 1h', "two\nlines", timedelta(hours=1)),
        ("a" * LONGEST_PROMPT, "a" * LONGEST_PROMPT, None),
    ],
)
def test_a_prompt_and_a_length_are_read_as_people_type_them(
    words: str, prompt: str | None, length: timedelta | None
) -> None:
    assert opening(words) == Opening(prompt, length)


@pytest.mark.parametrize(
    ("words", "why", "unclear"),
    [
        ("for ever", "length", "ever"),
        ('"hi" for ever', "length", "ever"),
        ("hi for 2", "length", "2"),
        ("hi for 2h please", "length", "2h please"),
        ('"hi" please', "rest", "please"),
        ('"hi" "ho"', "rest", '"ho"'),
        ('"hi" forever', "rest", "forever"),
        ("for 8d", "too_long", "8d"),
        ("for 7d1s", "too_long", "7d1s"),
        ("a" * (LONGEST_PROMPT + 1), "prompt_long", f"{'a' * 40}…"),
        (f'"{"a" * (LONGEST_PROMPT + 1)}" for 2h', "prompt_long", f"{'a' * 40}…"),
    ],
)
def test_what_was_not_understood_is_named_with_its_words(words: str, why: str, unclear: str) -> None:
    assert opening(words) == Unclear(why, unclear)


@given(WORDS)
def test_any_words_open_something_within_bounds_or_are_unclear(words: str) -> None:
    match opening(words):
        case Opening(prompt, length):
            assert prompt is None or 0 < len(prompt) <= LONGEST_PROMPT
            assert length is None or duration.LEAST <= length <= LONGEST
        case Unclear(why, unclear):
            assert why in {"length", "rest", "prompt_long", "too_long"}
            assert unclear.removesuffix("…") in words


@given(st.text().filter(lambda text: '"' not in text and len(text.strip()) <= LONGEST_PROMPT), st.integers(1, 167))
def test_a_prompt_in_quotes_is_taken_whole_whatever_it_holds(prompt: str, hours: int) -> None:
    assert opening(f'"{prompt}" for {hours}h') == Opening(prompt.strip() or None, timedelta(hours=hours))
