from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import words
from bot.domain.answers import Several, Taken, Waiting, meant, written

YES_NO = ("yes", "not now")
GROUPS = ("Lake Circle", "River Circle")

ONE = Waiting(7, YES_NO)
TWO = (Waiting(7, YES_NO), Waiting(9, YES_NO))
UNLIKE = (Waiting(7, YES_NO), Waiting(9, GROUPS))
FREE = (Waiting(7, YES_NO, 1), Waiting(9, YES_NO, 2, free=True))
LISTED = (Waiting(7, YES_NO, 2), Waiting(9, YES_NO, 1), Waiting(11, YES_NO))

QUESTIONS = st.lists(
    st.tuples(st.sampled_from([YES_NO, GROUPS, ("yes",), ("one", "2", "three")]), st.booleans()), max_size=4
).map(
    lambda found: [
        Waiting(10 + place, choices, place if listed else None) for place, (choices, listed) in enumerate(found, 1)
    ]
)
ANSWERS = st.sampled_from(
    ["yes", "1", "2", "3", "2 yes", "1. yes", "3) 2", "2️⃣", "not now", "river circle", "no", "", "1 2", "99 yes", "👍"]
) | st.text(max_size=6)


@pytest.mark.parametrize(
    ("text", "waiting", "answer"),
    [
        ("yes", [], None),
        ("yes", [ONE], Taken(7, 1)),
        ("Not now.", [ONE], Taken(7, 2)),
        ("2", [ONE], Taken(7, 2)),
        ("3", [ONE], None),
        ("a thought", [ONE], None),
        ("2 yes", [ONE], None),  # one question was asked, and no list shown: there is no second
        ("yes", TWO, Several((7, 9))),
        ("1", TWO, Several((7, 9))),
        ("👍", TWO, Several((7, 9))),
        ("2 yes", TWO, Taken(9, 1)),
        ("1. not now", TWO, Taken(7, 2)),
        ("2) 1", TWO, Taken(9, 1)),
        ("2: yes!", TWO, Taken(9, 1)),
        ("2  yes", TWO, Taken(9, 1)),
        ("3 yes", TWO, Several((7, 9))),
        ("0 yes", TWO, Several((7, 9))),
        ("2 perhaps", TWO, None),
        ("100 yes", TWO, None),
        ("yes", UNLIKE, Taken(7, 1)),
        ("river circle", UNLIKE, Taken(9, 2)),
        ("2", UNLIKE, Several((7, 9))),
        ("1 yes", UNLIKE, Taken(7, 1)),
        ("2 yes", UNLIKE, Several((7,))),  # the second of those that take a yes is nobody's
        ("yes", LISTED, Several((7, 9, 11))),
        ("1 yes", LISTED, Taken(9, 1)),
        ("2 yes", LISTED, Taken(7, 1)),
        ("3 yes", LISTED, Several((7, 9, 11))),  # it came after the list, under no number
        ("2 yes", [Waiting(7, YES_NO, 2)], Taken(7, 1)),  # the first was answered meanwhile: numbers stay
        ("1 yes", [Waiting(7, YES_NO, 2)], Several((7,))),
        ("yes", [Waiting(7, YES_NO, 2)], Taken(7, 1)),
        ("2 a long day", FREE, Taken(9, 0, "a long day")),
        ("2 yes", FREE, Taken(9, 1)),
        ("1 a long day", FREE, None),
        ("3 days at home", FREE, None),
        ("2 a long day", [Waiting(7, YES_NO), Waiting(9, YES_NO, free=True)], None),  # no list was shown
    ],
)
def test_an_answer_is_for_the_one_question_that_takes_it_or_for_none(
    text: str, waiting: list[Waiting], answer: Taken | Several | None
) -> None:
    assert meant(text, waiting) == answer


@given(ANSWERS, QUESTIONS)
def test_what_is_taken_is_a_choice_of_a_question_that_waits(text: str, waiting: list[Waiting]) -> None:
    match meant(text, waiting):
        case Taken(number, choice):
            (question,) = [each for each in waiting if each.id == number]
            assert 1 <= choice <= len(question.choices)
        case Several(numbers):
            assert numbers
            assert set(numbers) <= {each.id for each in waiting}
        case None:
            assert [each for each in waiting if words.choice(text, each.choices) is not None] == []


@given(ANSWERS, QUESTIONS)
def test_a_bare_answer_that_fits_two_is_never_taken(text: str, waiting: list[Waiting]) -> None:
    taking = [each for each in waiting if words.choice(text, each.choices) is not None]

    if len(taking) > 1:
        assert meant(text, waiting) == Several(tuple(each.id for each in taking))


@given(QUESTIONS.filter(lambda waiting: len(waiting) > 1))
def test_whatever_is_listed_can_be_answered_by_its_number(waiting: list[Waiting]) -> None:
    match meant("1", waiting):
        case Several(numbers):
            places = {number: place for place, number in enumerate(numbers, 1)}
            listed = [Waiting(each.id, each.choices, places.get(each.id)) for each in waiting]
            for number, place in places.items():
                assert meant(f"{place} 1", listed) == Taken(number, 1)
        case other:
            raise AssertionError(other)


@pytest.mark.parametrize(
    ("waiting", "answer"),
    [
        ([], None),
        ([ONE], None),
        ([Waiting(7, YES_NO, free=True)], Taken(7, 0)),
        ([ONE, Waiting(9, YES_NO, free=True)], Taken(9, 0)),
        ([Waiting(7, YES_NO, free=True), Waiting(9, YES_NO, free=True)], Several((7, 9))),
    ],
)
def test_a_text_is_for_the_one_question_that_takes_any(waiting: list[Waiting], answer: Taken | Several | None) -> None:
    assert written("Ben", waiting) == answer


LAKE, RIVER = "Lake Circle", "River Circle"


@pytest.mark.parametrize(
    ("text", "waiting", "answer"),
    [
        ("lake", [Waiting(1, (LAKE, RIVER), named=True)], Taken(1, 1)),
        ("River!", [Waiting(1, (LAKE, RIVER), named=True)], Taken(1, 2)),
        ("lake", [Waiting(1, (LAKE, RIVER))], None),
        ("circle", [Waiting(1, (LAKE, RIVER), named=True)], None),
        ("la", [Waiting(1, (LAKE, RIVER), named=True)], None),
        ("lake", [Waiting(1, (LAKE, RIVER), named=True), Waiting(2, ("never mind",), free=True)], Taken(1, 1)),
        ("lake", [Waiting(1, (LAKE, RIVER), named=True), Waiting(2, (RIVER, LAKE), named=True)], Several((1, 2))),
    ],
)
def test_a_part_of_a_name_that_no_other_has_answers_what_asks_for_one_of_them(
    text: str, waiting: list[Waiting], answer: Taken | Several | None
) -> None:
    assert written(text, waiting) == answer
