from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import waves
from bot.domain.listening import ENDLESS, Listener
from bot.domain.waves import Candidate
from tests.domain.asking_around import HOUR, MINUTE, NOON, SECOND

AGAIN = 2 * HOUR
DAY = timedelta(days=1)
BEN = Listener("ben", zone="UTC", quiet=None, settled_at=NOON - 9 * DAY, proven_at=NOON - DAY)


def _someone(person: str = "ben", *, listener: dict[str, Any] | None = None, **more: Any) -> Candidate:
    return Candidate(replace(BEN, person=person, **(listener or {})), **more)


def _wave(*candidates: Candidate, seed: str = "a request", size: int = 3, kind: str = "listen") -> tuple[str, ...]:
    return waves.wave(candidates, kind, seed=seed, size=size, now=NOON, again=AGAIN)


# ------------------------------------------------------------------------------- who is asked first


def test_whoever_was_asked_longest_ago_is_first_and_whoever_never_was_before_all() -> None:
    asked = [_someone("ben", rang=(NOON - HOUR,)), _someone("cleo", rang=(NOON - 3 * DAY, NOON - DAY)), _someone("dee")]

    assert _wave(*asked) == ("dee", "cleo", "ben")


def test_whoever_is_near_to_the_asker_is_asked_before_others() -> None:
    assert _wave(_someone("ben"), _someone("cleo", rang=(NOON - HOUR,), near=True)) == ("cleo", "ben")


@given(st.permutations(["ben", "cleo", "dee", "eve", "fay"]), st.text(max_size=8))
def test_a_tie_is_broken_by_the_request_alone(people: list[str], seed: str) -> None:
    listed = [_someone(person) for person in people]

    assert _wave(*listed, seed=seed, size=5) == _wave(*sorted(listed, key=str), seed=seed, size=5)


def test_of_many_requests_everybody_is_first_in_some() -> None:
    firsts = {_wave(_someone("ben"), _someone("cleo"), _someone("dee"), seed=str(n))[0] for n in range(50)}

    assert firsts == {"ben", "cleo", "dee"}


@given(st.integers(1, 10))
def test_a_wave_is_as_large_as_was_set_and_names_nobody_twice(size: int) -> None:
    asked = _wave(*(_someone(f"listener{n}") for n in range(6)), size=size)

    assert len(asked) == len(set(asked)) == min(size, 6)


# ------------------------------------------------------------------------------- who is not asked

NOT_NOW = {
    "it is for something else": _someone(listener={"kinds": frozenset({"practical"})}),
    "they are paused": _someone(listener={"paused_until": NOON + SECOND}),
    "they are paused without an end": _someone(listener={"paused_until": ENDLESS}),
    "it is not known that it rings": _someone(listener={"proven_at": None}),
    "they are new": _someone(listener={"settled_at": NOON + SECOND}),
    "another request has them": _someone(busy_until=NOON + SECOND),
    "this one asked them lately": _someone(asked_here=NOON - AGAIN + SECOND),
    "they were asked as often as they said": _someone(rang=(NOON - 7 * DAY + SECOND, NOON - DAY, NOON - HOUR)),
}
NOW_AGAIN = {
    "the pause is over": _someone(listener={"paused_until": NOON}),
    "they have been there long enough": _someone(listener={"settled_at": NOON}),
    "the other request let them go": _someone(busy_until=NOON),
    "this one asked them a while ago": _someone(asked_here=NOON - AGAIN),
    "the first of that many is a week ago": _someone(rang=(NOON - 7 * DAY, NOON - DAY, NOON - HOUR)),
    "they were asked less often than they said": _someone(rang=(NOON - DAY, NOON - HOUR)),
}


@pytest.mark.parametrize("why", NOT_NOW)
def test_somebody_is_not_asked_when(why: str) -> None:
    assert _wave(NOT_NOW[why]) == ()


@pytest.mark.parametrize("why", NOW_AGAIN)
def test_somebody_is_asked_at_the_very_moment_when(why: str) -> None:
    assert _wave(NOW_AGAIN[why]) == ("ben",)


# --------------------------------------------------------------------------- from when on they may be


@pytest.mark.parametrize(
    ("candidate", "moment"),
    [
        (_someone(), NOON),
        (_someone(busy_until=NOON + MINUTE), NOON + MINUTE),
        (_someone(busy_until=NOON - MINUTE), NOON),
        (_someone(asked_here=NOON - HOUR), NOON + HOUR),
        (_someone(asked_here=NOON - HOUR, busy_until=NOON + 90 * MINUTE), NOON + 90 * MINUTE),
        (_someone(rang=(NOON - 3 * DAY, NOON - 2 * DAY, NOON - DAY)), NOON + 4 * DAY),
        (_someone(rang=(NOON - 4 * DAY, NOON - 3 * DAY, NOON - 2 * DAY, NOON - DAY)), NOON + 4 * DAY),
        (_someone(listener={"limit": 1}, rang=(NOON - DAY,)), NOON + 6 * DAY),
        (_someone(busy_until=NOON + 11 * HOUR), NOON + 20 * HOUR),  # their hours begin again at eight
        (_someone(listener={"paused_until": ENDLESS}), None),
    ],
)
def test_the_first_moment_is_the_last_of_all_that_has_to_pass(candidate: Candidate, moment: datetime | None) -> None:
    assert waves.free_from(candidate, NOON, AGAIN) == moment


@given(
    st.lists(st.integers(0, 7 * 24 * 60 - 1), max_size=5).map(sorted),
    st.none() | st.integers(-60, 600),
    st.none() | st.integers(-240, 0),
    st.integers(1, 4),
)
def test_whoever_may_be_asked_from_a_moment_on_may_be_asked_at_it(
    rang: list[int], busy: int | None, here: int | None, limit: int
) -> None:
    someone = _someone(
        listener={"limit": limit},
        rang=tuple(NOON - 7 * DAY + n * MINUTE for n in rang),
        busy_until=None if busy is None else NOON + busy * MINUTE,
        asked_here=None if here is None else NOON + here * MINUTE,
    )

    first = waves.free_from(someone, NOON, AGAIN)

    assert first is not None
    assert first >= NOON
    assert waves.free_from(someone, first, AGAIN) == first


def test_the_next_time_is_the_first_at_which_anybody_for_this_kind_may_be_asked() -> None:
    candidates = [
        _someone("ben", busy_until=NOON + HOUR),
        _someone("cleo", asked_here=NOON - HOUR - MINUTE),
        _someone("dee", listener={"kinds": frozenset({"practical"})}),
        _someone("eve", listener={"proven_at": None}),
    ]

    def next_time(kind: str) -> datetime | None:
        return waves.next_time(candidates, kind, now=NOON, again=AGAIN)

    assert next_time("listen") == NOON + 59 * MINUTE
    assert next_time("practical") == NOON
    assert waves.next_time(candidates[3:], "listen", now=NOON, again=AGAIN) is None
    assert waves.next_time([], "listen", now=NOON, again=AGAIN) is None
