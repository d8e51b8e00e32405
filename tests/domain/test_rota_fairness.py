from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tests.domain.rotas import DAY, Group, Plan

PARTS, HISTORIES = 4, 250
plans = st.builds(
    Plan,
    seed=st.integers(0, 2**32 - 1),
    always=st.integers(1, 4),
    others=st.integers(0, 4),
    apart=st.sampled_from([7 * DAY, 14 * DAY, 28 * DAY]),
    rest=st.sampled_from([1, 1, 1, 2, 3]),
)


@pytest.mark.parametrize("part", range(PARTS))
def test_in_two_years_of_any_group_turns_are_shared_fairly_and_nobody_has_one_without_a_yes(part: int) -> None:
    """See `Group` for what is looked at: `wrong` names what was not as `bot.domain.rotation` promises."""

    @seed(part)
    @settings(max_examples=HISTORIES, deadline=None, database=None)
    @given(plans)
    def lives(plan: Plan) -> None:
        assert Group(plan).live_on().wrong == []

    lives()


@settings(max_examples=20, deadline=None, derandomize=True)
@given(
    st.integers(0, 2**32 - 1), st.sampled_from([("facilitator", "timekeeper"), ("facilitator", "timekeeper", "host")])
)
def test_with_several_roles_nobody_is_two_turns_more_behind_since_they_hold_another(
    seed: int, roles: tuple[str, ...]
) -> None:
    assert Group(Plan(seed, others=2, roles=roles, length=timedelta(days=365))).live_on().wrong == []


def test_whoever_let_a_turn_go_by_is_none_of_the_willing_when_another_returns_for_it() -> None:
    assert Group(Plan(2378891101, always=1, others=1)).live_on().wrong == []


@pytest.mark.parametrize("people", [2, 3, 4, 5, 6, 7])
def test_where_everybody_says_yes_each_has_as_many_turns_and_nobody_two_roles_at_once(people: int) -> None:
    group = Group(Plan(1, always=people, others=0, roles=("facilitator", "timekeeper"), quiet=True)).live_on()

    for role, places in group.places.items():
        turns = [group.seats[role].count(person) for person in places]
        assert sum(turns) == len(group.seats[role]) > 100
        assert max(turns) - min(turns) <= 1
    assert group.doubles == 0
    assert group.wrong == []
