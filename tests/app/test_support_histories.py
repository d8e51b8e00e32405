"""Random histories around support, against the real program and database, with the rules looked at after each step.

The histories are the same in every run (`SEEDS`). Others, and longer ones:

    HISTORIES=2000 pytest -q tests/app/test_support_histories.py --hypothesis-seed=7 --timeout=0

runs 2,000 of 100 steps each; without a seed they are new each time. What fails is shrunk, and printed as the calls
that repeat it.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import sqlite3
import tempfile
from collections.abc import Coroutine
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.app import App
from bot.app.address import AFTER_THE_WORD
from bot.chat import Ask, House, Place, RoomNow, Words
from bot.domain.requests import look_at
from bot.render import Renderer
from bot.storage.database import FILE, migrate, opened, prepare
from bot.storage.following import SUPPORT
from bot.storage.moments import moment, stamp
from bot.storage.tx import Tx
from tests.app.watched import CARD, NOTE, Rules, Tagging, Watched
from tests.app.world import HOURS, IDS, LAKE, NAMES, PEOPLE, QUIET, Listening, World
from tests.conftest import CIRCLE, Room
from tests.network import KITH, WITHIN

T = TypeVar("T")

RANDOM = int(os.environ.get("HISTORIES", "0"))
SEEDS = [0] if RANDOM else [1, 2, 3, 4]
"""Each is a test of its own, so that they share the cores; 0 is whatever the command line says."""
EXAMPLES, STEPS = (RANDOM, 100) if RANDOM else (15, 50)
PAUSE = 0.02
"""Seconds that every pause of delivery takes."""
MANY = 3000
"""Moments in one length of time after which it goes round in a circle; seven may ask others each minute for hours."""

EVERY = 4
"""After so many steps somebody asks for places, whatever goes on."""
HOUSE = House(me=KITH, allow=("*:example.org",), resources=(Place("Helpline", "0800 9"),))
RENDERER = Renderer(HOUSE)
OPERATORS, GROUPS = "Helpline", "Night line"

people = st.sampled_from(PEOPLE)
rooms = st.sampled_from([CIRCLE, CIRCLE, CIRCLE, LAKE])
STARTS = (
    datetime(2026, 11, 23, 12, 0, 0, 123456, tzinfo=UTC),
    datetime(2026, 10, 24, 20, 0, 0, 999, tzinfo=UTC),
    datetime(2027, 3, 27, 21, 59, 59, 999999, tzinfo=UTC),
)
LENGTHS = tuple(timedelta(seconds=n) for n in (1, 14, 15, 60, 61, 299, 300, 301, 600, 3600, 7200, 9 * 3600, 86400))
ASKS = ("", "now", "today", "week", "now company", "now named", "today practical quiet", "named", "now named witness")
SAID = (
    *("yes", "1", "2", "not now", "someone else", "no", "1 yes", "2 yes", "never mind", "thanks", "hand on"),
    *("support more", "support more", "support", "resources", "stop", "what?", "my data"),
)
SETTINGS = (
    *("support.wave 1", "support.wave 2", "support.wave 3", "support.agree 1m", "support.agree 10m"),
    *("support.wait.now 1m", "support.wait.now 5m", "support.again 10m", "support.again 2h"),
    *("support.expire.now 10m", "support.expire.now 6h", "timezone Asia/Tokyo", "timezone UTC"),
)


@cache
def _made() -> bytes:
    """Return a database with nothing in it: to make one takes as long as five steps of a history."""

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            prepare(connection)
            migrate(connection, path)
        return path.read_bytes()


class Circle(Room):
    """Rooms that may be replaced by others; people's phones may be unreachable for as long as somebody wants."""

    network: Watched
    world: World

    def ask(self, person: str, text: str, *, room: str | None = None, **more: Any) -> Ask:
        """Return a message as it would arrive now, in the room that a group is in now."""
        return super().ask(person, text, room=self.world.where.get(room or "", room), **more)

    def room_now(self, *people: str, room: str = CIRCLE, **more: Any) -> RoomNow:
        """Return what a room looks like; one that is being replaced names the next one."""
        if room in self.world.next:
            more |= {"successor": self.world.next[room], "successor_via": "example.org"}
        if more.get("direct"):
            self.network.whose.setdefault(room, IDS[people[0]])
        return super().room_now(*people, room=self.world.where.get(room, room), **more)

    async def settled(self) -> None:
        """Wait until nothing is owed to anybody who can be reached."""
        async with asyncio.timeout(WITHIN):
            loop, again = asyncio.get_running_loop(), 0.0
            while True:
                if loop.time() >= again:
                    turned, self.turn, again = self.turn, asyncio.Event(), loop.time() + PAUSE
                    turned.set()  # whatever pauses goes on
                owed = await self.read(self._owed)
                if all(map(self._is_stuck, owed)):
                    return

    turn: asyncio.Event

    def _owed(self, tx: Tx) -> list[str]:
        """Return who is owed something that does not stand behind a word to somebody who can't be reached."""
        return [dest for dest in tx.outbox.destinations() if not self._stands_behind(tx, dest)]

    def _stands_behind(self, tx: Tx, dest: str) -> bool:
        waiting = (owed.letter.key for owed in tx.outbox.next_for(dest) if tx.support.has_to_wait(owed.letter.key))
        pings = (tx.requests.of_ping(tx.outbox.covered(key)) for key in waiting)
        askers = {found[0].request.asker for found in pings if found is not None}
        return any(map(self.network.is_stuck, askers))

    def _is_stuck(self, dest: str) -> bool:
        if dest.startswith("!"):
            dest = self.network.whose.get(dest.partition(" ")[0], "")
        return self.network.is_stuck(dest)


class Histories(RuleBasedStateMachine):
    """People in two groups, and everything that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.patch = pytest.MonkeyPatch()
        self.errors: list[str] = []
        self.looks = itertools.count(1)
        self.runner.run(self._begins())

    def run(self, what: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(what)

    async def _begins(self) -> None:
        self.patch.setattr(asyncio, "sleep", self._sleeps(asyncio.sleep))
        self.patch.setattr("bot.app.turnstile.BREATH", 0.0)
        path = Path(self.folder.name) / FILE
        path.write_bytes(_made())
        self.opened = opened(path)
        self.world, network, words = World(), Watched(), Tagging(RENDERER)
        self.room = Circle(await self.opened.__aenter__(), network, HOUSE, path, words)
        await self.room.db.execute("PRAGMA synchronous = OFF")  # nobody cuts the power of this machine
        self.room.world, self.room.turn = self.world, asyncio.Event()
        self.watch = Rules(self.world, network, words, path, lambda: self.room.now)
        self.handler = _Errors(self.errors)
        logging.getLogger("bot").addHandler(self.handler)

    def _sleeps(self, real: Any) -> Any:
        async def sleep(seconds: float) -> None:
            await (self.room.turn.wait() if seconds >= AFTER_THE_WORD else real(0))

        return sleep

    @initialize(start=st.sampled_from(STARTS), listening=st.sets(people, min_size=3), chats=st.sets(people))
    def begins(self, start: datetime, listening: set[str], chats: set[str]) -> None:
        self.room.now = start
        self.run(self._groups(sorted(listening), sorted(chats)))

    async def _groups(self, listening: list[str], chats: list[str]) -> None:
        await self.room.read(lambda tx: tx.meta.put("salt", "5a17" * 16))  # shuffles are the same in every run
        await self.room.starts()
        await self.room.app.tick(self.room.now)
        for room, name in NAMES.items():
            await self.room.has(*sorted(self.world.members[room]), room=room, name=name)
            await self.room.says("ana", "!resources add Night line, 0800 1, always", room=room)
            await self.room.says("ana", "!support on", room=room)
        for person in chats:
            await self.room.opens_chat(person)
        for person in listening:
            await self._listens(person, CIRCLE)
            await self._listens(person, LAKE)

    async def _listens(self, person: str, room: str) -> None:
        def on(tx: Tx) -> bool:
            group = tx.groups.in_room(self.world.where[room])
            assert group is not None
            tx.letters.cause = f"listens {person} {tx.now.isoformat()}"
            if IDS[person] not in tx.members.of(group):
                return False
            tx.listeners.on(IDS[person], group)
            tx.listeners.limit(IDS[person], group, 50)
            tx.support.settle()
            return True

        if await self.room.read(on):
            before = self.world.listening.get((IDS[person], room))
            self.world.listening[IDS[person], room] = replace(before, paused_until=None) if before else Listening()

    # ------------------------------------------------------------------------- what people write

    async def _hears(self, person: str, *heard: Any) -> None:
        self.watch.actor = IDS.get(person, "")
        await self.room.hears(*heard)
        await self._looks()
        self.watch.actor = ""

    async def _writes(self, person: str, text: str, *, room: str | None = None, **more: Any) -> None:
        await self._hears(person, self.room.ask(person, text, room=room or await self._chat(person), **more))

    async def _chat(self, person: str) -> str:
        chat = await self.room.read(lambda tx: tx.chats.of(IDS[person]))
        return chat.room if chat is not None and chat.room is not None else await self.room.opens_chat(person)

    @rule(person=people, room=rooms, words=st.sampled_from(ASKS), noted=st.booleans(), privately=st.booleans())
    def asks(self, person: str, room: str, words: str, noted: bool, privately: bool) -> None:
        text = f"support {words}{f' {NOTE} from {person}' if noted else ''}"
        if person in self.world.members[room] or privately:
            where = {} if privately else {"room": room}
            self.run(self._writes(person, text if privately else f"!{text}", **where))

    @rule(person=people, words=st.sampled_from(["now", "now named", "today"]))
    def asks_a_group(self, person: str, words: str) -> None:
        self.asks(person, CIRCLE, words, noted=True, privately=False)

    @rule(person=people, text=st.sampled_from(SAID))
    def says(self, person: str, text: str) -> None:
        if text == "support more":
            self.watch.more.add(IDS[person])
        self.run(self._writes(person, text))
        if text == "stop":
            for room in NAMES:
                self.world.listening.pop((IDS[person], room), None)
            self.run(self._looks())

    @rule(which=st.integers(0, 11), yes=st.booleans(), how=st.sampled_from(["reply", "mark", "number"]))
    def answers(self, which: int, yes: bool, how: str) -> None:
        """Somebody answers something that they were asked about support."""
        if asked := self.run(self._asked()):
            self.run(self._answers(*asked[which % len(asked)], "1" if yes else "2", how))

    @rule(which=st.integers(0, 11))
    def says_yes_by_number(self, which: int) -> None:
        self.answers(which, yes=True, how="number")

    @rule(which=st.integers(0, 11), how=st.sampled_from(["reply", "mark"]))
    def says_yes(self, which: int, how: str) -> None:
        self.answers(which, yes=True, how=how)

    async def _asked(self) -> list[tuple[str, str, str]]:
        def find(tx: Tx) -> list[tuple[str, str, str]]:
            return [
                (person, event, chat.room)
                for person, id_ in IDS.items()
                for question in tx.questions.open_to(id_, tx.now)
                if question.kind == SUPPORT
                and (event := tx.outbox.event_of(question.letter))
                and (chat := tx.chats.of(id_))
                and chat.room
            ]

        return await self.room.read(find)

    async def _answers(self, person: str, event: str, room: str, said: str, how: str) -> None:
        if how == "mark":
            await self._hears(person, self.room.mark(person, event, {"1": "1️⃣", "2": "2️⃣"}[said], room=room))
        else:
            await self._writes(person, said, room=room, **({"reply_to": event} if how == "reply" else {}))

    # -------------------------------------------------------------- what they say about themselves

    @rule(person=people, room=rooms)
    def listens(self, person: str, room: str) -> None:
        self.run(self._listens(person, room))

    @rule(person=people, room=rooms, what=st.sampled_from(["off", "pause 1h", "pause", "night", "day", *HOURS]))
    def changes_hours(self, person: str, room: str, what: str) -> None:
        listening = self.world.listening.get((IDS[person], room))
        if listening is None:
            return
        match what:
            case "off":
                del self.world.listening[IDS[person], room]
                self.run(self._writes(person, "!listen off", room=room))
            case "pause" | "pause 1h":
                long = timedelta(hours=1) if what == "pause 1h" else timedelta(days=9999)
                listening.paused_until = moment(stamp(self.room.now + long))
                self.run(self._writes(person, f"!{what}", room=room))
            case "night" | "day":
                listening.night = what == "night"
                self.run(self._writes(person, f"!listen night {'ok' if listening.night else 'off'}", room=room))
            case hours:
                listening.hours = hours
                self.run(self._writes(person, f"!listen hours {hours}", room=room))

    @rule(person=people, what=st.sampled_from(["Europe/Berlin", "Asia/Tokyo", "UTC", "on", "off", "card", *QUIET]))
    def sets(self, person: str, what: str) -> None:
        match what:
            case "on":
                self.run(self._writes(person, "discreet on"))
            case "off" | "22:00-08:00" | "12:00-14:00":
                self.world.quiet[IDS[person]] = what
                self.run(self._writes(person, f"quiet {what}"))
            case "card":
                self.run(self._writes(person, f'!card "{CARD}s help {person}"', room=CIRCLE))
            case zone:
                self.world.zones[IDS[person]] = zone
                self.run(self._writes(person, f"timezone {zone}"))

    @rule(person=people, other=people, takes_back=st.booleans())
    def not_with(self, person: str, other: str, takes_back: bool) -> None:
        if person == other:
            return
        pair = (IDS[person], IDS[other])
        (self.world.apart.discard if takes_back else self.world.apart.add)(pair)
        self.run(self._writes(person, f"not with {'remove ' if takes_back else ''}{IDS[other]}"))

    @rule(person=people, room=rooms)
    def leaves_or_comes(self, person: str, room: str) -> None:
        here = self.world.members[room]
        if room in self.world.next:
            return  # while a group moves, whoever is not there is on their way
        if person in here and len(here) > 3 and person != "ana":
            self.world.leaves(person, room)
            self.world.listening.pop((IDS[person], room), None)
        else:
            here.add(person)
        self.run(self._hears("", self.room.room_now(*sorted(here), room=room, name=NAMES[room])))

    @rule(room=rooms)
    def moves(self, room: str) -> None:
        """A group's room names the one that replaces it; once Kith is in that, the group is there."""
        here, world = sorted(self.world.members[room]), self.world
        if room not in world.next:
            world.next[room] = f"!next{next(self.looks)}:example.org"
            self.run(self._hears("", self.room.room_now(*here, room=room, name=NAMES[room])))
        elif KITH in self.room.network.members.get(world.next[room], set()):
            before = world.where[room]
            world.moves(room)
            self.run(self._hears("", self.room.room_now(*here, room=room, name=NAMES[room], predecessor=before)))

    @rule(person=people, other=people, seen=st.booleans())
    def a_third_enters(self, person: str, other: str, seen: bool) -> None:
        """Somebody else comes into somebody's private chat, and Kith hears of it, or has not heard yet."""
        if person != other:
            self.run(self._enters(person, other, seen))

    async def _enters(self, person: str, other: str, seen: bool) -> None:
        chat = await self.room.read(lambda tx: tx.chats.of(IDS[person]))
        if chat is not None and chat.room is not None:
            self.room.network.members[chat.room].add(IDS[other])
            if seen:
                await self._hears("", self.room.room_now(person, other, room=chat.room, name=person, direct=True))

    @rule(person=people)
    def is_forgotten(self, person: str) -> None:
        self.run(self._writes(person, "forget me"))
        self.world.is_forgotten(IDS[person])
        self.run(self._writes(person, "forget me"))

    @rule(room=rooms, what=st.sampled_from([*SETTINGS, "off", "on"]))
    def is_set(self, room: str, what: str) -> None:
        if what.startswith("timezone"):
            self.world.group_zones[room] = what.split()[1]
        text = f"!support {what}" if what in {"off", "on"} else f"!set {what}"
        self.run(self._writes("ana", text, room=room))

    # -------------------------------------------------------------------------------- time and fate

    @rule(length=st.sampled_from(LENGTHS))
    def time_passes(self, length: timedelta) -> None:
        self.run(self._passes(length))

    @rule(seconds=st.integers(1, 900))
    def a_while_passes(self, seconds: int) -> None:
        self.run(self._passes(timedelta(seconds=seconds)))

    async def _passes(self, length: timedelta) -> None:
        room, goal, looked = self.room, self.room.now + length, 0
        while (due := await room.app.tick(room.now)) is not None and due <= goal:
            room.now = max(room.now, due)
            await room.app.tick(room.now)
            await room.settled()
            await self._looks()
            looked += 1
            assert looked < MANY, "something goes round in a circle"
        room.now = goal
        await room.app.tick(goal)
        await room.settled()
        await self._looks()

    @rule(by=st.sampled_from([-3600, -61, -1, 61, 3600]))
    def the_clock_is_set(self, by: int) -> None:
        self.room.now += timedelta(seconds=by)
        self.run(self._passes(timedelta(0)))

    @rule(power_cut=st.booleans(), down=st.sampled_from([0, 0, 20, 400, 4000, 90000]))
    def restarts(self, power_cut: bool, down: int) -> None:
        self.run(self._restarts(power_cut, timedelta(seconds=down)))

    async def _restarts(self, power_cut: bool, down: timedelta) -> None:
        room = self.room
        if power_cut:
            await room.dies()
        else:
            await room.stops()
        room.now += down
        room.app = App(room.db, room.house, room.render)
        await room.starts()
        here = self.world.members  # the first sync tells of every room
        await room.hears(*(room.room_now(*sorted(here[each]), room=each, name=name) for each, name in NAMES.items()))
        await self._passes(timedelta(0))

    @rule(person=people, to=st.sampled_from(["shut", "lost", "gone", "fine", "fine"]))
    def a_phone_is(self, person: str, to: str) -> None:
        if to == "fine":
            self.room.network.phones.pop(IDS[person], None)
        else:
            self.room.network.phones[IDS[person]] = to
        self.run(self._passes(timedelta(0)))

    @rule(down=st.booleans())
    def the_server_is(self, down: bool) -> None:
        self.room.network.down = down
        self.run(self._passes(timedelta(0)))

    # ----------------------------------------------------------------------------------- what holds

    async def _looks(self) -> None:
        def look(tx: Tx) -> Any:
            in_ = {actual: room for room, actual in self.world.where.items()}
            drafts = {id_ for id_ in IDS.values() for q in tx.questions.all_to(id_, tx.now) if "draft" in q.about}
            rooms = {row["id"]: in_[row["room"]] for row in tx.db.execute("SELECT id, room FROM grp")}
            jobs = {row["subject"] for row in tx.db.execute("SELECT subject FROM jobs WHERE kind = 'support'")}
            return tx.requests.of_group(), drafts, rooms, jobs

        requests, drafts, rooms, jobs = await self.room.read(look)
        self.watch.look(requests, drafts, rooms)
        for kept in requests:
            assert kept.name in jobs, "an open request is looked at again"
            assert look_at(kept.request) is not None

    @invariant()
    def places_are_told_at_any_moment(self) -> None:
        """N18, to one person after the other, with their group's places, whatever they were asked."""
        if (look := next(self.looks)) % EVERY == 0:
            self.run(self._are_told(PEOPLE[look // EVERY % len(PEOPLE)]))

    @rule(person=people)
    def places_are_told_though_the_database_is_locked(self, person: str) -> None:
        self.run(self._are_told(person, locked=True))

    async def _are_told(self, person: str, *, locked: bool = False) -> None:
        network, id_ = self.room.network, IDS[person]
        chat = await self.room.read(lambda tx: tx.chats.of(id_))
        if network.is_stuck(id_) or network.phones.get(id_) or chat is None or chat.room is None:
            return
        if locked and id_ in self.world.forgotten:
            return  # whoever was forgotten is nobody to Kith until it can look
        before = len(network.sent)
        ask = self.room.ask(person, "resources", room=chat.room)
        if locked:
            await self._hears_while_locked(ask, before)
        else:
            await self._hears(person, ask)
        words = [
            arrived.letter.content.plain
            for arrived in network.sent[before:]
            if isinstance(arrived.letter.content, Words) and network.whose[arrived.room] == id_
        ]
        member = any(person in here for here in self.world.members.values()) and id_ not in self.world.forgotten
        if not any(GROUPS in each or (OPERATORS in each and not member) for each in words):
            self.watch.breaks("N18 no places", person, words, "locked" if locked else "")

    async def _hears_while_locked(self, ask: Ask, before: int) -> None:
        network = self.room.network
        with (
            closing(sqlite3.connect(self.room.path, isolation_level=None)) as other,
            pytest.MonkeyPatch.context() as hasty,
        ):
            hasty.setattr("bot.app.in_order.PATIENCE", 0.0)
            other.execute("BEGIN IMMEDIATE")
            await self.room.hears(ask, settle=False)
            if network.members[ask.room] == {KITH, ask.sender}:
                await network.until(lambda: len(network.sent) > before)
            other.execute("ROLLBACK")
        await self._hears("")

    @invariant()
    def no_rule_is_broken(self) -> None:
        assert not self.watch.broken, "\n".join(self.watch.broken)

    @invariant()
    def nothing_broke(self) -> None:
        assert not self.errors, "\n".join(self.errors)

    def teardown(self) -> None:
        self.run(self._ends())
        self.runner.close()
        self.folder.cleanup()

    async def _ends(self) -> None:
        logging.getLogger("bot").removeHandler(self.handler)
        self.patch.undo()
        self.watch.db.close()
        await self.room.dies()
        await self.opened.__aexit__(None, None, None)


class _Errors(logging.Handler):
    """Keeps what the program logs as broken."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.errors = errors

    def emit(self, record: logging.LogRecord) -> None:
        self.errors.append(record.getMessage())


@pytest.mark.timeout(0 if RANDOM else 120)
@pytest.mark.parametrize("number", SEEDS)
def test_no_history_breaks_a_rule(number: int) -> None:
    histories = type(Histories.__name__, (Histories,), {})
    run_state_machine_as_test(
        seed(number)(histories) if number else histories,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink] if RANDOM else [Phase.generate],  # to shrink takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
