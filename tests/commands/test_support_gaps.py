"""Support where something comes in between: nobody is rung in vain, and whoever asked hears what is true."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.chat import Later, Letter, Open, Undeliverable
from tests.commands.test_support import LAKE, MINUTE, last, switches_on
from tests.conftest import Room, at
from tests.support_evening import listens


@pytest.fixture
async def open_to_all(room: Room) -> Room:
    """River Circle with support on, and Ben and Cleo listening; Ana has no private chat."""
    await switches_on(room)
    await listens(room, "ben", "cleo", group=room.room)
    for person in ("ben", "cleo"):
        await room.chat_of(person)
    return room


async def pings(room: Room, person: str) -> int:
    """Return how often somebody was asked."""
    return sum(words.plain.startswith("Can you") for words in room.words(await room.chat_of(person)))


def _no_chat_with_ana(letter: Letter) -> Undeliverable | None:
    refused = isinstance(letter.content, Open) and letter.person == at("ana")
    return Undeliverable("M_FORBIDDEN") if refused else None


# ------------------------------------------------------------- an asker who can't be told anything


@pytest.mark.parametrize("text", ["!support now", "!support"])
@pytest.mark.usefixtures("pauses")
async def test_nobody_is_asked_for_somebody_whose_chat_cant_be_opened(open_to_all: Room, text: str) -> None:
    open_to_all.network.rules.append(_no_chat_with_ana)

    in_the_room = await open_to_all.says("ana", text)
    await open_to_all.until(2 * MINUTE)

    assert [said.partition(".")[0] for said in in_the_room] == ["I can't open a private chat with you from here"]
    assert await open_to_all.read(lambda tx: tx.requests.of(at("ana"))) == ()
    assert [await pings(open_to_all, person) for person in ("ben", "cleo")] == [0, 0]


async def test_where_the_chat_opens_they_are_asked_at_once(open_to_all: Room) -> None:
    await open_to_all.says("ana", "!support now")

    assert [await pings(open_to_all, person) for person in ("ben", "cleo")] == [1, 1]


@pytest.mark.usefixtures("pauses")
async def test_who_is_with_an_asker_whose_chat_is_lost_stays_with_them(open_to_all: Room) -> None:
    chat = await open_to_all.chat_of("ana")
    await open_to_all.private("ana", "support now named")
    await open_to_all.private("ben", "yes")
    await open_to_all.hears(open_to_all.room_now(room=chat, direct=True))
    open_to_all.network.rules.append(_no_chat_with_ana)

    await open_to_all.says("ana", "!hello")

    (kept,) = await open_to_all.read(lambda tx: tx.requests.of(at("ana")))
    assert kept.request.held


# ----------------------------------------------------------------------- a yes at the very end


@pytest.mark.parametrize("after", [timedelta(0), timedelta(minutes=10)])
@pytest.mark.parametrize("how", ["quiet", "named"])
async def test_a_first_yes_at_the_end_of_a_request_hears_at_once_that_nothing_is_needed(
    open_to_all: Room, how: str, after: timedelta
) -> None:
    await open_to_all.private("ana", f"support now {how}")
    chat = await open_to_all.chat_of("ben")
    open_to_all.now += timedelta(hours=6) + after  # the end has come, and its job has not run
    before = len(open_to_all.network.sent)

    await open_to_all.private("ben", "yes", reply_to=open_to_all.event_of("Can you listen"))

    told = [words.plain for words in open_to_all.words(chat, since=before)]
    assert told == ["You're free again: nothing more is needed for this one. Thank you for saying yes. Rest easy."]
    assert "is there for you" not in await last(open_to_all, "ana")


async def test_a_yes_after_the_end_of_a_request_is_understood(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now")
    await open_to_all.until(timedelta(hours=7))

    told = await open_to_all.private("ben", "yes")

    assert told.startswith("You're free again: nothing more is needed for this one.")


# ---------------------------------------------------------------------------------- two groups


@pytest.fixture
async def two_groups(open_to_all: Room) -> Room:
    """Ana, Ben and Cleo in River Circle and in Lake Circle, with support and Ben and Cleo listening in both."""
    await open_to_all.has("ana", "ben", "cleo", room=LAKE, name="Lake Circle")
    await switches_on(open_to_all, LAKE)
    await listens(open_to_all, "ben", "cleo", group=LAKE)
    await open_to_all.chat_of("ana")
    return open_to_all


async def test_the_day_after_comes_for_each_group_in_which_somebody_was_there(two_groups: Room) -> None:
    for where in (two_groups.room, LAKE):
        await two_groups.says("ana", "!aftercare on", room=where)
        await two_groups.private("ana", "yes")
    for where, listener in ((two_groups.room, "ben"), (LAKE, "cleo")):
        await two_groups.says("ana", "!support now named", room=where)
        await two_groups.private(listener, "yes")
        await two_groups.private("ana", "thanks")
    before = len(two_groups.network.sent)

    await two_groups.until(timedelta(hours=25))

    told = [words.plain for words in two_groups.words(await two_groups.chat_of("ana"), since=before)]
    assert len([line for line in told if line.startswith("A line for the day after")]) == 2


async def test_no_line_comes_on_the_day_after_from_a_group_where_it_was_switched_off(two_groups: Room) -> None:
    await two_groups.says("ana", "!aftercare on", room=two_groups.room)
    await two_groups.private("ana", "yes")
    await two_groups.says("ana", "!support now named", room=two_groups.room)
    await two_groups.private("ben", "yes")
    await two_groups.private("ana", "stop")

    assert await two_groups.read(
        lambda tx: tx.db.execute("SELECT count(*) FROM jobs WHERE kind = 'aftercare'").fetchone()[0] == 0
    )


async def test_whoever_asks_in_two_groups_within_a_minute_is_asked_for_in_both(two_groups: Room) -> None:
    for where in (two_groups.room, LAKE):
        await two_groups.says("ana", "!support", room=where)

    await two_groups.until(MINUTE)

    opened = await two_groups.read(lambda tx: [kept.group for kept in tx.requests.of(at("ana"))])
    assert len(opened) == 2


async def test_when_is_answered_for_each_of_two_groups(two_groups: Room) -> None:
    for where in (two_groups.room, LAKE):
        await two_groups.says("ana", "!support", room=where)

    listed = await two_groups.private("ana", "2")
    await two_groups.private("ana", "1 today")
    await two_groups.private("ana", "this week")

    assert listed.count("When would you like somebody?") == 2
    assert {"River Circle", "Lake Circle"} <= {name for name in ("River Circle", "Lake Circle") if name in listed}
    assert await two_groups.read(lambda tx: {kept.request.mode for kept in tx.requests.of(at("ana"))}) == {
        "today",
        "week",
    }


async def test_several_pings_are_told_apart_by_their_groups(two_groups: Room) -> None:
    await two_groups.has("ana", "ben", "cleo", "dee", room=LAKE, name="Lake Circle")
    await two_groups.says("ana", "!support now", room=two_groups.room)
    await two_groups.until(6 * MINUTE)
    await two_groups.says("dee", "!support now", room=LAKE)

    listed = await two_groups.private("ben", "1")

    assert [name in listed for name in ("(River Circle)", "(Lake Circle)")] == [True, True]


async def test_where_somebody_is_in_one_group_alone_it_is_not_named_with_each_question(open_to_all: Room) -> None:
    for asker in ("ana", "dee"):
        await open_to_all.private(asker, "support now")
        await open_to_all.until(6 * MINUTE)

    listed = await open_to_all.private("ben", "1")

    assert listed.count("Can you listen, now?") == 2
    assert "(River Circle)" not in listed


# --------------------------------------------------------------------------- support switched off


@pytest.mark.parametrize("answer", ["1", None])
async def test_what_was_about_to_begin_does_not_begin_after_support_was_switched_off(
    open_to_all: Room, answer: str | None
) -> None:
    await open_to_all.private("cleo", "support")
    await open_to_all.says("ana", "!support off")

    if answer is not None:
        await open_to_all.private("cleo", answer)
    await open_to_all.until(MINUTE)

    assert (await last(open_to_all, "cleo")).startswith("I asked nobody: I can't reach a person for you")
    assert await open_to_all.read(lambda tx: tx.requests.of(at("cleo"))) == ()


# ------------------------------------------------------------------------------------- names


async def test_of_whoever_was_forgotten_no_name_and_no_dots_are_told(open_to_all: Room) -> None:
    await open_to_all.private("ana", "support now named")
    await open_to_all.private("ben", "yes")

    for _ in range(2):
        await open_to_all.private("ben", "forget me")

    told = "\n".join(words.plain for words in open_to_all.words(await open_to_all.chat_of("ana")))
    assert "They can't stay, and nobody else is free" in told
    assert "…" not in told


# ------------------------------------------------------------------------------- heard long after


async def test_what_is_heard_long_after_it_was_said_promises_no_time_that_has_passed(
    open_to_all: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_to_all.chat_of("ana")
    await open_to_all.says("ana", "!set support.wave 1")
    await open_to_all.private("ana", "support today")
    before = len(open_to_all.network.sent)
    monkeypatch.setattr("bot.app.in_order.PATIENCE", 0.0)
    loop = asyncio.get_running_loop()
    since = loop.time
    with closing(sqlite3.connect(open_to_all.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await open_to_all.hears(open_to_all.ask("ana", "support now", room=chat), settle=False)
        monkeypatch.setattr(loop, "time", lambda: since() + 20 * 60)
        open_to_all.now += 20 * MINUTE
        other.execute("ROLLBACK")
    await open_to_all.hears()

    told = "\n".join(words.plain for words in open_to_all.words(chat, since=before))
    assert "I'm asking more people now. My next word comes at 12:25." in told


# ------------------------------------------------------------------- an answer before the ping


@pytest.mark.usefixtures("pauses")
async def test_whoever_answered_while_their_ping_still_waited_is_not_rung_by_it_afterwards(open_to_all: Room) -> None:
    ana, ben = await open_to_all.chat_of("ana"), await open_to_all.chat_of("ben")
    refusing = True
    open_to_all.network.rules.append(lambda letter: Later(0.0, "away") if refusing and letter.room == ben else None)
    await open_to_all.hears(open_to_all.ask("ana", "support now named", room=ana), settle=False)
    await open_to_all.hears(open_to_all.ask("ben", "1", room=ben), settle=False)

    refusing = False
    await open_to_all.settled()

    assert await pings(open_to_all, "ben") == 0
    assert (await last(open_to_all, "ben")).startswith("Please write to Ana first")
