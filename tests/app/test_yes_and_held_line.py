"""A yes may cross with the line that says that somebody is there already; nobody hears that line twice for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import Words
from tests.conftest import Room

PING = "Can you listen"
HELD = "It's held, someone is there"
THEIRS = "Please write to"
LISTENERS = "ben", "cleo", "dee"


@pytest.fixture
async def asked(room: Room) -> Room:
    """Ana asked for support under her name, and Ben, Cleo and Dee were pinged."""
    await room.says("ana", "!resources none")
    await room.says("ana", "!support on")
    for name in LISTENERS:
        for text in ("listen on", "yes", "1"):
            await room.private(name, text)
    await room.private("ana", "support now named")
    return room


async def heard(room: Room, name: str) -> list[str]:
    """Return what somebody heard of how it went on."""
    words = room.words(await room.chat_of(name))
    return [said.plain for said in words if HELD in said.plain or THEIRS in said.plain]


async def test_who_says_yes_at_one_moment_hears_one_line_each(asked: Room) -> None:
    yeses = [asked.ask(name, "yes", room=await asked.chat_of(name)) for name in LISTENERS]

    await asked.hears(*yeses)

    told = {name: await heard(asked, name) for name in LISTENERS}
    assert [len(lines) for lines in told.values()] == [1, 1, 1]
    assert [THEIRS in told[name][0] for name in LISTENERS] == [True, False, False]


@pytest.mark.parametrize("tapped", [False, True], ids=["typed", "tapped"])
async def test_a_yes_that_was_said_before_the_line_and_comes_late_is_answered_by_that_line(
    asked: Room, tapped: bool
) -> None:
    cleos, said = await asked.chat_of("cleo"), asked.now
    await asked.until(timedelta(seconds=5))
    await asked.private("ben", "yes")
    await asked.until(timedelta(seconds=15))

    (ping,) = [one for one in asked.network.of(Words) if one.room == cleos and PING in str(one.letter.content)]
    late = asked.mark("cleo", ping.event or "", "1️⃣", room=cleos) if tapped else asked.ask("cleo", "yes", room=cleos)
    await asked.hears(replace(late, said=said))

    assert len(await heard(asked, "cleo")) == 1


async def test_a_yes_that_was_said_after_the_line_gets_it_again(asked: Room) -> None:
    await asked.private("ben", "yes")
    await asked.until(timedelta(seconds=20))

    answer = await asked.private("cleo", "yes")

    assert HELD in answer
    assert len(await heard(asked, "cleo")) == 2


async def test_a_yes_is_answered_where_the_line_could_not_be_sent(asked: Room) -> None:
    await asked.private("cleo", "quiet 11:00-13:00")
    said = asked.now
    await asked.until(timedelta(seconds=5))
    await asked.private("ben", "yes")

    late = asked.ask("cleo", "yes", room=await asked.chat_of("cleo"))
    await asked.hears(replace(late, said=said))

    assert len(await heard(asked, "cleo")) == 1
