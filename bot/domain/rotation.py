"""Whose turn it is: no one carries this alone, and no one owns it.

Everybody on the rota of a role has a place there, which they took themselves. Whoever has had the fewest turns is next;
among those, whoever had their last turn longest ago; among those, whoever joined first. A turn counts for whoever did
it, by whatever way it came to them: offered, taken, swapped or covered. Those counts are for order alone and are shown
to nobody.

- A newcomer, and whoever returns from being away or from a turn that they let pass, is lifted to the lowest count of
  the willing, and joining, returning and passing count as a last turn on that day: nobody has anything to make up for,
  nobody is ahead of all others, and nobody is asked every time. A pass costs nothing. Silence is a pass, and so is
  that nothing can be sent to somebody.
- Nobody has two turns in a row while another is willing. Where the group set more turns of rest, whoever had one is
  asked after the others for as long, as far as there are enough people that it is nobody's turn sooner for that. No
  claim grows from resting: whoever rests and has had fewer turns than all who don't is lifted as well.
- Nobody holds two roles in a meeting while another is willing who had at most one turn more. (Without a limit somebody
  could be left out for ever, whose turns of two roles always meet.) Whoever is left out for that keeps their place.
- A turn that was accepted or is offered counts as had, until it is cancelled, passed or handed on. What is cancelled or
  skipped, and the time that Kith was away, move nobody on.

So among people who say yes to every offer and do only those, counts since the later of two joined or returned differ
by at most one, turns cancelled after the yes and those of people with another role in the same meeting apart. It is
not so where turns are so close that one is offered before another has started, and that one is then given back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Away:
    """From the one moment on and before the other somebody is not there; ``counted`` once `returned` has settled it."""

    start: datetime
    end: datetime
    counted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody's place on the rota of a role.

    ``turns`` is what counts as had and is over, ``last`` when they last had a turn of any role, joined, returned or
    passed. ``held`` is when the turns of this role start that they accepted or are asked about, ``elsewhere`` those
    of other roles. ``passed`` is when they last let a turn go by that has not started yet, ``away`` when they are
    not there.
    """

    person: str
    joined: datetime
    turns: int
    last: datetime
    held: tuple[datetime, ...] = ()
    elsewhere: tuple[datetime, ...] = ()
    passed: datetime | None = None
    away: tuple[Away, ...] = ()

    @property
    def count(self) -> int:
        """Return how many turns count as had."""
        return self.turns + len(self.held)

    @property
    def latest(self) -> datetime:
        """Return when the last of all turns is or was, or what counts as one."""
        return max(self.last, *self.held, *self.elsewhere) if self.held or self.elsewhere else self.last

    def is_away(self, moment: datetime) -> bool:
        """Return whether they are not there then."""
        return any(away.start <= moment < away.end for away in self.away)

    def back(self, moment: datetime) -> datetime | None:
        """Return when they returned last before a moment, or let a turn go by, where that is not settled yet."""
        moments = [away.end for away in self.away if away.end <= moment and not away.counted]
        if self.passed is not None:
            moments.append(self.passed)
        return max(moments, default=None)


def joined(person: str, places: Iterable[Place], now: datetime) -> Place:
    """Return the place of a newcomer."""
    return Place(person, now, _lowest(places) or 0, now)


def returned(place: Place, places: Iterable[Place], moment: datetime) -> Place:
    """Return the place of somebody who is back by a moment: when that has come, or a turn is offered that starts then.

    The turn itself, if they are asked about it or hold it, is not among what they hold here.
    """
    ends = [away.end for away in place.away if away.end <= moment and not away.counted]
    if not ends:
        return place
    others = [other for other in places if other.person != place.person]
    lifted = _lifted(place, _lowest(others), max(ends))
    return replace(lifted, away=tuple(replace(away, counted=away.end <= moment) for away in place.away))


def settled(
    places: Iterable[Place],
    at: datetime,
    done: str | None,
    passed: Mapping[str, datetime],
    resting: Collection[str] = (),
) -> tuple[Place, ...]:
    """Return all places of a role once a turn started: who did it, who let it go by and when, and who rested.

    What is accepted, asked and passed is the others' and later turns' alone by now. Whoever rested, though they had
    had fewer turns than all who did not, is lifted too, and keeps their place beside that.
    """
    places = tuple(places)
    asked = min(passed.values(), default=at)
    willing = [
        place
        for place in places
        if place.person not in passed
        and not place.is_away(at)
        and (place.person == done or (place.joined <= asked and place.back(at) is None))
    ]
    rested = [place for place in willing if place.person not in resting]
    lowest = min((place.count for place in rested or willing), default=None)
    lifts = {**dict.fromkeys(resting if rested else ()), **passed}
    others = (
        _lifted(place, lowest, lifts[place.person] or place.last)
        if place.person in lifts and place.person != done
        else place
        for place in places
    )
    return tuple(
        replace(place, turns=place.turns + 1, last=max(place.last, at)) if place.person == done else place
        for place in others
    )


def order(
    places: Iterable[Place],
    meetings: Sequence[datetime],
    near: Mapping[str, int],
    busy: Collection[str] = (),
    rest: int = 1,
) -> tuple[str, ...]:
    """Return who may be asked about a turn that has these meetings, first whose turn it is.

    ``near`` is what `near` returns; ``busy`` are those who hold another role in one of the meetings or are asked about
    it, ``rest`` for how many turns people rest who had one.
    """
    there = [place for place in places if not any(map(place.is_away, meetings))]
    start = meetings[0]
    lowest = min((place.count for place in there if place.back(start) is None), default=None)
    rested = resting(near, rest, len(there))

    def late(place: Place) -> tuple[int, int, bool, datetime, datetime]:
        back, other = place.back(start), place.person in busy
        if back is not None:
            place = _lifted(place, lowest, back)
        return rested.get(place.person, 0), place.count + other, other, place.latest, place.joined

    return tuple(place.person for place in sorted(there, key=late))


def resting(near: Mapping[str, int], rest: int, willing: int) -> dict[str, int]:
    """Return who rests, of so many who are willing, and how close to the turn they had: the closer, the more.

    Nobody rests for longer than they would where everybody has their turn.
    """
    turns = max(1, min(rest, willing - 2))
    return {person: turns + 1 - distance for person, distance in near.items() if distance <= turns}


def near(turns: Sequence[Collection[str]], which: int) -> dict[str, int]:
    """Return for everybody who had, holds or is asked about another turn how far away the nearest one is.

    ``turns`` are those of the role that take place, in the order in which they do, each with these people.
    """
    distances: dict[str, int] = {}
    for index, people in enumerate(turns):
        for person in people if index != which else ():
            distances[person] = min(abs(index - which), distances.get(person, len(turns)))
    return distances


def _lifted(place: Place, lowest: int | None, at: datetime) -> Place:
    more = 0 if lowest is None else max(0, lowest - place.count)
    return replace(place, turns=place.turns + more, last=max(place.last, at))


def _steady(places: Iterable[Place]) -> list[Place]:
    """Return the places of those who are there, are not about to be away, and have not to return themselves."""
    return [place for place in places if place.passed is None and all(away.counted for away in place.away)]


def _lowest(places: Iterable[Place]) -> int | None:
    """Return the lowest count of the willing, of all where nobody is."""
    places = tuple(places)
    return min((place.count for place in _steady(places) or places), default=None)
