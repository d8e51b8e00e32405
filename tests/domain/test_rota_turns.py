from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import rota_turns
from bot.domain.rota_turns import Every, Meeting, Meetings, Month, Turn

FIRST = date(2026, 12, 2)
WEEK = timedelta(days=7)
FOUR = Meetings(4)


def meeting(day: date) -> Meeting:
    return Meeting(day, datetime.combine(day, time(19), UTC))


WEDNESDAYS = tuple(meeting(FIRST + number * WEEK) for number in range(12))


def turns(meetings: tuple[Meeting, ...] = WEDNESDAYS, every: Every = FOUR) -> tuple[Turn, ...]:
    return rota_turns.turns("facilitator", "lake-4", meetings, every)


def test_a_turn_is_a_meeting_so_many_or_those_of_a_month() -> None:
    assert [len(turn.meetings) for turn in turns(every=Meetings())] == [1] * 12
    assert [len(turn.meetings) for turn in turns(every=Meetings(5))] == [5, 5, 2]
    assert [len(turn.meetings) for turn in turns(every=Month())] == [5, 4, 3]


def test_a_turn_is_named_by_role_series_and_its_first_date() -> None:
    turn = turns()[1]

    assert (turn.name, turn.role, turn.series) == ("facilitator lake-4 2026-12-30", "facilitator", "lake-4")


@given(
    st.sampled_from([Meetings(1), Meetings(3), Meetings(4), Month()]),
    st.lists(st.none() | st.integers(-20, 20), min_size=12, max_size=12),
    st.integers(0, 12),
    st.randoms(use_true_random=False),
)
def test_turns_keep_their_names_and_meetings_whatever_is_moved_or_skipped_and_however_far_is_looked(
    every: Every, changes: list[int | None], known: int, chance: random.Random
) -> None:
    changed = [
        replace(each, at=None if days is None or each.at is None else each.at + timedelta(days=days))
        for each, days in zip(WEDNESDAYS, changes, strict=True)
    ]
    chance.shuffle(changed)
    before = {turn.name: [each.date for each in turn.meetings] for turn in turns(every=every)}

    assert {turn.name: [each.date for each in turn.meetings] for turn in turns(tuple(changed), every)} == before
    for turn in turns(WEDNESDAYS[:known], every):
        dates = [each.date for each in turn.meetings]
        assert before[turn.name][: len(dates)] == dates


def test_its_moments_are_those_of_the_meetings_that_take_place_in_their_order() -> None:
    first, second, third = WEDNESDAYS[:3]
    assert first.at is not None
    moved = Meeting(third.date, first.at - timedelta(days=1))

    assert turns((first, Meeting(second.date, None), moved))[0].moments == (moved.at, first.at)


def test_an_evening_of_a_longer_turn_can_be_a_turn_of_its_own() -> None:
    turn = turns()[0]
    day = FIRST + WEEK

    parts = turn.apart(day)

    assert parts is not None
    rest, one = parts
    assert (rest.name, [each.date for each in rest.meetings]) == (
        turn.name,
        [FIRST, FIRST + 2 * WEEK, FIRST + 3 * WEEK],
    )
    assert (one.name, [each.date for each in one.meetings]) == (f"{turn.name} {day}", [day])
    assert one.apart(day) is None
    assert rest.apart(day) is None
    assert (turn.has(day), rest.has(day)) == (True, False)


def test_what_is_left_of_a_turn_that_began_is_a_turn_of_its_own() -> None:
    turn = turns()[0]
    first, second, _, last = turn.moments

    left = turn.after(second)

    assert left is not None
    assert (left.name, len(left.meetings)) == (f"{turn.name} {FIRST + 2 * WEEK}", 2)
    assert turn.after(first - timedelta(seconds=1)) == turn
    assert turn.after(last) is None
