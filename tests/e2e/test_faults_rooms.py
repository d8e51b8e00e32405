"""What goes wrong with one room: it is not sent into for ever, others go on, and no chat is opened twice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from bot.demo.homeserver import Homeserver
from tests.e2e.circle import INTRODUCTION, PONG, chat, circle, pinged, pongs, said
from tests.e2e.faulty import Fault, dropped, lost, status
from tests.e2e.people import Person
from tests.e2e.tally import Evening

pytestmark = pytest.mark.asyncio(loop_scope="session")

LIMITED = status(429, "M_LIMIT_EXCEEDED", retry_after_ms=700)
BAD_GATEWAY = status(502)
GREETING = "I'm Kith, a bot"


@pytest_asyncio.fixture(loop_scope="session")
async def dee(server: Homeserver, tmp_path: Path) -> AsyncIterator[Person]:
    """Somebody new."""
    somebody = await Person.join_server(server, f"dee-{uuid4().hex[:8]}", tmp_path / "dee")
    yield somebody
    await somebody.close()


@pytest.mark.parametrize(("fault", "times"), [(dropped, 2), (lost, 1)], ids=["dropped", "answer lost"])
async def test_a_private_chat_that_cannot_be_opened_at_first_is_opened_once(
    evening: Evening, dee: Person, fault: Fault, times: int
) -> None:
    lake, bot = evening.rooms["lake"], evening.bot
    await evening.ana.invite(lake, dee.user)
    await dee.join(lake)

    trouble = evening.line.trouble(fault, "/createRoom", times=times)
    await dee.say(lake, "!hello")
    await evening.asks()
    await evening.until_answered()
    await trouble.until_hit(times)
    invitation = await dee.until_invited(by=bot.user)
    await dee.join(invitation.room)
    await dee.until(GREETING, room=invitation.room, sender=bot.user)
    await pinged(dee, invitation.room, "heron", by=bot)

    assert await evening.tally() == (0, 0)
    assert trouble.storms() == {}
    assert len([body for body in said(bot, dee, invitation.room) if GREETING in body]) == 1
    assert dee.invitations() == []
    assert (await bot.direct())[dee.user] == [invitation.room]


@pytest.mark.parametrize(("fault", "times"), [(status(504), 2), (lost, 1)], ids=["504", "answer lost"])
async def test_a_room_that_cannot_be_joined_at_first_is_greeted_once(
    evening: Evening, fault: Fault, times: int
) -> None:
    trouble = evening.line.trouble(fault, "/join/", times=times)
    room = await circle(evening.ana, evening.bot, name="Brook Circle", encrypted=False)
    await pinged(evening.ana, room, "heron", by=evening.bot)

    answers = said(evening.bot, evening.ana, room)
    assert await evening.tally() == (0, 0)
    assert trouble.hits == times
    assert trouble.storms() == {}
    assert (len([body for body in answers if INTRODUCTION in body]), pongs(answers)) == (1, ["heron"])


@pytest.mark.parametrize("fault", [BAD_GATEWAY, LIMITED], ids=["502", "429"])
async def test_others_go_on_while_one_room_takes_nothing(evening: Evening, fault: Fault) -> None:
    others = evening.rooms.keys() - {"river"}
    await evening.asks()
    trouble = evening.line.trouble(fault, f"{evening.rooms['river']}/send")

    await evening.asks(3)
    await evening.until_answered(*others)
    await trouble.until_hit(2)
    await evening.asks(3, rooms=others)
    await evening.until_answered(*others)
    trouble.over()

    assert await evening.tally() == (0, 0)
    assert trouble.storms() == {}


@pytest.mark.parametrize(
    ("number", "code", "room"),
    [(413, "M_TOO_LARGE", "river"), (403, "M_FORBIDDEN", "lake"), (413, "M_TOO_LARGE", "alone")],
)
async def test_a_letter_that_is_refused_for_good_is_given_up_and_holds_up_nobody(
    evening: Evening, number: int, code: str, room: str
) -> None:
    trouble = evening.line.trouble(status(number, code), f"{evening.rooms[room]}/send", times=1)

    await evening.ana.say(evening.rooms[room], "!ping refused")
    await trouble.until_hit()
    await evening.asks(2)

    assert await evening.tally() == (0, 0)  # that nobody heard "refused" is in it
    assert trouble.hits == 1


@pytest.mark.parametrize("encrypted", [True, False], ids=["encrypted", "plain"])
async def test_a_room_that_kith_was_removed_from_while_letters_are_owed(evening: Evening, encrypted: bool) -> None:
    ana, bot = evening.ana, evening.bot
    gone = await circle(ana, bot, name="Brook Circle", encrypted=encrypted)
    trouble = evening.line.trouble(BAD_GATEWAY, f"{gone}/send")

    for number in range(2):
        await ana.say(gone, f"!ping owed-{number}")
    await trouble.until_hit()
    syncs = evening.line.trouble(BAD_GATEWAY, "/sync")
    await evening.asks()
    await syncs.until_hit()
    last = await ana.say(gone, "!ping unheard")
    await ana.kick(gone, bot.user)
    syncs.over()
    trouble.over()
    await evening.asks(2)
    await evening.until_answered()
    await ana.invite(gone, bot.user)
    await ana.until(INTRODUCTION, room=gone, sender=bot.user, after=last)
    await pinged(ana, gone, "heron", by=bot)

    assert await evening.tally() == (0, 0)
    assert trouble.storms() == syncs.storms() == {}
    assert pongs(said(bot, ana, gone)) == ["heron"]


@pytest.mark.parametrize("told", [True, False], ids=["told by a sync", "found out when sending"])
async def test_whoever_left_a_private_chat_while_a_letter_is_owed_is_left_alone(
    evening: Evening, dee: Person, told: bool
) -> None:
    bot = evening.bot
    room = await chat(dee, bot)
    sends = evening.line.trouble(BAD_GATEWAY, "/send/")

    await dee.say(room, "!ping owed")
    await sends.until_hit()
    syncs = evening.line.trouble(BAD_GATEWAY, "/sync", times=0 if told else None)
    await evening.asks()
    await syncs.until_hit(0 if told else 1)
    await dee.leave(room)
    sends.over()
    await evening.line.until_asked(f"{room}/members" if not told else f"{room}/leave")
    syncs.over()

    assert await evening.tally() == (0, 0)
    assert sends.storms() == syncs.storms() == {}
    assert f"owed{PONG}" not in said(bot, dee, room)
    assert dee.invitations() == []
