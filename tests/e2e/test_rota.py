"""Turns of the rota, on a real homeserver, in encrypted chats: who is asked, who holds one, and what all others see."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.e2e.asking import noon
from tests.e2e.circle import chat, circle, said
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.heard import Message
from tests.e2e.kith import Kith
from tests.e2e.people import Person

AHEAD = timedelta(minutes=5)
SET_UP = timedelta(seconds=45)
"""How long people take to say all that has to be said before, with Kith killed in between."""
WITHIN = 150.0  # seconds until a minute that is near
OFFER = "`2` swap"
YOURS = "It's yours"


@dataclass(slots=True)
class Rota:
    """A circle of Ana, Ben, Cleo and Dee in which facilitating goes round; all but Ana take turns."""

    bot: Kith
    zone: str
    room: str
    people: dict[str, Person]
    chats: dict[str, str]
    before: itertools.cycle[bool]

    def name(self, who: str) -> str:
        """Return what somebody is called here."""
        return self.people[who].password

    async def says(self, who: str, text: str, answer: str, *, to: str | None = None) -> Message:
        """Let somebody write where they are, and wait until they, or another, read this."""
        room = self.chats.get(who, self.room)
        event = await self.people[who].say(room, text)
        if to is not None:
            return await self.hears(to, answer)
        return await self.people[who].until(answer, room=room, sender=self.bot.user, after=event)

    async def hears(self, who: str, text: str, *, within: float = 30.0) -> Message:
        """Wait until somebody is told this in private, or Ana in the room."""
        room = self.chats.get(who, self.room)
        return await self.people[who].until(text, room=room, sender=self.bot.user, within=within)

    async def cut(self, who: str, text: str, answer: str) -> Message:
        """Let somebody write, and kill Kith in turn before it hears of it and after it answered."""
        killed_before, room = next(self.before), self.chats.get(who, self.room)
        if killed_before:
            await self.bot.kill()
        event = await self.people[who].say(room, text)
        if killed_before:
            await self.bot.again()
        heard = await self.people[who].until(answer, room=room, sender=self.bot.user, after=event)
        if not killed_before:
            await self.bot.kill()
            await self.bot.again()
        return heard

    async def meets(self, title: str, at: datetime) -> None:
        """Let Ana add a meeting at a moment."""
        local = at.astimezone(ZoneInfo(self.zone))
        await self.says("ana", f'!meeting add "{title}" once {local:%Y-%m-%d %H:%M}', f"added {title}")

    def told(self, who: str, what: str) -> int:
        """Return how often somebody was told this alone, or Ana in the room."""
        room = self.chats.get(who, self.room)
        return len([body for body in said(self.bot, self.people[who], room) if what in body])


async def rota(kith: MakeKith, person: MakePerson, *names: str) -> Rota:
    """Begin an evening on which these take turns in that order."""
    zone = noon()
    bot, people = await asyncio.gather(
        kith(defaults={"timezone": zone}), asyncio.gather(*(person(name) for name in ("ana", *names)))
    )
    everybody = dict(zip(("ana", *names), people, strict=True))
    room = await circle(everybody["ana"], bot, *(everybody[name] for name in names))
    rooms = await asyncio.gather(*(chat(everybody[name], bot) for name in names))
    evening = Rota(bot, zone, room, everybody, dict(zip(names, rooms, strict=True)), itertools.cycle((True, False)))
    await evening.says("ana", "!rota add facilitator", "New on the rota")
    for name in names:
        await evening.says(name, "rota join facilitator", "You're on the rota")
    return evening


def minute(after: timedelta) -> datetime:
    """Return the first full minute so long from now or later."""
    return (datetime.now(UTC) + after + timedelta(minutes=1)).replace(second=0, microsecond=0)


@pytest.mark.timeout(300)  # it waits for a minute on the clock
async def test_an_offer_a_pass_the_next_and_a_yes_are_seen_on_the_rota_before_the_meeting_and_as_it_begins(
    kith: MakeKith, person: MakePerson
) -> None:
    evening = await rota(kith, person, "ben", "cleo")
    await evening.says("ana", "!remind at 5m", "5 minutes before")
    now = minute(SET_UP)

    await evening.meets("Tea", now)
    await evening.hears("ben", OFFER)
    await evening.cut("ben", "3", "Good, and nobody is told why")
    await evening.hears("cleo", OFFER)
    await evening.cut("cleo", "yes", YOURS)
    shown = await evening.says("ana", "!rota", "The next turns")
    await evening.meets("Walk", now + AHEAD)
    await evening.people["ben"].until(
        lambda message: OFFER in message.body and "Walk" in message.body,
        room=evening.chats["ben"],
        sender=evening.bot.user,
    )
    await evening.cut("ben", "1", YOURS)
    opening, reminder = await asyncio.gather(
        evening.hears("ana", "It's time: Tea", within=WITHIN), evening.hears("ana", "Reminder:", within=WITHIN)
    )

    assert evening.name("cleo") in shown.body
    assert evening.name("ben") not in shown.body
    assert evening.name("cleo") in opening.body
    assert evening.name("ben") in reminder.body
    assert evening.told("ben", OFFER) == 2
    assert evening.told("cleo", OFFER) == 1


async def test_a_swap_takes_both(kith: MakeKith, person: MakePerson) -> None:
    evening = await rota(kith, person, "ben", "cleo")
    now = minute(timedelta(days=2))
    day = now.astimezone(ZoneInfo(evening.zone)).date()
    await evening.meets("Tea", now)
    await evening.hears("ben", OFFER)
    await evening.says("ben", "yes", YOURS)

    await evening.cut("ben", f"rota swap {day} with @{evening.name('cleo')}", "until they say yes nothing changes")
    asked = await evening.hears("cleo", f"for {evening.name('ben')}")
    still = await evening.says("ana", "!rota", "The next turns")
    await evening.cut("cleo", "yes", YOURS)
    await evening.hears("ben", "said yes to the swap")
    shown = await evening.says("ana", "!rota", "The next turns")

    assert asked.msgtype == "m.text"
    assert evening.name("ben") in still.body
    assert evening.name("cleo") in shown.body
    assert evening.name("ben") not in shown.body
    assert evening.told("cleo", f"for {evening.name('ben')}") == 1


async def test_within_the_hour_all_others_are_asked_at_once_and_the_room_hears_the_new_name_alone(
    kith: MakeKith, person: MakePerson
) -> None:
    evening = await rota(kith, person, "ben", "cleo", "dee")
    await evening.says("ana", "!remind off", "no meeting any more")
    await evening.meets("Tea", minute(timedelta(minutes=40)))
    await evening.hears("ben", OFFER)
    await evening.says("ben", "yes", YOURS)

    await evening.cut("ben", "sick", "Hand on")
    await evening.cut("ben", "yes", "you're free")
    await evening.hears("ana", "Facilitating")
    await asyncio.gather(*(evening.hears(name, "Could you facilitate") for name in ("cleo", "dee")))
    await evening.cut("dee", "1", YOURS)
    await evening.hears("cleo", "Somebody else said yes")
    await evening.people["ana"].until(
        lambda message: "Facilitating" in message.body and evening.name("dee") in message.body,
        room=evening.room,
        sender=evening.bot.user,
    )

    assert evening.told("ana", "Facilitating") == 2
    assert not any(evening.name("ben") in body for body in said(evening.bot, evening.people["ana"], evening.room)[-2:])
    assert [evening.told(name, "Could you facilitate") for name in ("cleo", "dee")] == [1, 1]
