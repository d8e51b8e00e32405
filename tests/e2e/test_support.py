"""Somebody asks for support, on a real homeserver, in encrypted chats: who is asked, and who hears what."""

from __future__ import annotations

import asyncio
import itertools
import sqlite3
from contextlib import closing

from tests.e2e.asking import HELD, LATER, PING, PROMISE, WAIT, Support, arrival, noon, support
from tests.e2e.circle import pinged, said
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.kith import Kith

NAMES = "ana", "ben", "cleo", "dee", "eli", "fay"
LISTENERS = "ben cleo dee eli fay"
WAIT_NOW = "6s"
AGO = {"ago": 6 * 60 * 1000}


async def evening(kith: MakeKith, person: MakePerson, listeners: str = LISTENERS, **defaults: str) -> Support:
    """Let six people be in a circle with Kith, and these of them listen."""
    bot, people = await asyncio.gather(
        kith(defaults={"timezone": noon(), "support.wait.now": WAIT_NOW, **defaults}),
        asyncio.gather(*(person(name) for name in NAMES)),
    )
    return await support(bot, dict(zip(NAMES, people, strict=True)), listeners)


async def test_two_waves_a_quiet_yes_agreement_a_match_and_a_line_for_the_others(
    kith: MakeKith, person: MakePerson
) -> None:
    circle = await evening(kith, person)
    listeners = LISTENERS.split()
    ana, bot = circle.people["ana"], circle.bot
    in_the_room = len(said(bot, ana, circle.room))

    asked = await circle.say("ana", "support now company I can't sleep")
    first = await circle.pinged(*listeners, number=3)
    told = await circle.hears("ana", PROMISE, after=asked)
    await circle.say(first[0], "not now")
    second = await circle.pinged(*(name for name in listeners if name not in first), number=2)
    again = await circle.hears("ana", "No one has been able to say yes yet", after=told.event)
    await circle.say(second[0], "yes")
    await circle.hears(second[0], WAIT)
    await circle.say(second[1], "1")
    await circle.hears(second[1], LATER)
    offer = await circle.hears("ana", "could be with you", after=again.event)
    await ana.react(circle.chats["ana"], offer.event, "1️⃣")
    match = await circle.hears("ana", "is there for you", after=offer.event)
    theirs = await circle.hears(second[0], "Please write to")
    await asyncio.gather(*(circle.hears(name, HELD) for name in (*first, second[1])))
    await pinged(ana, circle.room, "heron", by=bot)

    assert "I asked 3 people" in told.body
    assert "I asked 2 more people" in again.body
    assert circle.people[second[0]].user in match.body
    assert ana.user in theirs.body
    assert "I can't sleep" in theirs.body
    assert {message.msgtype for message in (told, again, offer, match, theirs)} == {"m.text"}  # each of them rings
    for name in (*first, second[1]):
        assert not any(ana.user in body or "sleep" in body for body in circle.told(name))
    assert len(said(bot, ana, circle.room)) == in_the_room + 1  # the answer to the ping alone


async def test_a_kill_between_any_two_steps_changes_nothing(kith: MakeKith, person: MakePerson) -> None:
    circle = await evening(kith, person, "ben cleo", **{"support.wait.now": "5m"})
    bot, before = circle.bot, itertools.cycle((True, False))

    async def step(name: str, text: str, answer: str) -> str:
        """Let somebody write, and kill Kith in turn before it hears of it and after it answered."""
        killed_before = next(before)
        if killed_before:
            await bot.kill()
        event = await circle.say(name, text)
        if killed_before:
            await bot.again()
        heard = await circle.hears(name, answer, after=event)
        if not killed_before:
            await bot.kill()
            await bot.again()
        return heard.event

    asked = await step("ana", "support now", "I'm asking")
    told = await circle.hears("ana", PROMISE, after=asked)
    await asyncio.gather(*(circle.hears(name, PING) for name in ("ben", "cleo")))
    await step("ben", "1", WAIT)
    await circle.hears("ana", "could be with you", after=told.event)
    await step("cleo", "yes", LATER)
    matched = await step("ana", "yes", "is there for you")
    await circle.hears("ben", "Please write to")
    await circle.hears("cleo", HELD)
    await step("ben", "hand on", "you're free")
    await circle.hears("ana", "can't stay", after=matched)
    await step("ana", "1", "is there for you")
    await circle.hears("cleo", "Please write to")
    await step("ana", "thanks", "is closed")
    await circle.hears("cleo", "is over")

    for name in ("ben", "cleo"):
        assert len([body for body in circle.told(name) if body.startswith(PING)]) == 1
        assert len([body for body in circle.told(name) if body.startswith("Please write to")]) == 1
    once = ["I'm asking", PROMISE, "Ben", "could be with you", "can't stay", "is closed"]
    for what in once:
        assert any(what.casefold() in body.casefold() for body in circle.told("ana")), what
    assert len([body for body in circle.told("ana") if PROMISE in body]) == 1


async def test_after_a_promise_has_passed_the_first_thing_sent_is_the_honest_word(
    kith: MakeKith, person: MakePerson
) -> None:
    circle = await evening(kith, person, "ben cleo", **{"support.wave": "1", "support.wait.now": "5m"})
    bot, ana = circle.bot, circle.people["ana"]

    asked = await circle.say("ana", "support now")
    (first,) = await circle.pinged("ben", "cleo", number=1)
    told = await circle.hears("ana", PROMISE, after=asked)
    await bot.kill()
    other = "cleo" if first == "ben" else "ben"
    six_minutes_pass(bot)
    await bot.again()
    word = await circle.hears("ana", "No one has been able to say yes yet", after=told.event)
    ping = await circle.hears(other, PING)

    assert await arrival(bot, word) <= await arrival(bot, ping)
    assert ana.user not in ping.body


def six_minutes_pass(bot: Kith) -> None:
    """Let all that is kept of requests be six minutes older, as after so long a time in which Kith was down."""
    with closing(sqlite3.connect(bot.database)) as db, db:
        db.execute("UPDATE request SET next_at = next_at - :ago, seen_at = seen_at - :ago", AGO)
        db.execute("UPDATE ping SET since = since - :ago, until = until - :ago", AGO)
        db.execute("UPDATE jobs SET due = due - :ago, next = next - :ago WHERE kind = 'support'", AGO)
