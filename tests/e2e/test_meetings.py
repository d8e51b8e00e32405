"""A meeting whose hour comes, on a real homeserver, in an encrypted room and in private."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.e2e.asking import arrival, noon
from tests.e2e.circle import chat, circle, said
from tests.e2e.conftest import MakeKith, MakePerson

AHEAD = timedelta(minutes=5)
SET_UP = timedelta(seconds=25)
"""How long people take to say all that has to be said before."""
WITHIN = 120.0  # seconds until a minute that is near
LINK = "https://meet.example.org/circle"


def a_minute_from_now() -> datetime:
    """Return the first full minute before which there is time enough to say what it is to be used for."""
    soon = datetime.now(UTC) + SET_UP + timedelta(minutes=1)
    return soon.replace(second=0, microsecond=0)


async def test_reminders_come_on_their_minute_an_opening_at_the_hour_and_a_moved_date_is_told(
    kith: MakeKith, person: MakePerson
) -> None:
    zone = noon()
    bot, ana, ben = await asyncio.gather(kith(defaults={"timezone": zone}), person("ana"), person("ben"))
    room = await circle(ana, bot, ben)
    alone = await chat(ben, bot)

    async def told(what: str, answer: str) -> None:
        event = await ana.say(room, what)
        await ana.until(answer, room=room, sender=bot.user, after=event)

    await told("!remind at 5m", "5 minutes before")
    wants = await ben.say(alone, "remind me 5m")
    await ben.until("5 minutes before", room=alone, sender=bot.user, after=wants)
    await told('!practice add "One breath together"', "One breath together")
    due = a_minute_from_now()
    local = due.astimezone(ZoneInfo(zone))
    later = local + AHEAD
    await told(f'!meeting add "Walk" once {later:%Y-%m-%d %H:%M} where {LINK}', "Walk")
    await told(f'!meeting add "Tea" once {local:%Y-%m-%d %H:%M}', "Tea")
    await bot.kill()  # what was promised is kept
    await bot.again()
    for_all, for_ben, opening = await asyncio.gather(
        ana.until("Reminder:", room=room, sender=bot.user, within=WITHIN),
        ben.until("Reminder:", room=alone, sender=bot.user, within=WITHIN),
        ben.until("It's time: Tea", room=room, sender=bot.user, within=WITHIN),
    )

    for message in (for_all, for_ben, opening):
        assert message.encrypted
        assert message.msgtype == "m.text"  # it rings
        assert message.mentions == frozenset()
        at = datetime.fromtimestamp(await arrival(bot, message) / 1000, UTC)
        assert at.replace(second=0, microsecond=0) == due
    assert LINK in for_all.body
    assert LINK in for_ben.body
    assert "One breath together" in opening.body

    moved = await ana.say(room, "!meeting move Walk today to tomorrow 20:00")
    await ana.until("moved", room=room, sender=bot.user, after=moved)
    await ben.until("moved", room=alone, sender=bot.user, after=for_ben.event)
    await bot.kill()
    await bot.again()
    await told("!ping heron", "heron")

    assert len([body for body in said(bot, ana, room) if body.startswith("Reminder:")]) == 1
    assert len([body for body in said(bot, ben, alone) if body.startswith("Reminder:")]) == 1
    assert len([body for body in said(bot, ana, room) if body.startswith("It's time:")]) == 1
