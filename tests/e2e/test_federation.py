"""A group over two homeservers: Kith and Ana at home on one, Ben and Cleo on the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.circle import GREETING, PONG, circle, pinged, said
from tests.e2e.conftest import Neighbourhood
from tests.e2e.people import Person

MARK, ELSEWHERE = "🌱", "💬"
WHO = "I'm Kith, a bot"

pytestmark = [pytest.mark.xdist_group("federation"), pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("founder", ["here", "on the other homeserver"])
async def test_everybody_of_a_group_is_heard_and_reads_the_answers_wherever_they_are(
    neighbourhood: Neighbourhood, founder: str
) -> None:
    bot, ana, ben, cleo = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben, neighbourhood.cleo
    bot.configure(invites={"allow": [ana.user, ben.user]})
    await bot.again()
    room = await (circle(ana, bot, ben, cleo) if founder == "here" else circle(ben, bot, ana, cleo))

    asked = await ben.say(room, "!ping heron")
    answers = [await who.until(f"heron{PONG}", room=room, sender=bot.user, after=asked) for who in (ana, ben, cleo)]
    await cleo.say(room, '!checkin open "How was the week?" for 2h')
    opened = [await who.until("How was the week?", room=room, sender=bot.user) for who in (ana, ben, cleo)]
    passed = await ben.say(room, "pass")
    await cleo.until_reaction(passed, key=MARK, sender=bot.user)
    await ana.say(room, "!checkin close")
    closed = [await who.until("The check-in is closed", room=room, sender=bot.user) for who in (ana, ben, cleo)]

    for messages in (answers, opened, closed):
        assert len({message.event for message in messages}) == 1
        assert all(message.encrypted for message in messages)
    assert said(bot, ana, room)[-3:] == said(bot, ben, room)[-3:] == said(bot, cleo, room)[-3:]
    assert len(said(bot, ana, room)) == len(said(bot, ben, room)) == 4  # the introduction, and each of these once


async def test_a_chat_from_the_other_homeserver_is_taken_from_a_member_and_declined_from_a_stranger(
    neighbourhood: Neighbourhood,
) -> None:
    bot, ana, ben, cleo = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben, neighbourhood.cleo
    await bot.again()  # its operator allows those of its own homeserver
    await circle(ana, bot, ben)

    await bot.stop()  # so that it joins after what is written
    taken = await ben.direct_chat_with(bot.user, "ping heron")
    await bot.again()
    greeting = await ben.until(GREETING, room=taken, sender=bot.user)
    answer = await ben.until(f"heron{PONG}", room=taken, sender=bot.user, after=greeting.event)
    declined = await cleo.direct_chat_with(bot.user, "ping stork")
    await cleo.sees(lambda: bot.user not in cleo.invited(declined), "the invitation declined")
    membership = await cleo.state(declined, "m.room.member", bot.user)
    await pinged(ben, taken, "last", by=bot)

    assert (greeting.encrypted, answer.encrypted) == (True, True)
    assert len(said(bot, ben, taken)) == 3
    assert said(bot, cleo, declined) == []
    assert (membership["membership"], membership["reason"]) == (
        "leave",
        "I join groups that my operator allows, and private chats with members of my groups.",
    )


async def test_a_chat_that_kith_opens_is_read_on_the_other_homeserver_by_somebody_who_joins_after_its_first_message(
    neighbourhood: Neighbourhood, tmp_path: Path
) -> None:
    bot, ana, ben = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben
    await bot.again()
    room = await circle(ana, bot, ben)
    watcher = await Person.log_in(neighbourhood.pair.near.url, bot.user, bot.password, tmp_path / "watcher")

    try:
        hello = await ben.say(room, "!hello")
        await ben.until_reaction(hello, key=ELSEWHERE, sender=bot.user)
        invitation = await ben.until_invited(by=bot.user)
        sent = await watcher.until(lambda _: True, room=invitation.room, sender=bot.user)
    finally:
        await watcher.close()
    await ben.join(invitation.room)
    await ben.scroll_back(invitation.room)
    read = await ben.until(WHO, room=invitation.room, sender=bot.user)
    await pinged(ben, invitation.room, "heron", by=bot)

    assert (read.event, read.encrypted, invitation.direct) == (sent.event, True, True)
    assert len(said(bot, ben, invitation.room)) == 2
