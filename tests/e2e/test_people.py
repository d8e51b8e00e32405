"""The people of the end-to-end tests, before anything is concluded from what they see."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.demo.homeserver import Homeserver
from tests.e2e.client import Refused
from tests.e2e.conftest import MakePerson


async def test_two_people_talk_encrypted(person: MakePerson) -> None:
    ana, ben = await person("ana"), await person("ben")
    room = await ana.create_room("River Circle", invite=[ben.user])
    invitation = await ben.until_invited(by=ana.user)
    await ben.join(room)

    await ana.say(room, "hello Ben", mentions=[ben.user])
    heard = await ben.until("hello Ben", sender=ana.user)
    await ben.say(room, "hello Ana", msgtype="m.notice", thread=heard.event)
    answer = await ana.until("hello Ana", room=room, after=heard.event)

    assert (invitation.room, invitation.direct) == (room, False)
    assert (heard.encrypted, heard.sealed, heard.mentions) == (True, False, frozenset({ben.user}))
    assert (answer.encrypted, answer.msgtype, answer.thread, answer.mentions) == (
        True,
        "m.notice",
        heard.event,
        frozenset(),
    )


async def test_twenty_messages_at_once_are_all_read(person: MakePerson) -> None:
    ana, ben = await person("ana"), await person("ben")
    room = await ana.create_room(invite=[ben.user])
    await ben.join(room)

    said = await asyncio.gather(*(ana.say(room, f"heron {n}") for n in range(20)))
    await ben.sees(lambda: len(ben.heard(room)) == len(said), "all of them")

    assert {message.event for message in ben.heard(room)} == set(said)
    assert not [message for message in ben.heard(room) if message.sealed]


async def test_somebody_who_joins_later_reads_what_was_said_before(person: MakePerson) -> None:
    ana, ben = await person("ana"), await person("ben")
    room = await ana.direct_chat_with(ben.user, "are you there?")
    invitation = await ben.until_invited(by=ana.user)

    await ben.join(room)
    heard = await ben.until("are you there?")

    assert (invitation.room, invitation.direct) == (room, True)
    assert (heard.room, heard.encrypted) == (room, True)


async def test_what_cannot_be_read_is_seen_as_sealed(person: MakePerson) -> None:
    ana, ben = await person("ana"), await person("ben")
    room = await ana.create_room()
    await ana.say(room, "before Ben")
    await ana.invite(room, ben.user)
    await ben.join(room)

    await ana.say(room, "after Ben")
    await ben.until("after Ben")

    assert [(message.sealed, message.body) for message in ben.heard(room)] == [(True, ""), (False, "after Ben")]


WORD = {"body": "x", "msgtype": "m.text", "m.relates_to": "y", "formatted_body": {}}
NEW = {"body": "x", "msgtype": "org.example.new", "m.mentions": {"user_ids": "all"}}
MALFORMED = [
    pytest.param(WORD, False, id="relates to a word"),
    pytest.param(NEW, False, id="of a new kind"),
    pytest.param({}, True, id="empty"),
    pytest.param({"body": 7, "msgtype": []}, True, id="with a number for a body"),
]


@pytest.mark.parametrize(("content", "encrypted"), MALFORMED)
async def test_a_malformed_message_goes_through(person: MakePerson, content: dict[str, Any], encrypted: bool) -> None:
    ana, ben = await person("ana"), await person("ben")
    room = await ana.create_room(invite=[ben.user], encrypted=encrypted)
    await ben.join(room)

    event = await ana.send_raw(room, "m.room.message", content)
    heard = await ben.until(lambda message: message.event == event)
    await ana.say(room, "and life goes on")
    await ben.until("and life goes on", after=event)

    assert dict(heard.content) == content


async def test_marks_are_put_and_taken_back(person: MakePerson) -> None:
    ana, ben = await person("ana"), await person("ben")
    room = await ana.create_room(invite=[ben.user])
    await ben.join(room)
    event = await ana.say(room, "shall we?")

    mark = await ben.react(room, event, "1️⃣")
    seen = await ana.until_reaction(event, key="1️⃣", sender=ben.user)
    await ben.redact(room, mark)
    await ana.sees(lambda: ana.is_redacted(mark), "the mark taken back")

    assert seen.event == mark
    assert ana.reactions(event) == []


async def test_members_are_seen_to_come_and_go(person: MakePerson) -> None:
    ana, ben, cleo = await person("ana"), await person("ben"), await person("cleo")
    room = await ana.create_room(invite=[ben.user, cleo.user], version="12")

    await ben.join(room)
    await cleo.join(room)
    await ana.sees(lambda: ana.members(room) == {ana.user, ben.user, cleo.user}, "three members")
    await ben.leave(room)
    await ana.kick(room, cleo.user)
    await ana.sees(lambda: ana.members(room) == {ana.user}, "one member")

    with pytest.raises(Refused, match="M_FORBIDDEN"):
        await cleo.join(room)


async def test_people_outlive_a_restart_of_the_homeserver(person: MakePerson, server: Homeserver) -> None:
    ana, ben = await person("ana"), await person("ben")
    room = await ana.create_room(invite=[ben.user])
    await ben.join(room)

    await server.kill()
    await server.start()
    await ana.say(room, "still here")

    assert (await ben.until("still here")).sender == ana.user


async def test_silence_is_told_with_what_was_heard(person: MakePerson) -> None:
    ana = await person("ana")
    room = await ana.create_room()
    await ana.say(room, "anybody?")

    with pytest.raises(AssertionError, match=r"(?s)did not see 'heron' from anybody within 0\.2 s.*anybody\?"):
        await ana.until("heron", within=0.2)
