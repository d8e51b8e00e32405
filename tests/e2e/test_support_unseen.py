"""An asker and a listener whose phones are to tell nothing, and what is left where somebody goes in the middle."""

from __future__ import annotations

import asyncio

from bot.demo.homeserver import Homeserver
from tests.e2e.asking import PING, WAIT, Support, listens, noon, support
from tests.e2e.circle import pinged
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.faulty import faulty, status
from tests.e2e.heard import Message

COVER = "A note from your group."
NAMES = "ana", "ben", "cleo", "dee"


def before(evening: Support, name: str, message: Message) -> Message:
    """Return what Kith said to somebody right before this."""
    heard = [each for each in evening.people[name].heard(message.room) if each.sender == evening.bot.user]
    return heard[heard.index(message) - 1]


async def test_what_rings_tells_nothing_and_whoever_is_forgotten_or_removed_hears_no_more(
    kith: MakeKith, person: MakePerson, server: Homeserver
) -> None:
    async with faulty(server.url) as line:
        bot, people = await asyncio.gather(
            kith(homeserver=line.url, defaults={"timezone": noon()}), asyncio.gather(*map(person, NAMES))
        )
        evening = await support(bot, dict(zip(NAMES, people, strict=True)), "ben")
        ana, ben, cleo, dee = people
        for name in ("ben", "dee"):
            await evening.hears(name, "Discreet is on", after=await evening.say(name, "discreet on"))

        # A ping that is dropped leaves nothing behind.
        out = line.trouble(status(502), f"/rooms/{evening.chats['ben']}/send/")
        await evening.say("dee", "support now")
        await out.until_hit()
        await evening.hears("dee", "nobody is asked any more", after=await evening.say("dee", "never mind"))
        out.over()
        await pinged(ben, evening.chats["ben"], "heron", by=bot)
        dropped = evening.told("ben")

        # What matters rings as a line that tells nothing; an answer to what was just typed comes as it is.
        asked = await evening.say("dee", "support now company it is loud here")
        ping = await evening.hears("ben", PING)
        told = await evening.hears("dee", "I asked one person", after=asked)
        said = await evening.say("ben", "1")
        wait = await evening.hears("ben", WAIT, after=said)
        offer = await evening.hears("dee", "could be with you", after=told.event)
        match = await evening.hears("dee", "is there for you", after=await evening.say("dee", "1"))
        theirs = await evening.hears("ben", "Please write to", after=said)

        # The matched listener is forgotten, then the asker is removed.
        await listens(cleo, evening.chats["cleo"], bot)
        await evening.hears("ben", "again within ten minutes", after=await evening.say("ben", "forget me"))
        await evening.say("ben", "forget me")
        gone = await evening.hears("dee", "can't stay", after=match.event)
        await evening.hears("cleo", PING)
        await evening.hears("dee", "I asked one person", after=gone.event)
        await ana.kick(evening.room, dee.user)
        await evening.hears("dee", "your request is closed", after=gone.event)
        await pinged(ana, evening.room, "stork", by=bot)
        removed = len(evening.told("dee"))
        freed = await evening.hears("cleo", "nothing more is needed", after=await evening.say("cleo", "1"))
        await evening.hears("dee", "emergency number", after=await evening.say("dee", "resources"))
        await bot.until_nothing_is_owed()

    assert not [body for body in dropped if body == COVER or PING in body]
    assert [message.msgtype for message in (ping, told, offer, theirs, gone)] == ["m.notice"] * 5
    for name, message in (("ben", ping), ("dee", told), ("dee", offer), ("ben", theirs), ("dee", gone)):
        assert (before(evening, name, message).body, before(evening, name, message).msgtype) == (COVER, "m.text")
    assert [message.msgtype for message in (wait, match, freed)] == ["m.text"] * 3
    assert dee.user in theirs.body
    assert len(evening.told("dee")) == removed + 1  # the places that they asked for
    assert dee.user not in freed.body
