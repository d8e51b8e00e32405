"""A group over two homeservers of which one is down, or between which the line is cut."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from tests.e2e.circle import PONG, circle, pinged, pongs, said
from tests.e2e.conftest import Neighbourhood
from tests.e2e.federation import said_before

MARK = "🌱"
LATE = timedelta(seconds=20)
LONG_AGO = timedelta(minutes=6)  # longer than clocks may differ

pytestmark = [pytest.mark.xdist_group("federation"), pytest.mark.asyncio(loop_scope="session")]


async def gathered(neighbourhood: Neighbourhood, *, encrypted: bool = True) -> str:
    """Start Kith and return a group's room in which Ana and Ben have talked with it."""
    await neighbourhood.bot.again()
    room = await circle(neighbourhood.ana, neighbourhood.bot, neighbourhood.ben, encrypted=encrypted)
    for person in (neighbourhood.ana, neighbourhood.ben):
        await pinged(person, room, "before", by=neighbourhood.bot)
    return room


async def until_all_is_heard(neighbourhood: Neighbourhood, room: str) -> None:
    """End Kith and return when Ana and Ben have heard all that it said in a room."""
    assert await neighbourhood.bot.stop() == 0
    good_night = await neighbourhood.ana.say(room, "good night")
    await neighbourhood.ana.until_heard(good_night)
    await neighbourhood.ben.until_heard(good_night)


async def test_a_group_goes_on_while_one_homeserver_is_down_and_is_read_there_afterwards(
    neighbourhood: Neighbourhood,
) -> None:
    bot, ana, ben, pair = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben, neighbourhood.pair
    room = await gathered(neighbourhood)

    await pair.far.kill()
    for word in ("heron", "stork"):
        await pinged(ana, room, word, by=bot)
    await ana.say(room, "Ben, we are still here")
    await pair.far.start()
    await pair.hear_each_other()
    heard = [await ben.until(what, room=room) for what in (f"heron{PONG}", f"stork{PONG}", "we are still here")]
    await pinged(ben, room, "back", by=bot)
    await until_all_is_heard(neighbourhood, room)

    assert all(message.encrypted for message in heard)
    assert pongs(said(bot, ana, room)) == ["before", "before", "heron", "stork", "back"]
    assert Counter(pongs(said(bot, ben, room))) == Counter(pongs(said(bot, ana, room)))


async def test_what_was_written_while_kiths_homeserver_was_down_is_answered_once(neighbourhood: Neighbourhood) -> None:
    bot, ana, ben, pair = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben, neighbourhood.pair
    room = await gathered(neighbourhood)
    words = [f"word-{n}" for n in range(5)]

    await pair.near.kill()
    for word in words:
        await ben.say(room, f"!ping {word}")
    await bot.until_says("No news from the homeserver")
    await pair.near.start()
    await pair.hear_each_other()
    await ana.sees(lambda: set(words) <= set(pongs(said(bot, ana, room))), "every answer")
    await pinged(ana, room, "last", by=bot)  # a homeserver that has just started hands over the rest with what is new
    await ben.sees(lambda: {*words, "last"} <= set(pongs(said(bot, ben, room))), "every answer")
    await until_all_is_heard(neighbourhood, room)

    assert bot.log().count("ready as") == 1  # it went on
    answers = Counter(["before", "before", *words, "last"])  # homeservers that were apart may differ about the order
    assert Counter(pongs(said(bot, ana, room))) == Counter(pongs(said(bot, ben, room))) == answers


async def test_what_comes_late_is_answered_once_and_in_the_round_that_it_was_written_for(
    neighbourhood: Neighbourhood,
) -> None:
    bot, ana, ben, pair = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben, neighbourhood.pair
    room = await gathered(neighbourhood)

    pair.cut()
    for_another = await said_before(ben, room, "pass", LONG_AGO)
    await said_before(ben, room, "!checkin close", LONG_AGO)
    asked = await said_before(ben, room, "!ping heron", LATE)
    for_this = await said_before(ben, room, "pass", LATE)
    await ana.say(room, '!checkin open "How was the week?" for 1h')
    opened = await ana.until("How was the week?", room=room, sender=bot.user)
    await ana.until_reaction(opened.event, key=MARK, sender=bot.user)
    await pair.mend()
    await ana.until(f"heron{PONG}", room=room, sender=bot.user)
    await ben.until_reaction(for_this, key=MARK, sender=bot.user)
    await ben.until("You wrote this before the round that is open now", room=room, sender=bot.user)
    await ben.say(room, "!checkin close")
    await ana.until("The check-in is closed", room=room, sender=bot.user)
    await until_all_is_heard(neighbourhood, room)

    events = [message.event for message in ana.heard(room)]
    assert events.index(opened.event) < min(map(events.index, (for_another, asked, for_this)))
    assert pongs(said(bot, ben, room)) == pongs(said(bot, ana, room)) == ["before", "before", "heron"]
    assert ana.reactions(for_another) == ben.reactions(for_another) == []
    assert len(ana.reactions(for_this)) == 1
    assert len(said(bot, ana, room)) == 7  # the introduction, three pongs, the opening, what was left, the thanks


async def test_a_round_that_comes_too_late_is_not_opened_and_one_that_comes_in_time_is(
    neighbourhood: Neighbourhood,
) -> None:
    bot, ana, ben, pair = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben, neighbourhood.pair
    room = await gathered(neighbourhood)

    pair.cut()
    await said_before(ben, room, '!checkin open "too late" for 10s', LATE)
    await said_before(ben, room, '!checkin open "in time" for 1h', LATE)
    await pair.mend()
    await ben.until("that round's time was over", room=room, sender=bot.user)
    await ben.until("in time", room=room, sender=bot.user)
    await pinged(ben, room, "last", by=bot)
    await until_all_is_heard(neighbourhood, room)

    assert not [body for body in said(bot, ana, room) if "too late" in body]
    assert len([body for body in said(bot, ana, room) if "that round's time was over" in body]) == 1


@pytest.mark.parametrize("known", [True, False], ids=["whose devices are known", "whose devices are not known"])
async def test_whoever_could_not_be_given_the_keys_reads_what_is_said_once_they_are_back(
    neighbourhood: Neighbourhood, known: bool
) -> None:
    bot, ana, ben, pair = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben, neighbourhood.pair
    await bot.again()
    room = await ana.create_room("River Circle", invite=[ben.user], encrypted=known)
    await ben.until_invited(by=ana.user)
    await ben.join(room)
    before = await ana.say(room, "shall we ask Kith in?")  # Ana's homeserver learns Ben's devices if it is encrypted
    await ben.until_heard(before)

    pair.cut()
    await ana.invite(room, bot.user)
    if not known:
        await ana.put_state(room, "m.room.encryption", {"algorithm": "m.megolm.v1.aes-sha2"})
    await ana.sees(lambda: bot.user in ana.members(room), "Kith here")
    unread = await ana.until("a bot for check-ins", room=room, sender=bot.user)
    await pair.mend()
    await ben.until_heard(unread.event)
    await pinged(ben, room, "heron", by=bot)
    await pinged(ana, room, "stork", by=bot)
    await ben.until(f"stork{PONG}", room=room, sender=bot.user)
