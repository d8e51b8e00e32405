"""A check-in round from its opening to its end, in the room and from a private chat."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from tests.e2e.circle import chat, circle, pinged, said
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.heard import Message

MARK = "🌱"
CLOSED = "The check-in is closed"


async def test_a_round_is_opened_answered_and_closed_by_anyone(kith: MakeKith, person: MakePerson) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))
    room = await circle(ana, bot, ben)

    await ben.say(room, '!checkin open "How was the week?" for 2h')
    opened = await ana.until("How was the week?", room=room, sender=bot.user)
    await ana.until_reaction(opened.event, key=MARK, sender=bot.user)
    answers = [await ben.say(room, "pass"), await ana.say(room, "Witness."), await ana.say(room, "!pass")]
    marks = [await ana.until_reaction(answer, key=MARK, sender=bot.user) for answer in answers]
    words = await ana.say(room, "tired, and glad to be here")
    await ana.say(room, "!checkin close")
    closed = await ben.until(CLOSED, room=room, sender=bot.user)
    late = await ben.say(room, "pass")
    await pinged(ana, room, "heron", by=bot)

    assert (opened.msgtype, opened.encrypted, opened.content["m.mentions"]) == ("m.text", True, {})  # it rings (N6)
    assert "`pass`" in opened.body
    assert "`witness`" in opened.body
    assert (closed.msgtype, closed.encrypted, closed.content["m.mentions"]) == ("m.notice", True, {})
    assert len(marks) == len(answers)
    assert ana.reactions(words) == ana.reactions(late) == []
    assert len(said(bot, ana, room)) == 4  # who it is, the opening, the thanks, the ping: nobody was counted or named


async def test_a_round_closes_by_itself_when_its_time_is_over(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)
    begun = time.monotonic()

    await ana.say(room, "!checkin open for 2s")
    opened = await ana.until("How are you arriving?", room=room, sender=bot.user)
    await ana.until(CLOSED, room=room, sender=bot.user, after=opened.event)

    assert 2 <= time.monotonic() - begun < 10


async def test_a_round_whose_time_ended_while_kith_was_down_is_closed_once(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot)

    await ana.say(room, "!checkin open for 1s")
    await ana.until("How are you arriving?", room=room, sender=bot.user)
    await bot.kill()
    await bot.again()
    await ana.until(CLOSED, room=room, sender=bot.user)
    await bot.kill()
    await bot.again()
    await pinged(ana, room, "heron", by=bot)

    assert len([body for body in said(bot, ana, room) if CLOSED in body]) == 1


def opened_in(group: str) -> Callable[[Message], bool]:
    """Return what tells the answer that a round is opened in this group."""
    return lambda message: group in message.body and "`checkin close`" in message.body


async def test_whoever_shares_two_groups_is_asked_which_and_answers_by_number_or_mark(
    kith: MakeKith, person: MakePerson
) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))
    river = await circle(ana, bot, ben, name="River Circle")
    lake = await circle(ana, bot, ben, name="Lake Circle")
    with_ana, with_ben = await asyncio.gather(chat(ana, bot), chat(ben, bot))

    await ana.say(with_ana, 'checkin open "by number" for 2h')
    asked = await ana.until("Which group do you mean?", room=with_ana, sender=bot.user)
    await ana.say(with_ana, "2")
    told = await ana.until(opened_in("River Circle"), room=with_ana, sender=bot.user)
    in_river = await ben.until("by number", room=river, sender=bot.user)

    await ben.say(with_ben, "checkin open by mark for 2h")
    question = await ben.until("Which group do you mean?", room=with_ben, sender=bot.user)
    for key in ("1️⃣", "2️⃣"):
        await ben.until_reaction(question.event, key=key, sender=bot.user)
    await ben.react(with_ben, question.event, "1️⃣")
    await ben.until(opened_in("Lake Circle"), room=with_ben, sender=bot.user)
    in_lake = await ana.until("by mark", room=lake, sender=bot.user)

    assert asked.msgtype == question.msgtype == in_river.msgtype == in_lake.msgtype == "m.text"
    assert (told.msgtype, told.encrypted, told.content["m.mentions"]) == ("m.notice", True, {})
    await ana.until_reaction(in_lake.event, key=MARK, sender=bot.user)
    assert not [body for body in said(bot, ana, lake) if "by number" in body]
