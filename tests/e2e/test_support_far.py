"""A listener whose homeserver can't reach Kith's for a while: what becomes of a yes that comes late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from tests.e2e.asking import HELD, LATER, PING, PROMISE, WAIT, noon, support
from tests.e2e.circle import pinged
from tests.e2e.conftest import Neighbourhood
from tests.e2e.federation import said_before
from tests.e2e.people import Person

LATE = timedelta(seconds=20)
COULD = "could be with you"
HELD_LINE = "It's held, someone is there. Thank you for being reachable. Rest easy."

pytestmark = [pytest.mark.xdist_group("federation"), pytest.mark.asyncio(loop_scope="session")]


async def test_a_yes_that_comes_late_hears_once_that_it_is_held_and_is_offered_where_nobody_else_said_yes(
    neighbourhood: Neighbourhood, tmp_path: Path
) -> None:
    bot, ana, ben, pair = neighbourhood.bot, neighbourhood.ana, neighbourhood.ben, neighbourhood.pair
    dee = await Person.join_server(pair.near, f"dee-{uuid4().hex[:8]}", tmp_path / "dee")
    try:
        bot.configure(invites={"allow": [ana.user]}, defaults={"timezone": noon(), "support.again": "1s"})
        await bot.again()
        evening = await support(bot, {"ana": ana, "ben": ben, "dee": dee}, "ben dee")

        asked = await evening.say("ana", "support now")
        await evening.pinged("ben", "dee", number=2)
        told = await evening.hears("ana", PROMISE, after=asked)
        pair.cut()
        late = await said_before(ben, evening.chats["ben"], "yes", LATE)
        await evening.say("dee", "1")
        offer = await evening.hears("ana", COULD, after=told.event)
        await evening.say("ana", "yes")
        match = await evening.hears("ana", "is there for you", after=offer.event)
        await pair.mend()
        await evening.hears("ben", HELD)
        await pinged(ben, evening.chats["ben"], "heron", by=bot)
        await bot.until_nothing_is_owed()
        after_the_first = evening.told("ben")

        await evening.say("ana", "thanks")
        asked = await evening.say("ana", "support now")
        told = await evening.hears("ana", PROMISE, after=asked)
        await ben.until(PING, room=evening.chats["ben"], sender=bot.user, after=late)
        pair.cut()
        later = await said_before(ben, evening.chats["ben"], "yes", LATE)
        await pair.mend()
        offered = await evening.hears("ana", COULD, after=told.event)
        await evening.hears("ben", WAIT, after=later)
        await evening.say("ana", "yes")
        matched = await evening.hears("ana", "is there for you", after=offered.event)
        theirs = await evening.hears("ben", "Please write to", after=later)
    finally:
        await dee.close()

    assert dee.user in match.body
    assert [body for body in after_the_first if HELD in body or LATER in body or WAIT in body] == [HELD_LINE]
    assert ben.user in matched.body
    assert ana.user in theirs.body
