"""N18: `resources` answers in every state; while the database is locked, from memory."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import pytest

from bot.chat import Ask, Gone, House, Invited, Later, Letter, NotPrivate, Place, Say, Undeliverable, Words
from bot.commands import commands
from bot.storage.tx import Tx
from tests.conftest import Room, at
from tests.listening import supports
from tests.network import KITH

LAKE = "!lake:example.org"
OPERATORS = "Helpline: 0800 9"
GROUPS = "Night line: 0800 1"
ADD = "!resources add Night line, 0800 1, always"


@pytest.fixture
def house() -> House:
    return House(
        me=KITH, allow=("*:example.org",), ignore=("@eve:example.org",), resources=(Place("Helpline", "0800 9"),)
    )


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Let another program hold the database locked, and Kith be patient with that for a moment alone."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other, pytest.MonkeyPatch.context() as hasty:
        hasty.setattr("bot.app.in_order.PATIENCE", 0.05)
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def _more_than(room: Room, count: int) -> bool:
    return len(room.network.sent) > count


# ------------------------------------------------------------------------ a locked database


async def test_a_room_and_a_chat_are_answered_while_the_database_is_locked_and_once(room: Room) -> None:
    chat = await room.opens_chat("ben")
    await room.says("ana", ADD)
    asks = (
        room.ask("dee", "!resources"),
        room.ask("ben", "resources", room=chat),
        room.ask("ben", "crisis", room=chat),
        room.ask("cleo", "Kith: emergency", thread="$root"),
    )
    before = len(room.network.sent)

    with locked(room.path):
        await room.hears(*asks, settle=False)
        await room.network.until(lambda: len(room.network.sent) >= before + 4)
    await room.settled()

    new = room.network.sent[before:]
    assert sorted(arrived.room for arrived in new) == sorted([room.room, room.room, chat, chat])
    assert all(GROUPS in words.plain for words in room.words(since=before))
    (threaded,) = [words for words in room.words(room.room, since=before) if words.thread]
    assert (threaded.thread, threaded.reply_to) == ("$root", asks[3].event)
    assert {arrived.letter.person for arrived in new} == {None, at("ben")}
    assert await room.read(lambda tx: [tx.inbox.outcome(ask.event, ask.now) for ask in asks]) == ["done"] * 4


async def test_the_letter_from_memory_is_the_one_that_the_transaction_writes(room: Room) -> None:
    chat = await room.opens_chat("ben")
    await room.says("ana", ADD)
    asks = (room.ask("dee", "!resources"), room.ask("ben", "112", room=chat, thread="$root"))
    before = len(room.network.tried)

    with locked(room.path):
        await room.hears(*asks, settle=False)
        await room.network.until(lambda: len(room.network.tried) >= before + 2)
    await room.settled()

    from_memory, written = room.network.tried[before : before + 2], room.network.tried[before + 2 :]
    assert sorted(written, key=str) == sorted(from_memory, key=str)


async def test_who_writes_later_is_answered_too_however_long_it_is_locked(room: Room) -> None:
    chat = await room.opens_chat("ben")
    before = len(room.network.sent)

    with locked(room.path):
        await room.hears(room.ask("ana", "!ping heron"), settle=False)
        for _ in range(3):
            answered = len(room.network.sent)
            await room.hears(room.ask("ben", "resources", room=chat), settle=False)
            await room.network.until(partial(_more_than, room, answered))
        behind = [room.app.is_behind]
    await room.hears()
    behind.append(room.app.is_behind)

    assert behind == [True, False]
    assert [words.plain for words in room.words(room.room, since=before)] == ["heron: I'm here."]
    assert len(room.words(chat, since=before)) == 3


async def test_what_was_heard_while_it_was_locked_is_kept_in_its_order(room: Room) -> None:
    with locked(room.path):
        for number in range(5):
            await room.hears(room.ask("ana", f"!ping {number}"), settle=False)
        assert room.words() == []
    await room.hears(room.ask("ana", "!ping 5"))

    assert [words.plain for words in room.words()] == [f"{number}: I'm here." for number in range(6)]
    assert (await room.app.standing(room.now))[0] == f"s{next(room._tokens) - 1}"


async def test_the_token_stays_the_old_one_until_what_was_heard_is_kept(room: Room) -> None:
    since, _ = await room.app.standing(room.now)
    ask = room.ask("dee", "!resources")

    with locked(room.path):
        await room.hears(ask, settle=False)
        await room.network.until(lambda: room.network.sent)
        with closing(sqlite3.connect(room.path)) as reader:
            (kept,) = reader.execute("SELECT value FROM meta WHERE name = 'since'").fetchone()
        await room.stops()
    assert kept == since

    await room.restarts()
    await room.hears(ask)

    assert len(room.words(room.room)) == 1


async def test_what_cant_be_kept_at_last_ends_the_program_as_ever(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    def meets_a_full_disk(ask: Ask, tx: Tx) -> Say:
        error = sqlite3.OperationalError("as SQLite raises it")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr(commands()["ping"], "run", meets_a_full_disk)
    with locked(room.path):
        await room.hears(room.ask("ana", "!ping heron"), settle=False)

    with pytest.raises(sqlite3.OperationalError):
        await room.hears()


async def test_nobody_is_answered_from_memory_who_would_not_be_else(room: Room) -> None:
    chat = await room.opens_chat("ben")
    silent = await room.opens_chat("cleo")
    await room.hears(room.room_now("cleo", "fay", room=silent, direct=True))
    before = len(room.network.tried)
    asks = (
        room.ask("eve", "!resources"),
        room.ask(KITH, "!resources"),
        room.ask("fay", "resources", room=chat),
        room.ask("cleo", "resources", room=silent),
        room.ask("ana", "the resources we have"),
        room.ask("ana", "!ping resources"),
        room.ask("ana", "!resources", edits="$older"),
        room.ask("ana", "!resources", before_join=True),
        room.ask("ana", "!resources", room="!nowhere:example.org"),
    )

    with locked(room.path):
        await room.hears(*asks, settle=False)
        await room.hears(room.ask("ben", "resources", room=chat), settle=False)
        await room.network.until(lambda: [letter for letter in room.network.tried[before:] if letter.room == chat])
        assert [letter.person for letter in room.network.tried[before:]] == [at("ben")]


async def test_a_third_in_the_chat_reads_nothing_from_memory(room: Room) -> None:
    chat = await room.opens_chat("ben")
    before = len(room.network.sent)
    room.network.members[chat].add(at("eve"))  # Kith has not heard of it yet

    with locked(room.path):
        await room.hears(room.ask("ben", "resources", room=chat), settle=False)
        await room.network.until(lambda: room.network.tried[-1].room == chat)
    await room.settled()

    assert room.words(chat, since=before) == []
    (elsewhere,) = [arrived for arrived in room.network.sent[before:] if isinstance(arrived.letter.content, Words)]
    assert room.network.members[elsewhere.room] == {KITH, at("ben")}


async def test_a_server_that_is_away_gets_it_when_it_is_back(room: Room, pauses: list[float]) -> None:
    await room.says("ana", ADD)
    before = len(room.network.sent)
    room.network.answers(Later(0.0, "away"), Later(0.0, "away"), to=Words)

    with locked(room.path):
        await room.hears(room.ask("dee", "!resources"), settle=False)
        await room.network.until(lambda: len(room.network.sent) > before)
    await room.settled()

    assert len(room.words(room.room, since=before)) == 1


@pytest.mark.parametrize("outcome", [NotPrivate(), Undeliverable("M_TOO_LARGE")])
async def test_what_cant_go_from_memory_is_left_to_the_transaction(
    room: Room, outcome: NotPrivate | Undeliverable
) -> None:
    room.network.answers(outcome, to=Words)

    with locked(room.path):
        await room.hears(room.ask("dee", "!resources"), settle=False)
        await room.network.until(lambda: room.network.tried)
        assert room.words() == []
    await room.settled()

    assert [OPERATORS in words.plain for words in room.words(room.room)] == [True]


async def test_kith_stops_while_the_database_is_locked(room: Room) -> None:
    room.network.rules.append(_away)

    with locked(room.path):
        await room.hears(room.ask("dee", "!resources"), settle=False)
        await room.network.until(lambda: room.network.tried)
        async with asyncio.timeout(5):
            await room.stops()
        alive = {task.get_name() for task in asyncio.all_tasks()}

    assert room.words() == []
    assert alive & {"keep", "hurry"} == set()


def _away(_letter: Letter) -> Later:
    return Later(3600.0, "away")


async def test_slow_and_locked_are_the_same_to_whoever_asks(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the transaction comes through right after, both letters go and one arrives."""
    monkeypatch.setattr("bot.app.in_order.PATIENCE", 0.0)

    await room.hears(room.ask("dee", "!resources"), room.ask("dee", "!ping heron"))
    await room.network.until(lambda: len(room.network.tried) >= 3)

    first_words = sorted(words.plain.partition(":")[0] for words in room.words())
    assert first_words == ["Places to turn to; I contact nobody myself", "heron"]


# --------------------------------------------------------------- what memory knows is what holds


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ("!resources edit 1 Owl line, 0800 2, always", "Owl line: 0800 2"),
        ("!resources remove 1", OPERATORS),
        ("!resources add Owl line, 0800 2, always", "Owl line: 0800 2"),
        ("!undo", OPERATORS),
        ("!ping heron", GROUPS),
    ],
)
async def test_memory_knows_the_last_change_of_a_list(room: Room, change: str, shown: str) -> None:
    await room.says("ana", ADD)
    await room.says("ana", change)
    before = len(room.network.sent)

    with locked(room.path):
        await room.hears(room.ask("dee", "!resources"), settle=False)
        await room.network.until(lambda: len(room.network.sent) > before)

    assert shown in room.words(since=before)[0].plain


async def test_memory_survives_a_restart(room: Room) -> None:
    chat = await room.opens_chat("ben")
    await room.says("ana", ADD)
    await room.restarts()
    before = len(room.network.sent)

    with locked(room.path):
        await room.hears(room.ask("ben", "resources", room=chat), settle=False)
        await room.network.until(lambda: len(room.network.sent) > before)

    assert GROUPS in room.words(chat, since=before)[0].plain


async def test_memory_knows_a_chat_that_kith_opened_itself(room: Room) -> None:
    await room.says("ben", "!hello")
    chat = await room.chat_of("ben")
    before = len(room.network.sent)

    with locked(room.path):
        await room.hears(room.ask("ben", "resources", room=chat), settle=False)
        await room.network.until(lambda: len(room.network.sent) > before)

    assert OPERATORS in room.words(chat, since=before)[0].plain


async def test_memory_answers_in_a_chat_that_kith_is_about_to_join(room: Room) -> None:
    await room.hears(Invited("!new:example.org", at("fay"), direct=True, now=room.now))
    before = len(room.network.sent)
    joined = room.room_now("fay", room="!new:example.org", direct=True)

    with locked(room.path):
        await room.hears(joined, room.ask("fay", "resources", room="!new:example.org", before_join=True), settle=False)
        await room.network.until(lambda: len(room.network.sent) > before)
        assert OPERATORS in room.words("!new:example.org")[0].plain
    await room.settled()

    assert len([words for words in room.words("!new:example.org") if OPERATORS in words.plain]) == 1


async def test_memory_knows_who_is_in_which_group(room: Room) -> None:
    chat = await room.opens_chat("ben")
    await room.says("ana", ADD)
    await room.has("ana", "cleo", "dee")
    before = len(room.network.sent)

    with locked(room.path):
        await room.hears(room.ask("ben", "resources", room=chat), settle=False)
        await room.network.until(lambda: len(room.network.sent) > before)
        assert OPERATORS in room.words(chat, since=before)[0].plain
        assert GROUPS not in room.words(chat, since=before)[0].plain


# ----------------------------------------------------------------------------- every other state


@pytest.mark.parametrize("how", ["removed", "kith removed"])
async def test_somebody_who_is_in_no_group_any_more_gets_the_operators_list(room: Room, how: str) -> None:
    await room.says("ana", ADD)
    assert GROUPS in await room.private("ben", "resources")

    await (room.has("ana", "cleo") if how == "removed" else room.hears(Gone(room.room, room.now)))

    assert OPERATORS in await room.private("ben", "resources")


async def test_support_is_off_and_tells_places(room: Room) -> None:
    assert "Helpline, 0800 9" in await room.private("ben", "support")
    await room.says("ana", ADD)

    assert "Night line, 0800 1" in await room.private("ben", "support")
    assert GROUPS in await room.private("ben", "resources")


async def test_an_open_question_does_not_take_it(room: Room) -> None:
    await room.has("ana", "ben", room=LAKE, name="Resources")
    await room.private("ben", "checkin open")

    assert OPERATORS in await room.private("ben", "resources")
    assert OPERATORS in await room.private("ben", "crisis")


@pytest.mark.parametrize("text", ["resources", "112"])
async def test_it_answers_when_its_handler_is_broken(room: Room, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    await room.says("ana", ADD)
    monkeypatch.setattr(commands()["resources"], "run", _breaks)

    assert GROUPS in await room.private("ben", text)
    assert GROUPS in (await room.says("dee", f"!{text}"))[0]


async def test_a_broken_support_tells_places(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    await room.says("ana", ADD)
    monkeypatch.setattr(commands()["support"], "run", _breaks)

    answer = await room.private("ben", "support")

    assert answer.startswith("Something broke on my side")
    assert "Places to turn to now: Night line, 0800 1" in answer


async def test_it_answers_when_its_table_can_not_be_read(room: Room) -> None:
    await room.says("ana", ADD)
    await room.db.run(lambda connection: connection.execute("ALTER TABLE place RENAME TO lost"))

    assert GROUPS in (await room.says("dee", "!resources"))[0]


def _breaks(ask: Ask, tx: Tx) -> Say:
    raise LookupError


# ------------------------------------------------------------------------------------------ support


async def test_support_is_not_switched_on_before_places_are_set_or_declined_on_purpose(room: Room) -> None:
    refused = await room.says("ana", "!support on")
    asked = await room.private("ben", "support now")

    assert "resources" in refused[0]
    assert not await room.read(lambda tx: any(map(tx.support.is_on, tx.groups.of(at("ben")))))
    assert asked.startswith("I asked nobody")
    assert OPERATORS.partition(":")[0] in asked


@pytest.mark.parametrize("sets", ["!resources add Night line, 0800 1, always", "!resources none"])
async def test_with_places_or_none_on_purpose_it_is(room: Room, sets: str) -> None:
    await room.says("ana", sets)
    await room.says("ana", "!support on")

    assert await room.read(lambda tx: all(map(tx.support.is_on, tx.groups.of(at("ben")))))


async def test_places_are_told_in_every_state_of_a_request(room: Room) -> None:
    await supports(room, "ben", "cleo", "dee")
    steps = (
        ("ana", "support"), ("ana", "support now"), ("ben", "yes"), ("ana", "yes"), ("ana", "support more"),
        ("ben", "hand on"), ("cleo", "yes"), ("ana", "yes"), ("dee", "yes"), ("ana", "thanks"), ("ana", "stop"),
    )  # fmt: skip

    for person, text in steps:
        await room.private(person, text)
        answers = [await room.private(someone, "resources") for someone in ("ana", "ben", "dee")]
        assert all(GROUPS in answer for answer in answers), text


async def test_places_are_told_when_the_limit_is_reached_and_when_support_was_switched_off(room: Room) -> None:
    await supports(room, "ben")
    for _ in range(3):
        await room.private("ana", "support now named")
        await room.private("ben", "yes")
        await room.private("ana", "thanks")

    limit = await room.private("ana", "support now named")
    await room.says("ana", "!support off")
    off = await room.private("ana", "support now")

    assert "three times within a day" in limit
    assert off.startswith("I asked nobody")
    for said in (limit, off, await room.private("ana", "resources")):
        assert "Night line" in said


async def test_places_are_told_to_an_asker_who_was_removed_from_the_group(room: Room) -> None:
    await supports(room, "ben")
    await room.private("ana", "support now")
    await room.has("ben", "cleo", "dee")

    assert OPERATORS in await room.private("ana", "resources")
