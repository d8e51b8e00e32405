from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import asking
from bot.domain.asking import LONGEST_NOTE, Wish
from bot.domain.listening import KINDS
from bot.domain.requests import MODES


@pytest.mark.parametrize(
    ("typed", "wish"),
    [
        ("", Wish()),
        ("now", Wish("now")),
        ("NOW!", Wish("now")),
        ("right now", Wish("now")),
        ("today company", Wish("today", "company")),
        ("company today", Wish("today", "company")),
        ("named, week, practical", Wish("week", "practical", named=True)),
        ("now listen quiet", Wish("now", "listen", named=False)),
        ("this evening practical help", Wish("today", "practical")),
        ("in the next days", Wish("week")),
        ("jetzt zuhören mit namen", Wish("now", "listen", named=True)),
        ("now company named it is loud here", Wish("now", "company", named=True, note="it is loud here")),
        ("it is loud here", Wish(note="it is loud here")),
        ("today my cat is ill", Wish("today", note="my cat is ill")),
        ("now now", Wish("now", note="now")),
        ("today now", Wish("today", note="now")),
        ("listen company", Wish(kind="listen", note="company")),
        ("named quiet", Wish(named=True, note="quiet")),
        ("nwo please", Wish(note="nwo please")),
        ('"now"', Wish("now")),
        ("now “it is loud”", Wish("now", note="it is loud")),
        ("in the garden", Wish(note="in the garden")),
        ("  today   the  two  of us ", Wish("today", note="the  two  of us")),
    ],
)
def test_what_is_asked_for_is_read_up_to_the_note(typed: str, wish: Wish) -> None:
    assert asking.read(typed) == wish


@given(st.text(max_size=80))
def test_no_words_block_it(typed: str) -> None:
    wish = asking.read(typed)

    assert wish.mode in {None, *MODES}
    assert wish.kind in {None, *KINDS}


@given(st.sampled_from(MODES), st.sampled_from(KINDS), st.booleans(), st.permutations([0, 1, 2]))
def test_the_words_stand_in_any_order(mode: str, kind: str, named: bool, order: list[int]) -> None:
    words = (mode, kind, "named" if named else "quiet")

    assert asking.read(" ".join(words[place] for place in order)) == Wish(mode, kind, named)


@given(st.lists(st.sampled_from(["nothing", "sleeps", "here", "für", "🌱"]), min_size=1).map(" ".join))
def test_whatever_is_none_of_the_words_is_the_note_whole(note: str) -> None:
    assert asking.read(f"now {note}") == Wish("now", note=note[:LONGEST_NOTE])


def test_a_long_note_is_cut() -> None:
    assert len(asking.read("a" * 10_000).note) == LONGEST_NOTE
