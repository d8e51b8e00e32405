"""Whose turn it is: no one carries this alone, and no one owns it.

Everybody on the rota of a role has a place there, which they took themselves. Of those who are not away at one of the
meetings of a turn it is offered to whoever is first by this order, in which each line parts those alone whom the lines
before it leave side by side:

1. Rest: nobody has two turns in a row while another is willing. Whoever had, holds or is asked about the turn before
   or the one after comes behind all who don't. Where the group set more turns of rest it is so many on either side, the
   closer the further behind; but for two turns less than there are people at most (and for one in any case), so that
   it is nobody's turn sooner for that. Only turns that take place are counted.
2. The fewest turns. Whoever holds another role in one of the meetings, or is asked about it, comes in here as if they
   had had one turn more, and behind whoever holds none: nobody holds two roles while another is willing who had at most
   one turn more. (Without a limit somebody could be left out for ever, whose turns of two roles always meet.)
3. The last turn longest ago, of whatever role, one that is ahead too. (So whoever is left out for another role keeps
   their place.)
4. Having joined first.

A turn counts for whoever did it, by whatever way it came to them: offered, taken, swapped or covered. What is accepted,
or is offered by this order, counts as had until it is cancelled, passed or handed on. What is cancelled or skipped, and
the time that Kith was away, move nobody on. Those counts are for order alone and are shown to nobody.

A newcomer, and whoever returns from being away or from a turn that they let pass, is lifted to the lowest count of the
willing, if there are any, and joining, returning and passing count as a last turn on that day: nobody has anything to
make up for, nobody is ahead of all others, and nobody is asked every time. A pass costs nothing. Silence is a pass, and
so is that nothing can be sent to somebody (:mod:`bot.domain.rota` says when one is none). No claim grows from resting:
whoever rested when a turn was given to another, and has had fewer than all who did not, is lifted as well once it
started, and keeps the day of their last. The willing have no such return to settle themselves; they are

- for the order, those who can be offered the turn and did not let it go by;
- once it has started, whoever was there, had joined before anybody passed and did not pass, of these whoever did not
  rest if there is one, and with them whoever did it;
- for somebody who joins or returns, all others who neither are nor will be away; where nobody is, everybody.

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
        return max((self.last, *self.held, *self.elsewhere))

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
    return Place(person, now, _lowest_of_the_willing(places) or 0, now)


def returned(place: Place, places: Iterable[Place], moment: datetime) -> Place:
    """Return the place of somebody who is back by a moment: when that has come, or a turn is offered that starts then.

    The turn itself, if they are asked about it or hold it, is not among what they hold here.
    """
    ends = [away.end for away in place.away if away.end <= moment and not away.counted]
    if not ends:
        return place
    others = [other for other in places if other.person != place.person]
    lifted = _lifted(place, _lowest_of_the_willing(others), max(ends))
    return replace(lifted, away=tuple(replace(away, counted=away.counted or away.end <= moment) for away in place.away))


def settled(
    places: Iterable[Place],
    at: datetime,
    done: str | None,
    passed: Mapping[str, datetime],
    resting: Collection[str] = (),
) -> tuple[Place, ...]:
    """Return all places of a role once a turn started: who did it, who let it go by and when, and who rested.

    In the places this turn itself is nobody's: what they hold and are asked about are others alone.
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
    awake = [place for place in willing if place.person not in resting]
    lowest = _lowest(awake or willing)

    def after(place: Place) -> Place:
        if place.person == done:
            return replace(place, turns=place.turns + 1, last=max(place.last, at))
        if place.person in passed:
            return _lifted(place, lowest, passed[place.person])
        if place.person in resting and awake:
            return _lifted(place, lowest, place.last)
        return place

    return tuple(after(place) for place in places)


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
    lowest = _lowest(place for place in there if place.back(start) is None)
    rested = resting(near, rest, len(there))

    def rank(place: Place) -> tuple[int, int, bool, datetime, datetime]:
        back, other = place.back(start), place.person in busy
        if back is not None:
            place = _lifted(place, lowest, back)
        return rested.get(place.person, 0), place.count + other, other, place.latest, place.joined

    return tuple(place.person for place in sorted(there, key=rank))


def resting(near: Mapping[str, int], rest: int, willing: int) -> dict[str, int]:
    """Return who rests, of so many who are willing, and how close to the turn they had: the closer, the more."""
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


def _lowest_of_the_willing(places: Iterable[Place]) -> int | None:
    """Return the lowest count of those who are there, not about to be away and not to return; of all if nobody is."""
    places = tuple(places)
    willing = [place for place in places if place.passed is None and all(away.counted for away in place.away)]
    return _lowest(willing or places)


def _lowest(places: Iterable[Place]) -> int | None:
    return min((place.count for place in places), default=None)
