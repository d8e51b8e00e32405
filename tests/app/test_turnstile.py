"""Between destinations the most pressing letter goes first, and a mark never before somebody else's ping."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from bot.app import turnstile
from bot.app.turnstile import Rank, Turnstile
from bot.chat import Delivery, Later, Letter, Priority, Under, Words
from tests.conftest import Room
from tests.network import WITHIN

PING = "Can you listen"
PROMISE = "I'll write again at"
LISTENERS = "ben", "cleo", "dee"
LIMITED = Later(0.0, "M_LIMIT_EXCEEDED", limited=True)
WORD, MARK = (Priority.REPLY, 1), (Priority.MARK, 2)


@pytest.fixture
async def asking(room: Room) -> Room:
    """Ben, Cleo and Dee listen, and all three are asked at once."""
    await room.says("ana", "!resources none")
    await room.says("ana", "!support on")
    for name in LISTENERS:
        for text in ("listen on", "yes", "1"):
            await room.private(name, text)
    await room.chat_of("ana")
    room.network.sent.clear()
    room.network.tried.clear()
    return room


async def ana_asks(room: Room) -> None:
    """Ana asks, and nothing is waited for."""
    await room.hears(room.ask("ana", "support now", room=await room.chat_of("ana")), settle=False)


def said_in_the_room(room: Room, number: int) -> bool:
    """Return whether Kith has said so much in the group's room."""
    return len(room.words(room.room)) >= number


def arrived(room: Room) -> list[str]:
    """Return what arrived, each by what it is."""
    kinds = []
    for one in room.network.sent:
        match one.letter.content:
            case Words(plain=plain):
                kinds.append("ping" if PING in plain else "asked" if PROMISE in plain else "reply")
            case Under():
                kinds.append("mark")
    return kinds


@pytest.mark.parametrize("burst", [0, 4])
async def test_under_a_limit_pings_and_askers_words_go_before_every_mark(
    asking: Room, burst: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turnstile, "BREATH", 1.0)  # long enough for a machine that has much to do
    left, refused = burst, False

    def counts(_: Letter) -> Delivery | None:
        nonlocal left, refused
        if left > 0:
            left -= 1
            return None
        refused = not refused
        return LIMITED if refused else None

    asking.network.rules.append(counts)
    await ana_asks(asking)
    await asking.settled()

    assert sorted(arrived(asking)) == ["asked", *["mark"] * 6, *["ping"] * 3, "reply"]
    assert arrived(asking)[5:] == ["mark"] * 6


async def test_a_mark_waits_while_somebody_elses_ping_is_on_its_way(asking: Room) -> None:
    gate = asking.network.holds_up(await asking.chat_of("cleo"))
    await ana_asks(asking)
    await asking.network.until(lambda: arrived(asking).count("ping") == 2)

    for number in range(1, 5):  # time enough for a mark that does not wait
        await asking.hears(asking.ask("ana", "!ping heron"), settle=False)
        await asking.network.until(partial(said_in_the_room, asking, number))

    assert "mark" not in arrived(asking)
    gate.set()
    await asking.settled()
    assert arrived(asking).count("mark") == 6


async def test_words_go_before_the_marks_of_their_own_destination(room: Room) -> None:
    refusing = True

    def refuses(_: Letter) -> Delivery | None:
        return LIMITED if refusing else None

    room.network.rules.append(refuses)
    await room.hears(room.ask("ana", "!checkin open"), settle=False)
    await room.network.until(lambda: room.network.tried)
    await room.hears(room.ask("ana", "!ping heron"), settle=False)

    refusing = False
    await room.settled()

    assert [type(one.letter.content) for one in room.network.sent] == [Words, Words, Under]


# --------------------------------------------------------------------- the turnstile by itself


async def passes(turnstile: Turnstile, dest: str, rank: tuple[int, int]) -> tuple[int, int] | None:
    async with asyncio.timeout(WITHIN):
        return await turnstile.turn(dest, rank, asyncio.Event())


async def test_whoever_is_most_pressing_passes_first_once_the_limit_is_over() -> None:
    gate, order = Turnstile(), list[str]()
    assert await passes(gate, "first", WORD) == WORD
    gate.landed("@x", WORD, Later(0.01, "M_LIMIT_EXCEEDED", limited=True))

    async def comes(dest: str, rank: tuple[int, int]) -> None:
        passed = await passes(gate, dest, rank)
        order.append(dest)
        assert passed is not None
        gate.landed("@x", passed, None)

    await asyncio.gather(comes("mark", MARK), comes("word", WORD), comes("ping", (Priority.PING, 9)))

    assert order == ["ping", "word", "mark"]


async def test_a_place_is_kept_while_its_destination_looks_what_more_it_is_owed() -> None:
    gate, more = Turnstile(), asyncio.Event()
    assert await passes(gate, "first", WORD) == WORD
    gate.landed("@x", WORD, Later(0.01, "M_LIMIT_EXCEEDED", limited=True))
    more.set()

    looks = await gate.turn("ping", (Priority.PING, 3), more)
    marks = asyncio.create_task(passes(gate, "mark", MARK))
    await asyncio.sleep(0.02)
    early = marks.done()
    passed = await passes(gate, "ping", (Priority.ASKER, 4))

    assert (looks, early, passed) == (None, False, (Priority.PING, 3))
    gate.landed("@x", (Priority.PING, 3), None)
    assert await marks == MARK


async def test_whoever_has_nothing_to_say_any_more_keeps_nobody_waiting() -> None:
    gate, more = Turnstile(), asyncio.Event()
    more.set()
    assert await passes(gate, "first", WORD) == WORD
    gate.landed("@x", WORD, Later(0.01, "M_LIMIT_EXCEEDED", limited=True))
    assert await gate.turn("ping", (Priority.PING, 3), more) is None
    marks = asyncio.create_task(passes(gate, "mark", MARK))
    await asyncio.sleep(0.02)

    gate.leave("ping")

    assert await marks == MARK


async def test_under_a_limit_a_letter_that_takes_long_keeps_the_others_waiting_for_a_while_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turnstile, "AT_MOST", 0.01)
    gate = Turnstile()
    assert await passes(gate, "first", WORD) == WORD
    gate.landed("@x", WORD, Later(0.0, "M_LIMIT_EXCEEDED", limited=True))

    assert await passes(gate, "long", WORD) == WORD
    assert await passes(gate, "next", WORD) == WORD


async def test_a_room_that_meets_a_limit_again_and_again_is_first_no_more() -> None:
    gate, calm = Turnstile(), asyncio.Event()
    order: list[str] = []

    async def passes(dest: str, rank: Rank) -> None:
        assert await gate.turn(dest, rank, calm) is not None
        order.append(dest)

    for _ in range(2):
        await passes("!stuck", (Priority.REPLY, 1))
        gate.landed("!stuck", (Priority.REPLY, 1), Later(0.0, "M_LIMIT_EXCEEDED", limited=True))
    order.clear()
    gate.landed("!other", (Priority.REPLY, 9), Later(0.01, "M_LIMIT_EXCEEDED", limited=True))
    async with asyncio.timeout(5), asyncio.TaskGroup() as going:
        for dest, rank in (("!stuck", (Priority.REPLY, 1)), ("!other", (Priority.REPLY, 2))):
            going.create_task(passes(dest, rank))

    assert order == ["!other", "!stuck"]
