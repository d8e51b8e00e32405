"""A group with a rota that lives through two years by itself, for the tests of fairness."""

from __future__ import annotations

import heapq
import itertools
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.domain import rota, rotation
from bot.domain.chair import Chair, look_at
from bot.domain.chair_events import (
    Around,
    AskToSwap,
    Cover,
    Event,
    Exchange,
    Exchanged,
    HandOn,
    Held,
    Left,
    Looked,
    Moved,
    Off,
    Offer,
    On,
    Pass,
    Started,
    SwapNo,
    SwapWith,
    SwapYes,
    Unask,
    WentAway,
    Yes,
)
from bot.domain.rotation import Away, Place

START: Final = datetime(2026, 1, 5, 19, tzinfo=UTC)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
OFFER, ANSWER = 3 * DAY, DAY
WHILE: Final = 60 * DAY
"""So long a turn that was cancelled after the yes may show in how the next are shared out."""


@dataclass(frozen=True)
class Plan:
    """What a group is like: its people, of whom some say yes to every offer, its roles, and how it meets."""

    seed: int
    always: int = 3
    others: int = 3
    roles: tuple[str, ...] = ("facilitator",)
    apart: timedelta = 7 * DAY
    rest: int = 1
    length: timedelta = 730 * DAY
    quiet: bool = False
    """Everybody is in every role, and nothing else happens."""


@dataclass
class Since:
    """What two people who say yes to every offer did since the later of them joined or returned."""

    since: datetime
    did: Counter[str] = field(default_factory=Counter)
    away: bool = False

    @property
    def apart(self) -> int:
        """Return how many more turns the one did than the other; 0 while one of them is away."""
        first, second = (*self.did.values(), 0, 0)[:2]
        return 0 if self.away else abs(first - second)


class Group:
    """A group that lives by itself; what it goes through depends on its plan alone."""

    def __init__(self, plan: Plan) -> None:
        """Let the first people join, and set out all its turns."""
        self.plan, self.chance = plan, random.Random(plan.seed)  # noqa: S311 - no secret
        self.now, self.end = START - 10 * DAY, START + plan.length
        self.agenda: list[tuple[datetime, int, int, Callable[[], None]]] = []
        self.ordinal, self.names = itertools.count(), itertools.count()
        self.places: dict[str, dict[str, Place]] = {role: {} for role in plan.roles}
        self.chairs: dict[str, dict[str, Chair]] = {role: {} for role in plan.roles}
        self.lines: dict[str, list[str]] = {role: [] for role in plan.roles}
        self.live: dict[str, set[str]] = {role: set() for role in plan.roles}
        self.said: set[tuple[str, str, str]] = set()
        self.down_until = self.now
        self.pairs: dict[tuple[str, frozenset[str]], Since] = {}
        self.seats: dict[str, list[str | None]] = {role: [] for role in plan.roles}
        self.open: dict[tuple[str, str, str], Offer] = {}
        self.cancelled: dict[str, list[datetime]] = {role: [] for role in plan.roles}
        self.doubles = 0
        self.wrong: list[str] = []
        for number in range(plan.always + plan.others):
            self.join(f"{'always' if number < plan.always else 'other'}{next(self.names)}")
        number = 0
        while (start := START + number * plan.apart) < self.end:
            for role in plan.roles:
                self.lines[role].append(f"{number}")
                self.put(role, Chair(f"{number}", start))
            number += 1
        if not plan.quiet:
            self.at(START, self.something)

    # --------------------------------------------------------------------------- time

    def at(self, moment: datetime, what: Callable[[], None], *, said: bool = False) -> None:
        """Let something happen then; after downtime what people said is heard first."""
        heapq.heappush(self.agenda, (moment, not said, next(self.ordinal), what))

    def live_on(self) -> Group:
        """Let two years pass."""
        while self.agenda and self.agenda[0][0] < self.end:
            moment, looks, _, what = heapq.heappop(self.agenda)
            if moment < self.down_until:
                self.at(self.down_until, what, said=not looks)
                continue
            self.now = moment
            what()
        return self

    def something(self) -> None:
        """Let something happen to the group, and again some days later."""
        self.chance.choices(
            [self.joins, self.leaves, self.goes_away, self.takes, self.skips, self.moves, self.is_down, self.passes],
            [2, 1, 3, 3, 2, 2, 1, 2],
        )[0]()
        self.at(self.now + self.chance.random() * 20 * DAY, self.something)

    # ------------------------------------------------------------------------- people

    def anybody(self, role: str, *, fickle: bool = False) -> str | None:
        people = [person for person in self.places[role] if not (fickle and person.startswith("always"))]
        return self.chance.choice(people) if people else None

    def join(self, person: str) -> None:
        for role, places in self.places.items():
            if not places or self.plan.quiet or self.chance.random() < 0.8:
                places[person] = rotation.joined(person, self.seen(role).values(), self.now)
                self.begins(role, person)

    def begins(self, role: str, person: str) -> None:
        """Count anew between somebody who joined or returned and all others; they are not ahead of everybody."""
        places = self.seen(role)
        for other in places:
            if other != person and other.startswith("always") and person.startswith("always"):
                away = bool(places[person].away or places[other].away)
                self.pairs[role, frozenset({person, other})] = Since(self.now, away=away)
        name = next((name for name in self.lines[role] if self.untouched(role, name)), None)
        if name is None:
            return
        around = self.around(role, self.chairs[role][name])
        resting = around.resting | self.busy(role, name)
        waiting = [
            one
            for one in places.values()
            if one.count <= places[person].count and not (one.held or one.elsewhere or one.away)
        ]
        if around.order[:1] == (person,) and {one.person for one in waiting} & set(around.order) - resting - {person}:
            self.wrong.append(f"{person} is ahead of all others for {name} on {self.now}")

    def untouched(self, role: str, name: str) -> bool:
        chair = self.chairs[role][name]
        return not (chair.closed or chair.off or chair.asked or chair.holder) and chair.start > self.now

    def joins(self) -> None:
        if max(map(len, self.places.values())) < 9:
            self.join(f"{self.chance.choice(('always', 'other'))}{next(self.names)}")

    def leaves(self) -> None:
        role = self.chance.choice(self.plan.roles)
        if len(self.places[role]) > 1 and (person := self.anybody(role)):
            for left, places in self.places.items():
                places.pop(person, None)
                for pair in [pair for pair in self.pairs if pair[0] == left and person in pair[1]]:
                    del self.pairs[pair]
                for name in sorted(self.live[left]):
                    self.step(left, name, Left(person))

    def goes_away(self) -> None:
        role = self.chance.choice(self.plan.roles)
        if not (person := self.anybody(role)):
            return
        start = self.now + self.chance.random() * 9 * DAY
        away = Away(start, start + (1 + self.chance.random() * 30) * DAY)
        for one, places in self.places.items():
            if person in places:
                places[person] = replace(places[person], away=(*places[person].away, away))
                for pair in self.pairs:
                    if person in pair[1]:
                        self.pairs[pair].away = True
                for name in sorted(self.live[one]):
                    if away.start <= self.chairs[one][name].start < away.end:
                        self.step(one, name, WentAway(person))
        self.at(away.end, lambda: self.returns(person, away))

    def returns(self, person: str, away: Away) -> None:
        for role, places in self.places.items():
            if person in places and any(each.end == away.end for each in places[person].away):
                self.is_back(role, person, away.end)
                left = tuple(each for each in places[person].away if each.end > self.now)
                places[person] = replace(places[person], away=left)
                self.begins(role, person)

    def is_back(self, role: str, person: str, moment: datetime, name: str | None = None) -> None:
        if person in self.places[role]:
            seen = self.seen(role, but=name)
            place = rotation.returned(seen[person], seen.values(), moment)
            self.places[role][person] = replace(place, held=(), elsewhere=(), passed=None)

    def takes(self) -> None:
        self.somebody(Yes, weeks=3)

    def passes(self) -> None:
        self.somebody(Pass, weeks=2)

    def somebody(self, says: Callable[[str], Event], weeks: int) -> None:
        role = self.chance.choice(self.plan.roles)
        ahead = [name for name in self.lines[role] if self.now < self.chairs[role][name].start]
        if ahead and (person := self.anybody(role, fickle=True)):
            self.say(role, self.chance.choice(ahead[:weeks]), says(person))

    # ------------------------------------------------------------------------ meetings

    def meeting(self) -> str | None:
        ahead = [
            name for name in self.lines[self.plan.roles[0]] if self.chairs[self.plan.roles[0]][name].start > self.now
        ]
        return self.chance.choice(ahead[:3]) if ahead else None

    def skips(self) -> None:
        if (name := self.meeting()) is None:
            return
        for role in self.plan.roles:
            chair = self.chairs[role][name]
            if chair.holder is not None and not chair.off:
                self.cancelled[role].append(self.now)
            self.step(role, name, Off())
        if self.chance.random() < 0.3:
            self.at(self.now + self.chance.random() * DAY, lambda: self.takes_place(name))

    def takes_place(self, name: str) -> None:
        for role in self.plan.roles:
            self.step(role, name, On(self.chairs[role][name].start))

    def moves(self) -> None:
        if (name := self.meeting()) is None:
            return
        by = (self.chance.random() - 0.5) * self.plan.apart / 2
        for role in self.plan.roles:
            if (start := self.chairs[role][name].start + by) > self.now and not self.chairs[role][name].off:
                self.step(role, name, Moved(start))
                self.lines[role].sort(key=lambda each: self.chairs[role][each].start)

    def is_down(self) -> None:
        self.down_until = self.now + self.chance.random() * 12 * DAY

    # --------------------------------------------------------------------------- turns

    def seen(self, role: str, but: str | None = None) -> dict[str, Place]:
        """Return everybody's place with what is accepted, asked and passed; of the turn ``but`` it is passed alone."""
        seen = {}
        held: dict[str, list[datetime]] = {}
        elsewhere: dict[str, list[datetime]] = {}
        passed: dict[str, datetime] = {}
        for one, names in self.live.items():
            for name in names:
                chair = self.chairs[one][name]
                for person in chair.sitting if name != but or one != role else ():
                    (held if one == role else elsewhere).setdefault(person, []).append(chair.start)
                for person, when in chair.passed.items() if one == role else ():
                    passed[person] = max(when, passed.get(person, when))
        for person, place in self.places[role].items():
            mine, other, let_by = held.get(person, ()), elsewhere.get(person, ()), passed.get(person)
            known = mine or other or let_by
            seen[person] = replace(place, held=tuple(mine), elsewhere=tuple(other), passed=let_by) if known else place
        return seen

    def busy(self, role: str, name: str) -> frozenset[str]:
        others = (self.chairs[other][name] for other in self.plan.roles if other != role)
        return frozenset(person for chair in others for person in chair.sitting)

    def around(self, role: str, chair: Chair) -> Around:
        line, chairs = self.lines[role], self.chairs[role]
        which = line.index(chair.name)
        before = [name for name in line[max(0, which - 9) : which] if not chairs[name].off][-self.plan.rest - 1 :]
        after = [name for name in line[which + 1 : which + 10] if not chairs[name].off][: self.plan.rest + 1]
        close = [chairs[name].sitting for name in [*before, chair.name, *after]]
        near = rotation.near(close, len(before))
        places = self.seen(role, but=chair.name).values()
        order = rotation.order(places, (chair.start,), near, self.busy(role, chair.name), self.plan.rest)
        resting = frozenset(rotation.resting(near, self.plan.rest, len(order)))
        return Around(self.now, OFFER, ANSWER, order, resting, self.rings, self.invites)

    def rings(self, _: str) -> datetime:
        return self.now

    def invites(self, _: str, __: str) -> bool:
        return True

    def say(self, role: str, name: str, event: Event) -> None:
        """Let somebody say something, of their own."""
        if isinstance(event, Yes | SwapYes | SwapWith):
            self.said.add((role, name, event.person))
            if isinstance(event, SwapWith) and event.back is not None:
                self.said.add((role, event.back, event.person))
        if getattr(event, "person", None) in self.places[role]:
            self.step(role, name, event)

    def put(self, role: str, chair: Chair) -> None:
        self.chairs[role][chair.name] = chair
        self.live[role].discard(chair.name)
        if (chair.asked or chair.holder) and not chair.closed:
            self.live[role].add(chair.name)
        if (moment := look_at(chair, OFFER)) is not None:
            self.at(moment, lambda: self.look(role, chair))

    def look(self, role: str, chair: Chair) -> None:
        if self.chairs[role][chair.name] == chair:
            self.step(role, chair.name, Looked())

    def step(self, role: str, name: str, event: Event) -> None:
        before = self.chairs[role][name]
        around = self.around(role, before)
        after = rota.step(before, event, around)
        self.put(role, after.chair)
        for effect in after.effects:
            self.follow(role, before, around, effect)
        holder = after.chair.holder
        if holder is not None and (role, name, holder) not in self.said:
            self.wrong.append(f"{holder} holds {role} {name} without a yes")

    def follow(self, role: str, chair: Chair, around: Around, effect: object) -> None:
        match effect:
            case Unask(person):
                self.open.pop((role, chair.name, person), None)
            case Offer(person, "turn"):
                self.open[role, chair.name, person] = effect
                self.is_back(role, person, chair.start, chair.name)
                self.asked(role, chair, around, effect)
            case Offer(person):
                if not person.startswith("always") and self.chance.random() < 0.4:
                    self.at(self.now + self.chance.random() * HOUR, lambda: self.say(role, chair.name, Yes(person)))
            case AskToSwap(person, _, until):
                answer: Event
                yes = not person.startswith("always") and self.chance.random() < 0.5
                wait = (until - self.now) * self.chance.random()
                answer = SwapYes(person) if yes else SwapNo(person)
                self.at(self.now + wait, lambda: self.say(role, chair.name, answer), said=True)
            case Exchange(turn, person, to):
                self.step(role, turn, Exchanged(person, to))
            case Held(person):
                self.is_back(role, person, chair.start, chair.name)
                self.changes_mind(role, chair, person)
            case Started():
                self.started(role, chair, effect)
            case _:
                pass

    def asked(self, role: str, chair: Chair, around: Around, offer: Offer) -> None:
        person = offer.person
        willing = {one for one in around.order if one.startswith("always")} - {person}
        if person in around.resting and willing - around.resting - {one.person for one in chair.asked}:
            self.wrong.append(f"{person} is asked twice in a row, before others")
        if person.startswith("always"):
            wait = 0.95 * (offer.until - self.now) * self.chance.random()
            self.at(self.now + wait, lambda: self.answer(role, chair.name, offer, Yes(person)), said=True)
            return
        wait = (1.5 if self.chance.random() < 0.2 else 0.9) * ANSWER * self.chance.random()
        with_whom = self.anybody(role, fickle=True) or person
        back = next((name for name in self.live[role] if self.chairs[role][name].holder == with_whom), None)
        says: Event | None = self.chance.choice(
            [Yes(person), Yes(person), Pass(person), Pass(person), None, SwapWith(person, with_whom, back)]
        )
        if says is not None:
            self.at(self.now + wait, lambda: self.answer(role, chair.name, offer, says), said=True)

    def answer(self, role: str, name: str, offer: Offer, event: Event) -> None:
        """Let somebody answer an offer, if it waits for an answer still."""
        if self.open.get((role, name, offer.person)) is offer:
            self.say(role, name, event)

    def changes_mind(self, role: str, chair: Chair, person: str) -> None:
        if person.startswith("always") or self.chance.random() < 0.7:
            return
        minds: list[Event] = [Cover(person), HandOn(person), Pass(person)]
        says = self.chance.choice(minds)
        wait = max(chair.start - self.now, HOUR) * self.chance.random()
        self.at(self.now + wait, lambda: self.say(role, chair.name, says), said=True)

    def started(self, role: str, chair: Chair, effect: Started) -> None:
        done = effect.done
        places = self.seen(role, but=chair.name).values()
        for place in rotation.settled(places, chair.start, done, effect.passed, effect.resting):
            if place.held or place.elsewhere or place.passed:
                place = replace(place, held=(), elsewhere=(), passed=None)  # noqa: PLW2901 - as it is kept
            self.places[role][place.person] = place
        for other in self.plan.roles:
            if other != role and done in self.places[other]:
                place = self.places[other][done]
                self.places[other][done] = replace(place, last=max(place.last, chair.start))
        self.seats[role].append(done)
        self.doubles += done is not None and done in self.busy(role, chair.name)
        for (one, pair), since in self.pairs.items():
            if one == role and done in pair and chair.start > since.since:
                since.did[done] += 1
                limit = 1 if len(self.plan.roles) == 1 else 3
                limit += any(since.since - WHILE < moment for moment in self.cancelled[role])
                if since.apart > limit:
                    self.wrong.append(f"{sorted(pair)} are apart by {since.did} since {since.since} on {chair.start}")
