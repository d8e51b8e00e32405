"""Kith in a group's room: it comes when it is invited, answers, is put out and follows a move."""

from __future__ import annotations

import asyncio

import pytest

from tests.e2e.circle import INTRODUCTION, PONG, circle, pinged, said
from tests.e2e.conftest import MakeKith, MakePerson


async def test_kith_joins_on_invitation_and_introduces_itself_once(kith: MakeKith, person: MakePerson) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))

    room = await circle(ana, bot, ben)
    assert await bot.stop() == 0
    await bot.again()
    await pinged(ana, room, "heron", by=bot)

    introduction, *others = [message for message in ana.heard(room) if message.sender == bot.user]
    assert INTRODUCTION in introduction.body
    assert (introduction.msgtype, introduction.content["m.mentions"], introduction.encrypted) == ("m.notice", {}, True)
    assert [message.body for message in others] == [f"heron{PONG}"]


async def test_an_invitation_from_before_the_first_start_is_accepted(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(ready=False), person("ana"))
    room = await ana.create_room("River Circle", invite=[bot.user])

    await bot.again()

    await ana.until(INTRODUCTION, room=room, sender=bot.user)
    await pinged(ana, room, "heron", by=bot)


async def test_help_is_answered_encrypted_where_it_stood(kith: MakeKith, person: MakePerson) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))
    room = await circle(ana, bot, ben)
    root = await ana.say(room, "shall we begin?")

    await ben.say(room, "!help")
    answer = await ana.until("!checkin open", room=room, sender=bot.user)
    asked = await ben.say(room, "!ping heron", thread=root)
    threaded = await ana.until(f"heron{PONG}", room=room, sender=bot.user)
    by_name = await ben.say(room, "Kith: ping stork")
    called = await ana.until(f"stork{PONG}", room=room, sender=bot.user, after=by_name)

    for message in (answer, threaded, called):
        assert (message.encrypted, message.msgtype, message.content["m.mentions"]) == (True, "m.notice", {})
    assert (answer.thread, threaded.thread, called.thread) == (None, root, None)
    assert threaded.relates["m.in_reply_to"] == {"event_id": asked}


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "plain"])
async def test_twenty_commands_at_once_are_each_answered_once(
    kith: MakeKith,
    person: MakePerson,
    encrypted: bool,
) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))
    room = await circle(ana, bot, ben, encrypted=encrypted)
    words = [f"word-{n}" for n in range(20)]

    await asyncio.gather(*((ana, ben)[n % 2].say(room, f"!ping {word}") for n, word in enumerate(words)))
    await ana.sees(lambda: len(said(bot, ana, room)) > len(words), "twenty answers and the introduction")
    await pinged(ana, room, "last", by=bot)

    assert sorted(said(bot, ana, room)[1:-1]) == sorted(f"{word}{PONG}" for word in words)


@pytest.mark.parametrize("how", ["kicked", "banned"])
async def test_whoever_puts_kith_out_hears_nothing_until_it_is_invited_again(
    kith: MakeKith, person: MakePerson, how: str
) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))
    room = await circle(ana, bot, ben)
    await ana.say(room, "!checkin open for 1h")
    await ana.until("open until", room=room, sender=bot.user)

    await (ana.kick if how == "kicked" else ana.ban)(room, bot.user)
    await ana.sees(lambda: bot.user not in ana.members(room), "Kith gone")
    await ben.say(room, "!ping unheard")
    if how == "banned":
        await ana.unban(room, bot.user)
    await ana.invite(room, bot.user)
    await ana.sees(lambda: bot.user in ana.members(room), "Kith back")
    await ana.until_device(bot.user, bot.device)
    await pinged(ana, room, "heron", by=bot)
    await ana.say(room, "!checkin close")
    closed = await ana.until("No check-in round is open", room=room, sender=bot.user)

    assert closed.encrypted
    assert f"unheard{PONG}" not in said(bot, ana, room)


@pytest.mark.parametrize("rule", ["invite", "public"])
async def test_an_upgraded_room_is_followed_with_its_open_round(kith: MakeKith, person: MakePerson, rule: str) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await circle(ana, bot, version="10")
    await ana.put_state(room, "m.room.join_rules", {"join_rule": rule})
    await ana.say(room, '!checkin open "How was the week?" for 1h')
    await ana.until("How was the week?", room=room, sender=bot.user)

    successor = await ana.upgrade(room, "12")
    if rule == "invite":  # as clients do for everybody in the old room
        await ana.invite(successor, bot.user)
    await ana.sees(lambda: bot.user in ana.members(successor), "Kith in the new room")
    await ana.sees(lambda: bot.user not in ana.members(room), "Kith gone from the old one")
    await pinged(ana, successor, "heron", by=bot)
    await ana.say(successor, "!checkin close")
    await ana.until("The check-in is closed", room=successor, sender=bot.user)

    assert len(said(bot, ana, successor)) == 2  # it is the same group, and knows Kith
