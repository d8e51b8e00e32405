"""The order of the rota, told once more as `bot.domain.rotation` says it in words, by parting people line by line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain import rotation
from bot.domain.rotation import Away, Place

START = datetime(2026, 12, 2, 19, tzinfo=UTC)
DAY = timedelta(days=1)
LONG_AGO = START - 400 * DAY
NAMES = "abcdefg"
days = st.integers(0, 12).map(lambda number: START - 60 * DAY + number * DAY)
ahead = st.lists(st.integers(0, 3).map(lambda number: START - 2 * DAY + number * DAY), max_size=2).map(tuple)


@st.composite
def aways(draw: st.DrawFn) -> Away:
    start = draw(days)
    end = draw(st.sampled_from([start + DAY, START, START + 8 * DAY]))
    return Away(start, end, counted=end <= START and draw(st.booleans()))


@st.composite
def lines(draw: st.DrawFn) -> tuple[Place, ...]:
    """Return people in the order in which they joined."""
    return tuple(
        Place(
            name,
            LONG_AGO + number * DAY,
            draw(st.integers(0, 4)),
            draw(days),
            held=draw(ahead),
            elsewhere=draw(ahead),
            passed=draw(st.none() | days),
            away=draw(st.lists(aways(), max_size=1).map(tuple)),
        )
        for number, name in enumerate(NAMES[: draw(st.integers(1, len(NAMES)))])
    )


some = st.sets(st.sampled_from(NAMES), max_size=2)


@settings(max_examples=200)
@given(lines(), st.lists(some, min_size=1, max_size=7), st.data(), some, st.integers(1, 4))
def test_the_order_is_the_one_that_is_told(
    places: tuple[Place, ...], turns: list[set[str]], data: st.DataObject, busy: set[str], rest: int
) -> None:
    which = data.draw(st.integers(0, len(turns) - 1))
    meetings = (START, START + 7 * DAY)

    order = rotation.order(data.draw(st.permutations(places)), meetings, rotation.near(turns, which), busy, rest)

    assert list(order) == _told(places, meetings, turns, which, busy, rest)


def _told(  # noqa: PLR0913 - as the rule is about
    places: Sequence[Place],
    meetings: Sequence[datetime],
    turns: Sequence[set[str]],
    which: int,
    busy: set[str],
    rest: int,
) -> list[str]:
    here = [place for place in places if not any(away.start <= at < away.end for away in place.away for at in meetings)]
    most = max(1, min(rest, len(here) - 2))
    returns = {
        place.person: [
            *(away.end for away in place.away if not away.counted and away.end <= START),
            *([] if place.passed is None else [place.passed]),
        ]
        for place in here
    }
    willing = [place.turns + len(place.held) for place in here if not returns[place.person]]

    def closeness(place: Place) -> int:
        """The closer the further behind: 0 for whoever does not rest."""
        for distance in range(1, most + 1):
            for other in (which - distance, which + distance):
                if 0 <= other < len(turns) and place.person in turns[other]:
                    return most + 1 - distance
        return 0

    def count(place: Place) -> int:
        had = place.turns + len(place.held)
        if returns[place.person] and willing:
            had = max(had, min(willing))
        return had + 1 if place.person in busy else had

    def last(place: Place) -> datetime:
        return max([place.last, *place.held, *place.elsewhere, *returns[place.person]])

    told: list[Callable[[Place], Any]] = [
        closeness,
        count,
        lambda place: place.person in busy,
        last,
        lambda place: place.joined,
    ]
    order = []
    while here:
        first = here
        for line in told:
            first = [place for place in first if line(place) == min(map(line, first))]
        order.append(first[0].person)
        here = [place for place in here if place is not first[0]]
    return order
