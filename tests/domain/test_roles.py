from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import roles
from bot.domain.roles import KNOWN, LONGEST, MOST_MEETINGS, MOST_REST, MOST_WORDS, Unclear
from bot.domain.rota_turns import Every, Meetings, Month


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("facilitator, timekeeper", ("facilitator", "timekeeper")),
        ("Facilitator and Note Taker", ("facilitator", "note taker")),
        ("Moderation und Zeitwache", ("facilitator", "timekeeper")),
        ('"tea maker"', ("tea maker",)),
        ("greeter, greeter; Empfang", ("greeter",)),
        ("Förderin, förderin, Spaß", ("Förderin", "Spaß")),
        ("facilitator, ,", ("facilitator",)),
        ("facilitator.", ("facilitator",)),
    ],
)
def test_roles_are_read_by_any_of_their_words_and_each_once(typed: str, names: tuple[str, ...]) -> None:
    assert roles.read(typed) == names


@pytest.mark.parametrize(
    ("typed", "unclear"),
    [
        ("", Unclear("nothing", "")),
        (" . ", Unclear("nothing", " . ")),
        ("7 otters", Unclear("name", "7 otters")),
        ("tea, Wed", Unclear("name", "Wed")),
        ("not now", Unclear("name", "not now")),
        ("@ben", Unclear("name", "@ben")),
        ("a" * 31, Unclear("long", "a" * 31)),
    ],
)
def test_what_is_no_role_says_why(typed: str, unclear: Unclear) -> None:
    assert roles.read(typed) == unclear


@given(st.text(max_size=60))
def test_whatever_is_typed_is_roles_of_a_length_or_says_why(typed: str) -> None:
    found = roles.read(typed)

    assert isinstance(found, Unclear) or all(0 < len(name) <= LONGEST for name in found)


@pytest.mark.parametrize("name", KNOWN)
def test_a_known_role_is_called_so_by_each_of_its_words(name: str) -> None:
    assert {roles.called(other) for other in (name, name.upper(), *KNOWN[name])} == {name}


NAMES = ("facilitator", "note taker", "tea maker")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("facilitator wed", ("facilitator", "wed")),
        ("wed Moderation", ("facilitator", "wed")),
        ("wed as note taker", ("note taker", "wed")),
        ("note taker, 2 dec", ("note taker", "2 dec")),
        ("Tea Maker", ("tea maker", "")),
        ("2 dec", (None, "2 dec")),
        ("greeter wed", (None, "greeter wed")),
        ("", (None, "")),
    ],
)
def test_a_role_stands_at_either_end(typed: str, found: tuple[str | None, str]) -> None:
    assert roles.at_either_end(typed, NAMES) == found


@pytest.mark.parametrize(
    ("typed", "every"),
    [
        ("meeting", Meetings(1)),
        ("every meeting", Meetings(1)),
        ("4 meetings", Meetings(4)),
        ("every 4 meetings.", Meetings(4)),
        ("jedes Treffen", Meetings(1)),
        ("alle 4 Treffen", Meetings(4)),
        ("month", Month()),
        ("monthly", Month()),
        ("jeden Monat", Month()),
        ("otter", None),
        ("", None),
        ("0 meetings", None),
        (f"{MOST_MEETINGS + 1} meetings", None),
        ("4", None),
    ],
)
def test_how_long_a_turn_is_is_read(typed: str, every: Every | None) -> None:
    assert roles.every(typed) == every


@given(st.integers(1, MOST_MEETINGS).map(Meetings) | st.just(Month()))
def test_what_is_written_is_read_back(every: Every) -> None:
    assert roles.every_of(roles.written(every)) == every


@pytest.mark.parametrize(
    ("typed", "rest"), [("1", 1), ("2 turns", 2), ("3 mal.", 3), (f"{MOST_REST + 1}", None), ("0", None), ("two", None)]
)
def test_for_how_many_turns_people_rest_is_read(typed: str, rest: int | None) -> None:
    assert roles.rest(typed) == rest


def test_however_much_is_typed_a_role_is_looked_for_at_once() -> None:
    text, before = "a " * 9_000, process_time()

    assert roles.at_either_end(text, NAMES) == (None, text.strip())
    assert roles.at_either_end(f"{text}tea maker", NAMES) == ("tea maker", text.strip())
    assert process_time() - before < 1  # it was 10 s of nobody else being heard while each length was tried


def test_a_name_of_as_many_words_as_there_can_be_is_found() -> None:
    name = " ".join("a" * MOST_WORDS)

    assert len(name) <= LONGEST < len(f"{name} a")
    assert roles.at_either_end(f"{name} wed", (name,)) == (name, "wed")
