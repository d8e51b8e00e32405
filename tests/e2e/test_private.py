"""Private chats: opened by either side, for exactly two, and read from the first word on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from tests.e2e.circle import GREETING, INTRODUCTION, PONG, chat, circle, pinged, said
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.listener import PATIENCE
from tests.e2e.people import Person

ELSEWHERE = "💬"  # the one mark under a personal command in a room
WHO = "I'm Kith, a bot"


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "plain"])
async def test_a_chat_created_together_with_its_first_message_is_greeted_and_answered(
    kith: MakeKith,
    person: MakePerson,
    encrypted: bool,
) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))

    room = await ana.direct_chat_with(bot.user, "help", encrypted=encrypted)
    greeting = await ana.until(GREETING, room=room, sender=bot.user)
    help_ = await ana.until("`checkin open`", room=room, sender=bot.user, after=greeting.event)
    await ana.say(room, "ping heron")
    await ana.until(f"heron{PONG}", room=room, sender=bot.user)

    assert (greeting.msgtype, greeting.encrypted, greeting.content["m.mentions"]) == ("m.text", encrypted, {})
    assert (help_.msgtype, help_.encrypted, help_.content["m.mentions"]) == ("m.notice", encrypted, {})
    assert "`support`" in help_.body
    assert len(said(bot, ana, room)) == 3
    assert (await bot.direct())[ana.user] == [room]


async def test_what_is_not_understood_is_answered_once_a_burst(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    room = await chat(ana, bot)

    await ana.say(room, "the week was long")
    await ana.say(room, "and the nights too")
    answer = await ana.until("I didn't understand this and passed it to nobody", room=room, sender=bot.user)
    await pinged(ana, room, "heron", by=bot)

    assert answer.msgtype == "m.text"
    assert len([body for body in said(bot, ana, room) if "understand" in body]) == 1


async def test_a_first_private_message_is_read_by_somebody_who_joins_after_it(
    kith: MakeKith, person: MakePerson, server: Homeserver, tmp_path: Path
) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))
    room = await circle(ana, bot, ben)
    watcher = await Person.log_in(
        server.url, bot.user, bot.password, tmp_path / "watcher"
    )  # Kith's own view of the room

    try:
        hello = await ben.say(room, "!hello")
        await ana.until_reaction(hello, key=ELSEWHERE, sender=bot.user)
        invitation = await ben.until_invited(by=bot.user)
        sent = await watcher.until(lambda _: True, room=invitation.room, sender=bot.user)
    finally:
        await watcher.close()
    await ben.join(invitation.room)
    read = await ben.until(WHO, room=invitation.room, sender=bot.user)
    await ben.say(room, "!hello")
    await ben.until(WHO, room=invitation.room, sender=bot.user, after=read.event)
    await ben.say(invitation.room, "ping heron")
    await ben.until(f"heron{PONG}", room=invitation.room, sender=bot.user)

    assert (read.event, read.encrypted, invitation.direct) == (sent.event, True, True)
    assert ben.invitations() == []
    assert (await bot.direct())[ben.user] == [invitation.room]
    assert len(said(bot, ana, room)) == 1  # its introduction: to the command there is the mark alone


async def test_a_strangers_invitation_is_declined_and_a_members_chat_is_taken(
    kith: MakeKith, person: MakePerson
) -> None:
    ana, ben = await asyncio.gather(person("ana"), person("ben"))
    bot = await kith(invites={"allow": [ana.user]})

    declined = [await ben.direct_chat_with(bot.user, "help"), await ben.create_room("Lake", invite=[bot.user])]
    await asyncio.gather(*(_until_declined(ben, room, bot.user) for room in declined))
    await circle(ana, bot, ben)
    taken = await ben.direct_chat_with(bot.user, "ping heron")
    await ben.until(f"heron{PONG}", room=taken, sender=bot.user)
    other = await ben.create_room("Lake", invite=[bot.user])  # a member may talk to Kith, and not take it elsewhere
    await _until_declined(ben, other, bot.user)

    for room in (*declined, other):
        membership = await ben.state(room, "m.room.member", bot.user)
        assert (membership["membership"], membership["reason"]) == (
            "leave",
            "I join groups that my operator allows, and private chats with members of my groups.",
        )


async def _until_declined(inviter: Person, room: str, invited: str) -> None:
    """Ask the homeserver until somebody is no longer invited; a client may hear of a quick answer first."""
    async with asyncio.timeout(PATIENCE):
        while (await inviter.state(room, "m.room.member", invited))["membership"] == "invite":
            pass


async def test_a_third_person_silences_a_chat_and_a_new_one_is_opened(kith: MakeKith, person: MakePerson) -> None:
    bot, ana, ben = await asyncio.gather(kith(), person("ana"), person("ben"))
    old = await chat(ana, bot)
    before = said(bot, ana, old)

    await ana.invite(old, ben.user)
    invitation = await ana.until_invited(by=bot.user)
    await ana.join(invitation.room)
    moved = await ana.until("There is a third person in our old chat", room=invitation.room, sender=bot.user)
    await ben.join(old)
    await ben.say(old, "!ping unheard")
    await ana.say(old, "help")
    await pinged(ana, invitation.room, "heron", by=bot)

    assert (moved.msgtype, moved.encrypted) == ("m.text", True)
    assert said(bot, ana, old) == before
    assert (await bot.direct())[ana.user] == [old, invitation.room]


async def test_whoever_left_a_chat_can_open_another(kith: MakeKith, person: MakePerson) -> None:
    bot, ana = await asyncio.gather(kith(), person("ana"))
    old = await chat(ana, bot)

    await ana.leave(old)
    new = await ana.direct_chat_with(bot.user, "ping heron")

    await ana.until(f"heron{PONG}", room=new, sender=bot.user)
    assert len([body for body in said(bot, ana, new) if GREETING in body]) == 1
    assert INTRODUCTION not in "".join(said(bot, ana, new))
