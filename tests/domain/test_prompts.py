from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import prompts
from bot.domain.prompts import LONGEST, MOST, WHY, Unclear


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('"A?" "B?"', ("A?", "B?")),
        ('"A?", "B?"; "C?"', ("A?", "B?", "C?")),
        ('"A?""B?"', ("A?", "B?")),
        ('"How is\nit?"', ("How is it?",)),
        ("How is it?", ("How is it?",)),
        (f'"{"a" * LONGEST}"', ("a" * LONGEST,)),
        (f'"{"a" * LONGEST}b"', Unclear("long", "a" * 40 + "…")),
        ('"A?" and more', Unclear("outside", "and more")),
        ('"A?', Unclear("outside", '"A?')),
        ('""', Unclear("no_prompt", '""')),
        ('"A?" " "', Unclear("no_prompt", '"A?" " "')),
        ('"A" "B" "C" "D"', Unclear("many", "4")),
    ],
)
def test_questions_are_read_as_they_are_typed(text: str, read: tuple[str, ...] | Unclear) -> None:
    assert prompts.read(text) == read


@given(text=st.text(st.sampled_from('"ab ,;\n?'), min_size=1).filter(str.strip))
def test_whatever_is_read_are_some_questions_of_a_line_each(text: str) -> None:
    match prompts.read(text):
        case Unclear(why):
            assert why in WHY
        case found:
            assert 1 <= len(found) <= MOST
            assert all(prompt == prompt.strip() and prompt and "\n" not in prompt for prompt in found)
