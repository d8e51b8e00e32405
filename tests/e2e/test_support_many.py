"""Fifty listeners say yes at one moment, on a real homeserver."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.demo.homeserver import Homeserver
from tests.e2e.asking import HELD, PING, PROMISE, listens, noon, support
from tests.e2e.circle import pinged
from tests.e2e.conftest import MakeKith, MakePerson
from tests.e2e.crowd import crowd

MANY = 50
MATCHED = "Please write to"


@pytest.mark.xdist_group("slow")
@pytest.mark.timeout(300)
async def test_fifty_yeses_at_one_moment_are_one_match_and_one_line_for_each_of_the_others(
    kith: MakeKith, person: MakePerson, server: Homeserver, tmp_path: Path
) -> None:
    defaults = {"timezone": noon(), "listen.after": "1s", "support.wave": MANY}
    bot, ana = await asyncio.gather(kith(defaults=defaults), person("ana"))
    evening = await support(bot, {"ana": ana}, "", encrypted=False)
    await ana.put_state(evening.room, "m.room.join_rules", {"join_rule": "public"})

    async with crowd(server, bot, MANY, tmp_path) as people:
        await asyncio.gather(*(one.join(evening.room) for one in people))
        rooms = await asyncio.gather(*(one.direct_chat_with(bot.user) for one in people))
        chats = list(zip(people, rooms, strict=True))
        await asyncio.gather(*(listens(one, room, bot) for one, room in chats))

        asked = await evening.say("ana", "support now named")
        await asyncio.gather(*(one.until(PING, room=room, sender=bot.user) for one, room in chats))
        told = await evening.hears("ana", PROMISE, after=asked)
        await asyncio.gather(*(one.say(room, "yes") for one, room in chats))
        await evening.hears("ana", "is there for you", after=told.event)
        await pinged(ana, evening.room, "heron", by=bot)  # it has heard every yes
        await bot.until_nothing_is_owed()
        seen = await asyncio.gather(*(one.sees(room) for one, room in chats))

    heard = [[line.body for line in lines if HELD in line.body or MATCHED in line.body] for lines in seen]
    assert f"I asked {MANY} people" in told.body
    assert [len(lines) for lines in heard] == [1] * MANY
    assert sum(ana.user in lines[0] for lines in heard) == 1
    assert sum("is there for you" in body for body in evening.told("ana")) == 1
    assert not [line for line in bot.log().splitlines() if " ERROR " in line or "reference" in line]
