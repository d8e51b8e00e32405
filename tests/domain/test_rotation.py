from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain import rotation
from bot.domain.rotation import Away, Place

NOW = datetime(2026, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ANA = Place("ana", NOW - 90 * DAY, 3, NOW - 21 * DAY)
BEN = Place("ben", NOW - 80 * DAY, 3, NOW - 14 * DAY)
CLEO = Place("cleo", NOW - 70 * DAY, 3, NOW - 7 * DAY)
ALL = (ANA, BEN, CLEO)
WEDNESDAY = NOW + 3 * DAY


def order(*places: Place, near: dict[str, int] | None = None, **more: Any) -> tuple[str, ...]:
    return rotation.order(places or ALL, (WEDNESDAY,), near or {}, **more)


def test_whoever_had_the_fewest_turns_is_next() -> None:
    assert order(ANA, replace(CLEO, turns=2), BEN) == ("cleo", "ana", "ben")


def test_of_those_whoever_had_their_last_turn_longest_ago() -> None:
    assert order(CLEO, BEN, ANA) == ("ana", "ben", "cleo")


def test_of_those_whoever_joined_first() -> None:
    dee = replace(ANA, person="dee", joined=ANA.joined - DAY)

    assert order(ANA, dee) == ("dee", "ana")


def test_what_is_accepted_or_asked_counts_as_had() -> None:
    held = (WEDNESDAY - 2 * DAY, WEDNESDAY - DAY)

    assert order(replace(ANA, held=held[:1]), BEN, CLEO) == ("ben", "cleo", "ana")
    assert order(replace(ANA, turns=2, held=held), BEN, CLEO) == ("ben", "cleo", "ana")
    assert rotation.joined("dee", (replace(ANA, held=held),), NOW).turns == 5


def test_a_turn_of_another_role_counts_as_the_last_and_for_no_more() -> None:
    ana = replace(ANA, elsewhere=(NOW - DAY,))

    assert order(ana, BEN, CLEO) == ("ben", "cleo", "ana")
    assert order(replace(ana, turns=2), BEN, CLEO) == ("ana", "ben", "cleo")


def test_nobody_has_two_turns_in_a_row_while_another_is_willing() -> None:
    assert order(replace(ANA, turns=0), BEN, near={"ana": 1}) == ("ben", "ana")
    assert order(ANA, near={"ana": 1}) == ("ana",)


def test_people_rest_for_as_many_turns_as_the_group_set_while_there_are_enough() -> None:
    people = [replace(ANA, person=name, turns=turns) for turns, name in enumerate("abcdef")]

    assert rotation.order(people, (WEDNESDAY,), {"a": 3, "b": 2, "c": 1}, rest=3) == tuple("defabc")
    assert rotation.order(people[:3], (WEDNESDAY,), {"a": 2, "b": 1}, rest=9) == tuple("acb")


def test_nobody_holds_two_roles_in_a_meeting_while_another_is_willing_who_had_at_most_one_turn_more() -> None:
    assert order(ANA, BEN, busy={"ana"}) == ("ben", "ana")
    assert order(ANA, replace(BEN, turns=4), busy={"ana"}) == ("ben", "ana")
    assert order(ANA, replace(BEN, turns=5), busy={"ana"}) == ("ana", "ben")


def test_whoever_is_away_at_one_of_its_meetings_is_not_asked() -> None:
    ana = replace(ANA, away=(Away(WEDNESDAY - DAY, WEDNESDAY + DAY),))

    assert order(ana, BEN) == ("ben",)
    assert rotation.order((ana, BEN), (WEDNESDAY - 9 * DAY, WEDNESDAY), {}) == ("ben",)
    assert rotation.order((ana, BEN), (WEDNESDAY + DAY,), {}) == ("ben", "ana")


def test_a_newcomer_begins_with_the_lowest_count_of_the_willing_and_behind_them() -> None:
    away = replace(ANA, turns=1, away=(Away(NOW - DAY, NOW + DAY),))

    dee = rotation.joined("dee", (away, BEN, replace(CLEO, turns=4)), NOW)

    assert dee == Place("dee", NOW, 3, NOW)
    assert order(dee, BEN, replace(CLEO, turns=4)) == ("ben", "dee", "cleo")


def test_whoever_joins_while_all_are_away_or_nobody_is_there_begins_with_the_lowest_of_all() -> None:
    away = (Away(NOW - DAY, NOW + DAY),)

    assert rotation.joined("dee", (replace(ANA, away=away), replace(BEN, away=away)), NOW).turns == 3
    assert rotation.joined("dee", (), NOW) == Place("dee", NOW, 0, NOW)


def test_whoever_returns_has_nothing_to_make_up_for_and_is_behind_the_others() -> None:
    back = NOW - DAY
    ana = replace(ANA, turns=1, away=(Away(NOW - 30 * DAY, back),))

    returned = rotation.returned(ana, (ana, BEN, CLEO), NOW)

    assert (returned.turns, returned.last) == (3, back)
    assert order(ana, BEN, CLEO) == order(returned, BEN, CLEO) == ("ben", "cleo", "ana")


def test_a_return_counts_once_however_often_it_is_looked_at() -> None:
    ana = replace(ANA, turns=1, away=(Away(NOW - 30 * DAY, NOW - DAY), Away(NOW + DAY, NOW + 2 * DAY)))
    once = rotation.returned(ana, ALL, NOW)

    assert rotation.returned(once, (replace(BEN, turns=9),), NOW) == once
    assert [away.counted for away in once.away] == [True, False]
    assert rotation.returned(ANA, ALL, NOW) == ANA


def test_a_return_that_a_later_turn_settled_stays_settled_when_another_is() -> None:
    settled, other = Away(NOW - DAY, NOW + 9 * DAY, counted=True), Away(NOW - 3 * DAY, NOW - 2 * DAY)

    once = rotation.returned(replace(ANA, away=(settled, other)), ALL, NOW)

    assert [away.counted for away in once.away] == [True, True]


def test_whoever_returns_when_nobody_else_is_there_keeps_their_count() -> None:
    ana = replace(ANA, away=(Away(NOW - 30 * DAY, NOW - DAY),))

    assert rotation.returned(ana, (ana,), NOW).turns == 3
    assert order(ana) == ("ana",)


def test_whoever_had_more_turns_than_the_lowest_keeps_them_when_they_return() -> None:
    ana = replace(ANA, turns=7, away=(Away(NOW - 30 * DAY, NOW - DAY),))

    assert rotation.returned(ana, ALL, NOW).turns == 7


def test_whoever_let_a_turn_go_by_that_is_ahead_is_behind_the_others_for_the_next() -> None:
    assert order(replace(ANA, turns=1, passed=NOW), BEN, CLEO) == ("ben", "cleo", "ana")


def test_a_turn_counts_for_whoever_did_it_and_a_pass_costs_nothing() -> None:
    ana, ben, cleo = rotation.settled((replace(ANA, turns=2), BEN, CLEO), NOW, "ben", {"ana": NOW - DAY})

    assert (ana.turns, ana.last) == (3, NOW - DAY)
    assert (ben.turns, ben.last) == (4, NOW)
    assert cleo == CLEO


def test_where_everybody_passes_all_stay_where_they_were_but_for_the_day() -> None:
    settled = rotation.settled(ALL, NOW, None, {"ana": NOW, "ben": NOW, "cleo": NOW})

    assert [place.turns for place in settled] == [3, 3, 3]
    assert {place.last for place in settled} == {NOW}


def test_where_nobody_did_it_or_passed_nobody_moves_on() -> None:
    assert rotation.settled(ALL, NOW, None, {}) == ALL


def test_nobody_who_rests_has_a_claim_to_more_turns_than_the_others_for_that() -> None:
    ana, ben, _ = rotation.settled((replace(ANA, turns=1), BEN, CLEO), NOW, "ben", {}, {"ana"})

    assert (ana.turns, ana.last) == (3, ANA.last)
    assert ben.turns == 4


def test_whoever_rests_and_does_it_all_the_same_has_one_turn_more() -> None:
    (ana, ben) = rotation.settled((replace(ANA, turns=1), BEN), NOW, "ana", {"ben": NOW}, {"ana"})

    assert (ana.turns, ben.turns) == (2, 3)


def test_near_is_how_far_away_the_nearest_turn_of_somebody_is() -> None:
    turns = [("ana",), ("ben",), ("ana", "cleo"), ("dee",), (), ("ben",)]

    assert rotation.near(turns, 3) == {"ana": 1, "cleo": 1, "ben": 2}


counts = st.lists(st.integers(0, 5), min_size=1, max_size=6)


@given(counts, st.integers(0, 5))
def test_whoever_joins_or_returns_is_never_ahead_of_all_others(turns: list[int], own: int) -> None:
    places = [Place(str(n), NOW - 99 * DAY, count, NOW - (n + 1) * DAY) for n, count in enumerate(turns)]
    dee = rotation.joined("dee", places, NOW)
    away = Place("eli", NOW - 99 * DAY, own, NOW - 50 * DAY, away=(Away(NOW - 40 * DAY, NOW),))

    assert order(*places, dee)[0] != "dee"
    assert order(*places, away)[0] != "eli"
    assert rotation.returned(away, (*places, away), NOW).turns == max(own, min(turns))
