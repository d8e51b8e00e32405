"""Random histories around reminders, against the real program and database, beside a model of what is due."""

from __future__ import annotations

import asyncio
import copy
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.chat import House, Say, Words
from bot.render import Renderer
from bot.storage.database import FILE, opened
from tests.conftest import Room, at, circle
from tests.network import KITH, Network

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
GRID = 5 * MINUTE
"""Everything that is due is due at a whole five minutes, and everything that people do is not."""
ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "UTC")
BEGINNINGS = (
    datetime(2027, 10, 1, 9, 2, tzinfo=UTC),
    datetime(2027, 10, 28, 9, 2, tzinfo=UTC),
    datetime(2027, 3, 25, 9, 2, tzinfo=UTC),
    datetime(2027, 4, 1, 9, 2, tzinfo=UTC),
)
"""A few days before the clocks change, in Berlin or on Lord Howe."""
LENGTHS = {"5m": 5 * MINUTE, "1h": HOUR, "3h": 3 * HOUR, "24h": DAY, "3d": 3 * DAY}
AHEAD = st.sets(st.sampled_from(sorted(LENGTHS)), min_size=1, max_size=4).map(sorted)
WALLS = ("02:15", "02:30", "07:30", "12:00", "19:00", "23:55")

waits = st.tuples(st.just("wait"), st.sampled_from([1, 3, 7, 15, 22, 30]))
changes = st.one_of(
    st.tuples(st.just("down"), st.sampled_from([10 * MINUTE, 3 * HOUR, 3 * DAY])),
    st.tuples(st.just("skip"), st.integers(0, 3)),
    st.tuples(st.just("move"), st.tuples(st.integers(0, 3), st.integers(0, 4), st.sampled_from(WALLS))),
    st.tuples(st.just("edit"), st.sampled_from(WALLS)),
    st.tuples(st.just("undo"), st.none()),
    st.tuples(st.just("room"), AHEAD | st.none()),
    st.tuples(st.just("ben"), AHEAD | st.none()),
    st.tuples(st.just("rest"), st.integers(1, 3) | st.none()),
    st.tuples(st.just("quiet"), st.sampled_from(["off", "22:00-08:00", "12:00-14:00"])),
    st.tuples(st.just("zone"), st.sampled_from(["Asia/Tokyo", "America/Lima", "Europe/Berlin"])),
)
histories = st.lists(st.tuples(changes, waits), min_size=5, max_size=10)
"""What happens, and how long nothing does after it."""

Start = tuple[date, datetime]


@dataclass
class Calendar:
    """What can be taken back: when the meeting is, when the room is reminded of it, and until when the group rests."""

    wall: time
    otherwise: dict[date, datetime | None] = field(default_factory=dict)
    room: frozenset[timedelta] = frozenset({HOUR})
    rest: date | None = None


@dataclass
class Model:
    """What people arranged, and what is due of it, looked at every five minutes while Kith is up."""

    zone: str
    first: date
    now: datetime
    calendar: Calendar
    ben: frozenset[timedelta] = frozenset()
    quiet: str = "22:00-08:00"
    ben_zone: str = "UTC"
    changes: list[Calendar] = field(default_factory=list)
    wanted_since: dict[tuple[str, timedelta], datetime] = field(default_factory=dict)
    start_since: dict[Start, datetime] = field(default_factory=dict)
    said: dict[tuple[str, Start], list[timedelta]] = field(default_factory=dict)
    due: list[tuple[str, Start, datetime]] = field(default_factory=list)

    def starts(self) -> set[Start]:
        """Return every start of the meeting in these weeks."""
        found = set()
        for number in range(40):
            day = self.first + number * DAY
            local = self.calendar.otherwise.get(day, datetime.combine(day, self.calendar.wall))
            if local is not None:
                found.add((day, local.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)))
        return found

    def becomes(self, calendar: Calendar, *, undone: bool = False) -> None:
        """Let a facilitator change something, or take it back."""
        before, room = self.starts(), self.calendar.room
        if not undone:
            self.changes.append(self.calendar)
        self.calendar = calendar
        self.start_since |= dict.fromkeys(self.starts() - before, self.now)
        self.wanted_since |= dict.fromkeys((("", each) for each in calendar.room - room), self.now)

    def ben_wants(self, ahead: frozenset[timedelta]) -> None:
        self.wanted_since |= dict.fromkeys((("ben", each) for each in ahead - self.ben), self.now)
        self.ben = ahead

    def goes_on(self, goal: datetime) -> None:
        """Look at every whole five minutes until then."""
        when = self.now - (self.now - datetime.min.replace(tzinfo=UTC)) % GRID + GRID
        while when <= goal:
            self.looks(when)
            when += GRID
        self.now = goal

    def looks(self, now: datetime) -> None:
        rest = self.calendar.rest
        if rest is not None and now < datetime.combine(rest, time(), UTC):
            return
        for who, ahead in (("", self.calendar.room), ("ben", self.ben)):
            if not ahead or (who and self._is_quiet(now)):
                continue
            for start in self.starts():
                self._looks_at(who, start, ahead, now)

    def _looks_at(self, who: str, start: Start, ahead: frozenset[timedelta], now: datetime) -> None:
        begins = start[1]
        if begins <= now or begins > now + 4 * DAY:
            return
        never = datetime.min.replace(tzinfo=UTC)
        known = self.start_since.get(start, never)
        passed = [
            each
            for each in ahead
            if begins - each <= now and begins - each > max(known, self.wanted_since.get((who, each), never))
        ]
        said = self.said.setdefault((who, start), [])
        if passed and not any(each <= min(passed) for each in said):
            said.append(min(passed))
            self.due.append((who, start, now))

    def _is_quiet(self, now: datetime) -> bool:
        if self.quiet == "off":
            return False
        wall, (begin, end) = now.astimezone(ZoneInfo(self.ben_zone)).strftime("%H:%M"), self.quiet.split("-")
        return begin <= wall < end if begin < end else not end <= wall < begin


class Listening(Renderer):
    """Says what Kith says, and keeps which reminders were written, when and to whom."""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.wrote: list[tuple[str, Start, datetime]] = []

    def __call__(self, say: Say, private: bool, language: str | None = None) -> Words:
        if (say.template, say.outcome) == ("remind", "due"):
            one: Any = say.facts["one"]
            now: Any = say.facts["now"]
            self.wrote.append(("ben" if private else "", (one.date, one.at), now))
        return super().__call__(say, private, language)


async def _does(room: Room, model: Model, what: str, value: Any) -> None:
    """Let something happen, to Kith and to the model."""
    match what:
        case "wait":
            await room.until(value * HOUR)
            model.goes_on(room.now)
        case "down":
            await room.restarts(after=value)
            await _looks(room, model)
        case "undo" if model.changes:  # else it would take the meeting itself back
            (told,) = await room.says("ana", "!undo")
            if not told.startswith("In the last day"):
                model.becomes(model.changes.pop(), undone=True)
                await _looks(room, model)
        case "ben" | "quiet" | "zone":
            await _ben_says(room, model, what, value)
        case _:
            await _ana_says(room, model, what, value)


async def _looks(room: Room, model: Model) -> None:
    await room.until(timedelta(0))
    model.now = room.now
    model.looks(room.now)


async def _ben_says(room: Room, model: Model, what: str, value: Any) -> None:
    match what:
        case "ben":
            await room.private("ben", "remind me " + ("off" if value is None else " ".join(value)))
            model.ben_wants(frozenset(LENGTHS[each] for each in value or ()))
        case "quiet":
            await room.private("ben", f"quiet {value}")
            model.quiet = value
        case _:
            await room.private("ben", f"timezone {value}")
            model.ben_zone = value
    await _looks(room, model)


async def _ana_says(room: Room, model: Model, what: str, value: Any) -> None:
    calendar, today = copy.deepcopy(model.calendar), room.now.astimezone(ZoneInfo(model.zone)).date()
    match what:
        case "skip":
            day = today + value * DAY
            text = f"!meeting skip {day}"
            calendar.otherwise[day] = None
        case "move":
            day = today + value[0] * DAY
            to = datetime.combine(day + value[1] * DAY, time.fromisoformat(value[2]))
            text = f"!meeting move {day} to {to:%Y-%m-%d %H:%M}"
            calendar.otherwise[day] = to
        case "edit":
            text = f"!meeting edit at {value}"
            calendar.wall = time.fromisoformat(value)
        case "room":
            text = "!remind off" if value is None else f"!remind at {' '.join(value)}"
            calendar.room = frozenset(LENGTHS[each] for each in value or ())
        case _:
            until = None if value is None else room.now.date() + value * DAY
            text = f"!set quiet.until {until or 'off'}"
            calendar.rest = until
    before = len(room.network.sent)
    await room.says("ana", text)
    (told, *_) = [words.plain for words in room.words(room.room, since=before)]
    if told.endswith("`!undo`"):
        model.becomes(calendar)
        await _looks(room, model)


async def _lives(
    begin: datetime, zone: str, wall: str, ahead: tuple[list[str], list[str]], history: list[tuple[str, Any]]
) -> tuple[Model, Listening]:
    house, network = House(me=KITH, allow=("*:example.org",)), Network()
    said = Listening(house)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        async with opened(path) as db, circle(db, network, house, path, said) as room:
            await room.restarts(after=begin - room.now)
            await room.until(timedelta(0))
            first = begin.astimezone(ZoneInfo(zone)).date()
            await room.says("ana", f"!meeting add daily {wall} {zone} from {first}")
            calendar = Calendar(time.fromisoformat(wall))
            model = Model(zone, first, room.now, calendar)
            model.start_since = dict.fromkeys(model.starts(), room.now)
            for what, value in [("room", ahead[0]), ("ben", ahead[1]), *history]:
                await _does(room, model, what, value)
            await room.until(2 * DAY)
            model.goes_on(room.now)
            arrived = [words for words in room.words() if words.plain.startswith("Reminder: ")]
            assert len(arrived) == len(said.wrote)
            assert len(room.words(await room.chat_of(at("ben")))) >= sum(who == "ben" for who, _, _ in said.wrote)
    return model, said


@pytest.mark.timeout(180)
@settings(
    max_examples=30,
    derandomize=True,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    st.sampled_from(BEGINNINGS),
    st.sampled_from(ZONES),
    st.sampled_from(WALLS),
    st.tuples(AHEAD, AHEAD),
    histories,
)
def test_in_every_history_what_is_due_is_said_once_and_nothing_else(
    begin: datetime,
    zone: str,
    wall: str,
    ahead: tuple[list[str], list[str]],
    history: list[tuple[tuple[str, Any], tuple[str, Any]]],
) -> None:
    with asyncio.Runner() as runner:
        model, said = runner.run(_lives(begin, zone, wall, ahead, list(chain.from_iterable(history))))

    assert sorted(said.wrote) == sorted(model.due)
    assert all(when < start[1] for _, start, when in said.wrote)
