from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import things
from bot.domain.days import DAYS
from bot.domain.zones import Meant, read
from tests.domain.test_schedule_words import NOW

MANY = [things.name(number) for number in range(1, 200)]


@given(st.integers(1, 10_000), st.integers(1, 10_000))
def test_no_two_things_have_one_name(one: int, other: int) -> None:
    assert (things.name(one) == things.name(other)) == (one == other)


def test_a_name_is_a_short_word_and_the_things_number() -> None:
    assert MANY[0] == "lake-1"
    assert all(len(name) <= 8 for name in MANY)
    assert all(a[:4] != b[:4] for a, b in itertools.pairwise(MANY))


def test_no_name_is_a_day_or_a_city() -> None:
    words = {name.partition("-")[0] for name in MANY}

    assert words & set(DAYS) == set()
    assert {word for word in words if isinstance(read(word, NOW, ()), Meant)} == set()


@given(st.integers(1, 500), st.sampled_from(["-", " ", " - ", ""]), st.sampled_from(["", " wed", ": wed", ", wed"]))
def test_a_name_is_found_however_it_is_typed(number: int, between: str, rest: str) -> None:
    name = things.name(number)
    word, _, count = name.partition("-")

    assert things.at_start(f"{word.title()}{between}{count}{rest}", [name]) == (name, rest.strip(" :,"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("lake wed", ("lake-1", "wed")),  # one thing alone has the word
        ("boat wed", (None, "boat")),  # two have it
        ("dune wed", (None, "dune")),  # none has it
        ("lake-7 wed", (None, "lake-7")),
        ("lakes wed", None),
        ("wed", None),
        ("2 dec", None),
        ("dec 2", None),
        ("", None),
    ],
)
def test_what_looks_like_a_name_and_is_none_is_told(text: str, found: tuple[str | None, str] | None) -> None:
    assert things.at_start(text, ["lake-1", "boat-2", "boat-25"]) == found
