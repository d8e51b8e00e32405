"""Evenings on which everything is said that Kith can say about support."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import Gone, Open, Undeliverable
from bot.domain.request_events import Looked
from bot.domain.requests import Request
from bot.jobs import kinds
from bot.storage.jobs import Job
from bot.storage.meta import RESTORED
from bot.storage.requests import Kept
from bot.storage.tx import Tx
from tests.conftest import Room, at

FJORD, GORGE, MARSH = (f"!{name}:example.org" for name in ("fjord", "gorge", "marsh"))
MINUTE = timedelta(minutes=1)
BROKEN_FOR = timedelta(hours=2)
"""In that time a job that breaks has been tried so often that whoever waits for it hears of it."""


async def listens(room: Room, *people: str, group: str = FJORD) -> None:
    """Let members of a group be listeners there."""

    def on(tx: Tx) -> None:
        here = tx.groups.in_room(group)
        assert here is not None
        for person in people:
            tx.listeners.on(at(person), here)

    await room.read(on)


async def rests(room: Room, *people: str, group: str = FJORD) -> None:
    """Let nobody ask these listeners any more."""

    def off(tx: Tx) -> None:
        here = tx.groups.in_room(group)
        assert here is not None
        for person in people:
            tx.listeners.off(at(person), here)

    await room.read(off)


async def says_all(room: Room, *said: tuple[str, str]) -> None:
    """Let people write to Kith alone, one after the other."""
    for person, text in said:
        await room.private(person, text)


async def whole_story(room: Room) -> None:
    """Switch support on, and say all that can be said about it."""
    await switched(room)
    await a_long_request(room)
    await held_three_times(room)
    await which_group(room)
    await nobody_there(room)
    await what_goes_wrong(room)


async def switched(room: Room) -> None:
    """Switch support on and off in every way, and be told on the day after or not."""
    people = ("ana", "ora", "pia", "quy", "rob", "sam", "tea", "uma", "vic")
    await room.has(*people, room=FJORD, name="Fjord Circle")
    for text in (
        "support off", "support on", "resources none", "support on", "support on", "support off", "undo", "undo",
        "support on",
    ):  # fmt: skip
        await room.says("ana", f"!{text}", room=FJORD)
    for text in ("aftercare", "aftercare perhaps", "aftercare on", "aftercare"):
        await room.private("uma", text)
    for person in people:
        await room.chat_of(person)


async def a_long_request(room: Room) -> None:
    """Let Uma's request go by every way on which somebody can be found, and let go."""
    await listens(room, "ora", "pia", "quy")
    await room.private("uma", "support")
    await room.until(MINUTE)
    await room.until(timedelta(seconds=1))
    await says_all(room, ("uma", "1"), ("ora", "not now"), ("pia", "yes"), ("quy", "yes"))
    await says_all(room, ("uma", "2"), ("uma", "yes"))
    await listens(room, "rob")
    await room.until(10 * MINUTE)
    await says_all(room, ("uma", "2"), ("rob", "yes"), ("uma", "yes"))
    await listens(room, "sam")
    await says_all(room, ("rob", "hand on"), ("sam", "yes"))
    await listens(room, "tea")
    await says_all(room, ("sam", "hand on"), ("tea", "yes"))
    await listens(room, "vic")
    await says_all(room, ("uma", "2"), ("vic", "yes"))
    await room.until(10 * MINUTE)
    await listens(room, "ana")
    await says_all(room, ("uma", "support"), ("ana", "yes"), ("uma", "yes"))
    await says_all(room, ("uma", "support more"), ("ana", "hand on"), ("uma", "stop"))
    await says_all(room, ("uma", "support more"), ("uma", "never mind"), ("vic", "hand on"), ("uma", "thanks"))


async def held_three_times(room: Room) -> None:
    """Let three requests of Uma's be held in a day, and read a line on the day after."""
    await room.until(timedelta(hours=2))  # those who were asked for her are not asked again before that
    await rests(room, "ora", "quy", "rob", "sam", "tea", "vic", "ana")
    await room.private("uma", "aftercare on")
    await listens(room, "pia", "ora")
    await room.read(lambda tx: tx.cards.put(at("uma"), tx.groups.of(at("uma"))[0], "Tea. No advice."))
    await says_all(room, ("uma", "support now company named it is loud here"), ("pia", "yes"), ("ora", "yes"))
    await room.private("uma", "support")
    await room.until(10 * MINUTE)
    await says_all(room, ("uma", "yes"), ("uma", "thank you"), ("uma", "2"), ("uma", "thanks"))
    await says_all(room, ("uma", "support now"), ("pia", "1"), ("uma", "1"))
    await room.until(timedelta(hours=6))
    await says_all(room, ("uma", "support now"))
    await room.until(timedelta(days=2))
    await says_all(room, ("uma", "aftercare off"), ("uma", "aftercare"), ("uma", "aftercare on"), ("uma", "stop"))


async def which_group(room: Room) -> None:
    """Ask where two groups may be meant."""
    await room.has("ana", "yan", "zoe", "vic", room=GORGE, name="Gorge Circle")
    await room.has("ana", "yan", "zoe", "kim", "lea", "mia", room=MARSH, name="Marsh Circle")
    for where in (GORGE, MARSH):
        for text in ("resources none", "support on"):
            await room.says("ana", f"!{text}", room=where)
    await room.private("yan", "support now")
    await room.until(MINUTE)
    await says_all(room, ("yan", "support now"), ("yan", "1"), ("yan", "never mind"), ("yan", "never mind"))
    await room.until(2 * timedelta(hours=1))
    await room.private("yan", "support now")
    await room.until(MINUTE)
    await says_all(room, ("yan", "never mind"), ("yan", "support now"), ("yan", "2"), ("yan", "thanks"))
    await room.private("yan", "never mind")


async def nobody_there(room: Room) -> None:
    """Ask where nobody can say yes, or what Kith writes reaches nobody."""
    await rests(room, "pia", "ora")
    await listens(room, "quy", "rob", "sam")
    await room.says("rob", "!support now", room=FJORD)
    await room.until(5 * MINUTE)
    await listens(room, "vic")
    await room.until(6 * timedelta(hours=1))
    await room.until(room.now.replace(hour=12, minute=0) + timedelta(days=8))
    await room.private("rob", "support now")
    await listens(room, "tea")
    await room.until(5 * MINUTE)
    await listens(room, "ora")
    await room.restarts(after=30 * MINUTE)
    await room.until(MINUTE)
    await room.private("rob", "never mind")


async def what_goes_wrong(room: Room) -> None:
    """Let the homeserver refuse, Kith break, be set back and be removed."""
    await room.until(timedelta(days=8))
    await listens(room, "lea", group=MARSH)
    room.network.answers(Undeliverable("M_FORBIDDEN"), to=Open)
    await room.private("kim", "support now")
    await room.until(MINUTE)
    await listens(room, "mia", group=MARSH)
    await room.read(lambda tx: _told_too_soon(tx, _of(tx, "kim")))
    await room.private("kim", "ping heron")
    with pytest.MonkeyPatch.context() as broken:
        broken.setattr(kinds()["support"], "run", _breaks)
        await room.until(BROKEN_FOR)
    await says_all(room, ("kim", "never mind"), ("kim", "support now"), ("mia", "yes"))
    await room.read(lambda tx: tx.requests.keep(replace(_of(tx, "kim"), request=_closed(tx, "kim"))))
    await room.private("kim", "yes")
    await room.private("kim", "support now")
    await room.read(lambda tx: tx.meta.put(RESTORED, "1"))
    await room.restarts()
    await room.settled()
    await room.private("kim", "support today")
    await room.hears(Gone(MARSH, room.now))


def _of(tx: Tx, person: str) -> Kept:
    (kept,) = tx.requests.of(at(person))
    return kept


def _closed(tx: Tx, person: str) -> Request:
    return replace(_of(tx, person).request, closed=True)


def _told_too_soon(tx: Tx, kept: Kept) -> None:
    """Let the asker be told of a wave of which nobody is left, while somebody is free again."""
    tx.letters.cause = "a wave that reached nobody"
    tx.requests.keep(replace(kept, request=replace(kept.request, tell_at=tx.now)))
    tx.support.hears(kept.name, Looked())


def _breaks(job: Job, tx: Tx) -> None:
    raise LookupError
