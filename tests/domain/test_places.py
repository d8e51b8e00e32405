from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import places
from bot.domain.places import LARGEST, Unclear, Written, numbered, read, same, together, too_long

LINES = {
    "Night line, 0800 111 0 111, always": Written("Night line", "0800 111 0 111", "always"),
    "Night line,0800 1,always": Written("Night line", "0800 1", "always"),
    "Night line, 0800 1, always, police no": Written("Night line", "0800 1", "always", "no"),
    "Night line, 0800 1, always, Police: Yes.": Written("Night line", "0800 1", "always", "yes"),
    "Night line, 0800 1, always, no police": Written("Night line", "0800 1", "always", "no"),
    "Night line, 0800 1, always, police?": Written("Night line", "0800 1", "always"),
    "Night line, 0800 1, always, police ?": Written("Night line", "0800 1", "always"),
    "Night line, 0800 1, always, police unknown": Written("Night line", "0800 1", "always"),
    "Helpline, https://example.org/help, Mon-Fri, 10:00-16:00, police yes": Written(
        "Helpline", "https://example.org/help", "Mon-Fri, 10:00-16:00", "yes"
    ),
    "Map, https://example.org/@52.5,13.4,15z, always": Written("Map", "https://example.org/@52.5,13.4,15z", "always"),
    "Map,https://example.org/a,b, always": Written("Map", "https://example.org/a,b", "always"),
    "Map, <https://example.org/a>, always": Written("Map", "https://example.org/a", "always"),
    "Chat, www.example.org/a,b (evenings), Sundays": Written("Chat", "www.example.org/a,b (evenings)", "Sundays"),
    '"Smith, Jones and friends", "12 Lake Road, Leeds", "Sundays"': Written(
        "Smith, Jones and friends", "12 Lake Road, Leeds", "Sundays"
    ),
    "Night line; 0800 1; always": Written("Night line", "0800 1", "always"),
    "Night line\n0800 1\nalways": Written("Night line", "0800 1", "always"),
    "Night line,\n 0800 1,\n\nalways, police no": Written("Night line", "0800 1", "always", "no"),
    "Police, 110, always": Written("Police", "110", "always"),
    "Night line, 0800 1, always, police maybe": Unclear("police", Written("Night line", "0800 1", "always", "maybe")),
    "Night line, 0800 1, police no": Unclear("hours", Written("Night line", "0800 1", "", "no")),
    "Night line, 0800 1": Unclear("hours", Written("Night line", "0800 1", "")),
    "Night line, https://example.org/a,always": Unclear(
        "hours", Written("Night line", "https://example.org/a,always", "")
    ),
    "Night line 0800 1": Unclear("contact", Written("Night line 0800 1", "", "")),
    "Night line,, always": Unclear("contact", Written("Night line", "", "always")),
    ", 0800 1, always": Unclear("contact", Written("", "0800 1", "always")),
    "": Unclear("contact", Written("", "", "")),
    " ,\n;": Unclear("contact", Written("", "", "")),
    "A, 1, always\nB, 2, always": Unclear("several", Written("", "", "")),
}


@dataclass(frozen=True)
class Entry:
    name: str
    contact: str = "0800 1"


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_read_as_people_mean_it(line: str) -> None:
    assert read(line) == LINES[line]


def test_the_form_is_what_is_read() -> None:
    assert read("Name, number or link, hours, police yes") == Written("Name", "number or link", "hours", "yes")
    assert places.FORM.startswith("<name>, <number or link>, <hours>[, police yes")


PLAIN = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=20)


@given(PLAIN, PLAIN, PLAIN, st.sampled_from(["yes", "no", "unknown"]))
def test_whatever_words_a_place_has_they_are_read_back(name: str, contact: str, hours: str, police: str) -> None:
    assert read(f"{name}, {contact}, {hours}, police {police}") == Written(name, contact, hours, police)
    assert read(f'"{name}, {name}", {contact}, {hours}, {hours}') == Written(
        f"{name}, {name}", contact, f"{hours}, {hours}"
    )


@given(st.text())
def test_nothing_that_is_typed_breaks_it_and_a_place_is_never_without_its_parts(text: str) -> None:
    match read(text):
        case Written(name, contact, hours, police):
            assert name
            assert contact
            assert hours
            assert police in {"yes", "no", "unknown"}
        case Unclear(why):
            assert why in {"contact", "hours", "police", "several"}


def test_a_part_that_is_too_long_is_named() -> None:
    assert too_long(Written("a" * 60, "b" * 200, "c" * 100)) is None
    assert too_long(Written("a" * 61, "b", "c")) == "name"
    assert too_long(Written("a", "b" * 201, "c")) == "contact"
    assert too_long(Written("a", "b", "c" * 101)) == "hours"


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        *(("1", 1), (" 2. ", 2), ("2)", 2), ("3", 3), ("night line", 1), ('"Drop-in"', 2)),
        *((none, None) for none in ("Twins", "0", "5", "", "otter", "9999")),
    ],
)
def test_a_place_is_meant_by_its_number_or_by_a_name_that_one_alone_has(typed: str, number: int | None) -> None:
    those = [Entry("Night line"), Entry("Drop-in"), Entry("Twins", "1"), Entry("Twins", "2")]

    assert numbered(typed, those) == number


def test_the_same_place_may_be_written_in_two_ways() -> None:
    assert same(Entry("Night line", "0800 111"), Entry("NIGHT LINE", "0800111"))
    assert not same(Entry("Night line", "0800 111"), Entry("Night line", "0800 112"))


def test_each_place_stands_once_and_a_list_without_one_is_none() -> None:
    one, other = Entry("Night line"), Entry("Drop-in")

    assert together([("River", [one]), ("Lake", [Entry("night line"), other]), ("Hill", [one]), ("Oak", [])]) == (
        [("River", (one,)), ("Lake", (other,))],
        0,
    )


@given(st.integers(min_value=0, max_value=60))
def test_what_has_no_room_in_one_answer_is_counted(number: int) -> None:
    wide = [Entry(f"{n} {'🌱' * 200}") for n in range(number)]

    kept, left_out = together([("River", wide)])

    shown = [place for _, those in kept for place in those]
    assert len(shown) + left_out == number
    assert sum(len(str(place).encode()) for place in shown) <= LARGEST
    assert shown == wide[: len(shown)]
