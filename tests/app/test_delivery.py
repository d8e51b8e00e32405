from __future__ import annotations

import asyncio
import sqlite3
from datetime import timedelta

import pytest

from bot.app import post
from bot.app.address import CROWDED
from bot.app.lane import GIVEN_UP, LONGEST_PAUSE, PATIENCE, WIDTH
from bot.chat import Delivery, Later, Letter, NotPrivate, Open, Sent, Undeliverable, Words
from bot.storage.outbox import Outbox, Owed
from tests.conftest import Room, at
from tests.network import KITH, Rule

LAKE = "!lake:example.org"
BUSY = Later(None, "status 502")


def _is_opening(letter: Letter) -> bool:
    return isinstance(letter.content, Open)


def _plain(room: Room, where: str | None = None) -> list[str]:
    return [words.plain for words in room.words(where)]


async def _numbers(room: Room, count: int, where: str | None = None) -> None:
    await room.hears(*(room.ask("ana", f"!ping {n}", room=where) for n in range(count)), settle=False)


# ------------------------------------------------------------------------------ order


async def test_a_destination_reads_answers_in_the_order_of_the_questions(room: Room, pauses: list[float]) -> None:
    await _numbers(room, 60)
    await room.settled()

    assert _plain(room) == [f"{n}: I'm here." for n in range(60)]


async def test_the_order_holds_whatever_the_server_refuses_in_between(room: Room, pauses: list[float]) -> None:
    await _numbers(room, 30)
    room.network.answers(None, BUSY, None, Later(0.5, "M_LIMIT_EXCEEDED"), BUSY)
    await room.settled()

    said = [int(words.partition(":")[0]) for words in _plain(room)]
    assert sorted(said) == list(range(30))
    assert said[WIDTH:] == sorted(said[WIDTH:])


async def test_after_a_refusal_a_destination_is_written_to_one_by_one(
    room: Room, pauses: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_air: list[int] = []
    flying = 0

    async def send(letter: Letter) -> Delivery:
        nonlocal flying
        if not in_the_air:
            in_the_air.append(1)
            return BUSY
        flying += 1
        in_the_air.append(flying)
        for _ in range(10):
            await asyncio.sleep(0)  # time enough for another to start
        flying -= 1
        return await type(room.network).send(room.network, letter)

    monkeypatch.setattr(room.network, "send", send)
    await _numbers(room, 10)
    await room.settled()

    assert in_the_air == [1] * 11
    assert len(_plain(room)) == 10


async def test_destinations_are_written_to_side_by_side(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    room.network.sent.clear()
    gate = room.network.holds_up(room.room)
    await _numbers(room, 3)

    await _numbers(room, 3, LAKE)
    await room.network.until(lambda: len(room.words(LAKE)) == 3)

    assert room.words(room.room) == []
    gate.set()
    await room.settled()
    assert _plain(room, room.room) == ["0: I'm here.", "1: I'm here.", "2: I'm here."]


async def test_a_destination_that_has_to_wait_holds_up_no_other(room: Room, pauses: list[float]) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    room.network.sent.clear()
    refusing = True

    def refuses(letter: Letter) -> Delivery | None:
        return Later(30.0, "M_LIMIT_EXCEEDED") if refusing and letter.room == room.room else None

    room.network.rules.append(refuses)
    await _numbers(room, 3)
    await _numbers(room, 3, LAKE)
    await room.network.until(lambda: len(room.words(LAKE)) == 3)

    assert room.words(room.room) == []
    refusing = False
    await room.settled()
    assert len(room.words(room.room)) == 3


async def test_letters_of_one_cause_wait_for_each_other(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Lake Circle")
    room.network.sent.clear()
    room.network.tried.clear()
    gate = room.network.holds_up(room.room)
    await room.hears(room.ask("ana", "!checkin open"), settle=False)
    await room.network.until(lambda: room.network.tried)
    await _numbers(room, 1, LAKE)
    await room.network.until(lambda: room.words(LAKE))  # there was time enough

    tried = [type(letter.content) for letter in room.network.tried if letter.room == room.room]

    assert tried == [Words]
    gate.set()
    await room.settled()
    assert len(room.marks()) == 1


# ------------------------------------------------------------------------------ pauses


async def test_the_pause_that_the_server_names_is_kept(room: Room, pauses: list[float]) -> None:
    room.network.answers(Later(7.0, "M_LIMIT_EXCEEDED"))

    await room.says("ana", "!ping heron")

    (pause,) = [pause for pause in pauses if pause > 1]
    assert 7.0 <= pause <= 7.0 * 1.25
    assert _plain(room) == ["heron: I'm here."]


async def test_pauses_grow_and_stay_bounded_where_the_server_names_none(room: Room, pauses: list[float]) -> None:
    room.network.answers(*[BUSY] * 12)

    await room.says("ana", "!ping heron")

    long = [pause for pause in pauses if pause >= 1]
    assert len(long) == 12
    for n, pause in enumerate(long):
        expected = min(LONGEST_PAUSE, 2.0**n)
        assert expected <= pause <= expected * 1.25


async def test_pauses_begin_small_again_after_a_success(room: Room, pauses: list[float]) -> None:
    room.network.answers(*[BUSY] * 5)
    await room.says("ana", "!ping heron")
    pauses.clear()
    room.network.answers(BUSY)

    await room.says("ana", "!ping otter")

    assert [pause for pause in pauses if pause >= 1] == [pytest.approx(1.125, abs=0.13)]


async def test_a_letter_that_waits_is_sent_with_the_same_key(room: Room, pauses: list[float]) -> None:
    room.network.answers(BUSY, BUSY)

    await room.says("ana", "!ping heron")

    assert len({letter.key for letter in room.network.tried}) == 1
    assert len(room.network.tried) == 3


async def test_a_send_that_breaks_is_tried_again_and_holds_up_nothing_else(room: Room, pauses: list[float]) -> None:
    def breaks(_letter: Letter) -> Delivery | None:
        raise LookupError

    room.network.answers(breaks)

    await room.says("ana", "!ping heron")

    assert _plain(room) == ["heron: I'm here."]


async def test_where_the_database_refuses_for_a_moment_what_is_owed_goes_a_moment_later(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(post, "FIRST_PAUSE", 0.0)
    read, refusals = Outbox.next_for, [sqlite3.OperationalError("disk I/O error")]
    refusals[0].sqlite_errorcode = sqlite3.SQLITE_IOERR

    def refuses_once(outbox: Outbox, dest: str, limit: int = 20) -> list[Owed]:
        if refusals:
            raise refusals.pop()
        return read(outbox, dest, limit)

    monkeypatch.setattr(Outbox, "next_for", refuses_once)

    await room.says("ana", "!ping heron")

    assert refusals == []
    assert _plain(room) == ["heron: I'm here."]


async def test_what_was_sent_before_the_end_is_not_sent_again(room: Room) -> None:
    await room.says("ana", "!ping heron")
    before = len(room.network.tried)

    await room.restarts()
    await room.settled()

    assert len(room.network.tried) == before


async def test_what_is_owed_is_sent_after_a_restart(room: Room) -> None:
    await room.stops()
    await room.hears(room.ask("ana", "!ping heron"), settle=False)

    await room.restarts()
    await room.settled()

    assert _plain(room) == ["heron: I'm here."]


async def test_a_stop_lets_what_is_in_the_air_land(room: Room) -> None:
    gate = room.network.holds_up(room.room)
    await room.hears(room.ask("ana", "!ping heron"), settle=False)
    await room.network.until(lambda: room.network.tried)

    stopping = asyncio.create_task(room.stops())
    await asyncio.sleep(0)
    gate.set()
    await stopping

    assert _plain(room) == ["heron: I'm here."]
    assert await room.read(lambda tx: tx.outbox.destinations()) == []


# ------------------------------------------------------------------------------ for good


async def test_what_the_server_refuses_for_good_is_dropped_and_the_rest_goes_on(room: Room) -> None:
    room.network.answers(Undeliverable("M_TOO_LARGE"))

    await room.hears(room.ask("ana", "!ping heron"), room.ask("ana", "!ping otter"))

    assert _plain(room) == ["otter: I'm here."]


async def test_a_mark_under_a_letter_that_was_refused_is_dropped_with_it(room: Room) -> None:
    room.network.answers(Undeliverable("M_TOO_LARGE"))

    await room.says("ana", "!checkin open")

    assert room.network.sent == []
    assert await room.read(lambda tx: tx.outbox.destinations()) == []


# ------------------------------------------------------------------------ private chats


async def test_a_private_chat_is_opened_once_for_all_that_waits(room: Room) -> None:
    await room.hears(*(room.ask("ana", text) for text in ("!hello", "!support", "!hello")))

    (opened,) = room.network.of(Open)
    assert len(room.words(opened.room)) == 3


async def test_a_chat_that_was_opened_is_used_again(room: Room) -> None:
    await room.says("ana", "!hello")
    await room.restarts()
    await room.says("ana", "!hello")

    assert len(room.network.of(Open)) == 1


async def test_an_opening_that_was_interrupted_is_looked_for(room: Room, pauses: list[float]) -> None:
    def arrives_unheard(letter: Letter) -> Delivery | None:
        room.network.takes(letter)
        return BUSY

    room.network.answers(arrives_unheard, to=Open)

    await room.says("ana", "!hello")

    first, second = [letter.content for letter in room.network.tried if _is_opening(letter)]
    assert (first, second) == (Open(), Open(looked_for=True))
    (opened,) = room.network.of(Open)
    assert len(room.words(opened.room)) == 1


async def test_an_opening_that_a_kill_interrupted_is_looked_for(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = asyncio.Event()

    async def hangs(letter: Letter) -> Delivery:
        room.network.takes(letter)
        await gate.wait()
        raise AssertionError

    monkeypatch.setattr(room.network, "send", hangs)  # the process dies before it hears of it
    await room.hears(room.ask("ana", "!hello"), settle=False)
    await room.network.until(lambda: room.network.of(Open))
    await room.dies()
    monkeypatch.undo()

    await room.restarts()
    await room.settled()

    (opened,) = room.network.of(Open)
    assert len(room.words(opened.room)) == 1


async def test_a_chat_seen_in_a_sync_before_its_opening_was_noted_is_one_chat(room: Room) -> None:
    gate = room.network.holds_up("")
    await room.hears(room.ask("ana", "!hello"), settle=False)
    await room.network.until(lambda: any(map(_is_opening, room.network.tried)))
    (opening,) = filter(_is_opening, room.network.tried)
    made = room.network.takes(opening)
    assert isinstance(made, Sent)

    await room.hears(room.room_now("ana", room=made.room, direct=True), settle=False)
    room.network.answers(made, to=Open)
    gate.set()
    await room.settled()

    assert len(room.network.of(Open)) == 1
    assert await room.read(lambda tx: tx.chats.how_many(at("ana"))) == 1
    assert [words[:17] for words in _plain(room, made.room)] == ["Good to have you "]


async def test_a_chat_that_a_third_entered_before_its_opening_was_noted_is_not_written_to(room: Room) -> None:
    gate = room.network.holds_up("")
    await room.hears(room.ask("ana", "!hello"), settle=False)
    await room.network.until(lambda: any(map(_is_opening, room.network.tried)))
    (opening,) = filter(_is_opening, room.network.tried)
    made = room.network.takes(opening)
    assert isinstance(made, Sent)

    await room.hears(room.room_now("ana", room=made.room, direct=True), settle=False)
    await room.hears(room.room_now("ana", "eve", room=made.room, direct=True), settle=False)
    room.network.answers(made, to=Open)
    gate.set()
    await room.settled()

    assert room.words(made.room) == []
    assert any(words.startswith("Good to have you here.") for words in _plain(room))


async def test_where_no_private_chat_can_be_opened_the_room_is_told_one_fixed_line(room: Room) -> None:
    room.network.rules.append(lambda letter: Undeliverable("M_FORBIDDEN") if _is_opening(letter) else None)

    lines = [await room.says("ana", text) for text in ("!hello", "!support", "!help me")]

    assert lines[0] == [
        (
            "I can't open a private chat with you from here. Please write to me privately"
            f" (https://matrix.to/#/{KITH}), and I'll answer there."
        )
    ]
    assert lines == [lines[0]] * 3


async def test_whoever_could_not_be_reached_can_be_later(room: Room) -> None:
    room.network.answers(Undeliverable("M_FORBIDDEN"), to=Open)
    await room.says("ana", "!hello")

    await room.says("ana", "!hello")

    (opened,) = room.network.of(Open)
    assert _plain(room, opened.room)[-1].startswith("Good to have you here.")


async def test_a_room_that_is_not_private_any_more_is_silent_and_a_new_one_is_opened(room: Room) -> None:
    chat = await room.opens_chat("ana")
    before = len(room.words(chat))
    room.network.answers(NotPrivate(), to=Words)

    await room.hears(room.ask("ana", "ping heron", room=chat))

    (opened,) = room.network.of(Open)
    assert _plain(room, opened.room) == ["heron: I'm here."]
    assert len(room.words(chat)) == before


async def test_somebody_whose_chats_are_never_private_is_not_invited_without_end(room: Room) -> None:
    room.network.answers(*[NotPrivate()] * 20, to=Words)

    await room.says("ana", "!hello")

    assert len(room.network.of(Open)) == CROWDED


async def test_somebody_whose_chats_are_never_private_is_told_so_where_they_asked(room: Room) -> None:
    room.network.answers(*[NotPrivate()] * CROWDED, to=Words)

    (line,) = await room.says("ana", "!hello")

    assert line.startswith("I can't open a private chat with you from here.")


# --------------------------------------------------- what the server will not take, without saying for good


def _will_not_take(word: str) -> Rule:
    def refuses(letter: Letter) -> Delivery | None:
        return Later(None, "status 500", refused=True) if word in str(letter.content) else None

    return refuses


async def test_a_letter_that_is_refused_again_and_again_lets_the_others_past(room: Room, pauses: list[float]) -> None:
    room.network.rules.append(_will_not_take("heron"))
    await room.hears(room.ask("ana", "!ping heron"), settle=False)
    await room.network.until(lambda: len(room.network.tried) > PATIENCE)

    await room.hears(room.ask("ana", "!ping otter"), settle=False)
    await room.network.until(room.words)

    assert _plain(room) == ["otter: I'm here."]
    assert len(room.network.tried) == PATIENCE + 2
    assert await room.read(lambda tx: len(tx.outbox.next_for(room.room))) == 1


async def test_where_nobody_can_be_reached_no_letter_is_put_aside(room: Room, pauses: list[float]) -> None:
    room.network.answers(*[BUSY] * (2 * PATIENCE))

    await room.hears(room.ask("ana", "!ping heron"), room.ask("ana", "!ping otter"))

    assert _plain(room) == ["heron: I'm here.", "otter: I'm here."]


async def test_a_letter_that_was_refused_for_a_day_is_given_up(room: Room, pauses: list[float]) -> None:
    room.network.rules.append(_will_not_take("heron"))
    await room.stops()
    await room.hears(room.ask("ana", "!ping heron"), settle=False)

    await room.restarts(after=GIVEN_UP + timedelta(seconds=1))
    await room.settled()

    assert room.words() == []
