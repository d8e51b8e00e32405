from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.practice import Practices, Unclear, numbered, read

TEXTS = st.text(alphabet="abc \n", min_size=1).map(str.strip).filter(bool)
SEVERAL = st.lists(TEXTS, min_size=1, max_size=8, unique=True).map(tuple)


@st.composite
def practices(draw: st.DrawFn) -> Practices:
    texts = draw(SEVERAL)
    return Practices(texts, draw(st.integers(1, len(texts))))


# ------------------------------------------------------------------------- in rotation


@given(practices())
def test_each_is_the_next_once_before_the_first_is_again(those: Practices) -> None:
    seen, now = [], those
    for _ in those.texts:
        seen.append(now.upcoming)
        now = now.moved_on()

    assert sorted(map(str, seen)) == sorted(those.texts)
    assert now == those


def test_without_any_there_is_no_next() -> None:
    assert Practices().upcoming is None
    assert Practices().moved_on() == Practices()


@given(practices(), SEVERAL)
def test_what_is_added_comes_behind_the_last_and_the_next_stays(those: Practices, new: tuple[str, ...]) -> None:
    more = those.added(new)

    assert more.texts == those.texts + new
    assert more.upcoming == those.upcoming


@given(practices(), st.data())
def test_one_is_edited_in_its_place(those: Practices, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(those.texts)))

    edited = those.edited(number, "other")

    assert [text for n, text in enumerate(edited.texts, 1) if n != number] == [
        text for n, text in enumerate(those.texts, 1) if n != number
    ]
    assert edited.texts[number - 1] == "other"
    assert edited.next == those.next


@given(practices(), st.data())
def test_one_is_removed_and_the_next_stays_the_next(those: Practices, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(those.texts)))

    left = those.removed(number)

    assert left.texts == tuple(text for n, text in enumerate(those.texts, 1) if n != number)
    if number != those.next:
        assert left.upcoming == those.upcoming
    elif left.texts:
        assert left.upcoming == (those.moved_on().upcoming)


# --------------------------------------------------------------------- taken back


def _changed(those: Practices, data: st.DataObject) -> Practices:
    number = data.draw(st.integers(1, len(those.texts)))
    which = data.draw(st.sampled_from(["add", "edit", "remove"]))
    if which == "add":
        return those.added(("new", "newer"))
    return those.edited(number, "other") if which == "edit" else those.removed(number)


@given(practices(), st.data())
def test_a_change_that_is_taken_back_at_once_leaves_nothing(those: Practices, data: st.DataObject) -> None:
    made = _changed(those, data)

    assert made.put_back(those, made) == those


@given(practices(), st.data())
def test_after_an_opening_what_is_the_next_now_stays_the_next(those: Practices, data: st.DataObject) -> None:
    made = _changed(those, data)
    now = made.moved_on()

    back = now.put_back(those, made)

    assert back.texts == those.texts
    assert 1 <= back.next <= len(those.texts)
    if now.next != made.next and now.upcoming in those.texts:
        assert back.upcoming == now.upcoming


# ------------------------------------------------------------------------------- read


@given(SEVERAL)
def test_each_in_quotes_is_one_whatever_parts_them(texts: tuple[str, ...]) -> None:
    for between in (" ", "\n", ", ", "; ", ""):
        assert read(between.join(f'"{text}"' for text in texts)) == texts


@given(TEXTS)
def test_without_quotes_the_whole_is_one(text: str) -> None:
    assert read(f"  {text}\n") == (text,)


@pytest.mark.parametrize(
    ("typed", "unclear"),
    [
        ("", Unclear("nothing")),
        (" \n", Unclear("nothing")),
        ('"', Unclear("quote", '"')),
        ('"A" "B', Unclear("quote", '"B')),
        ('"A" " "', Unclear("nothing_inside", '" "')),
        ('"A" and "B"', Unclear("between", 'and "B"')),
        ('"A" B', Unclear("between", "B")),
    ],
)
def test_what_is_none_says_why(typed: str, unclear: Unclear) -> None:
    assert read(typed) == unclear


@given(st.text())
def test_whatever_is_read_is_some_text_or_says_why(typed: str) -> None:
    found = read(typed)

    assert isinstance(found, Unclear) or (found and all(text and text == text.strip() for text in found))


@pytest.mark.parametrize("typed", ["2", "#2", "2.", "2:", "2)", " 2 ", "02"])
def test_a_number_is_typed_in_several_ways(typed: str) -> None:
    assert numbered(typed, Practices(("A", "B"))) == 2


@pytest.mark.parametrize("typed", ["", "0", "3", "-1", "two", "2nd", "9" * 5000, "\N{SUPERSCRIPT TWO}"])
def test_what_is_no_number_of_one_is_none(typed: str) -> None:
    assert numbered(typed, Practices(("A", "B"))) is None
