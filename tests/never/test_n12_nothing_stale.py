"""N12: after downtime nothing stale is sent: no ping for a closed request, nor one whose wait is over."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Later, Letter
from tests.conftest import Room, at
from tests.listening import supports, told

PING = "Can you listen, now?"


@pytest.fixture
async def unsent(room: Room, pauses: list[float]) -> Room:
    """River Circle where Ana has asked, and where nothing has been taken since."""
    await supports(room, "ben", "cleo")
    room.network.rules.append(_nothing_goes)
    await room.hears(room.ask("ana", "support now", room=await room.chat_of("ana")), settle=False)
    return room


def _nothing_goes(_letter: Letter) -> Later:
    return Later(0.02, "nothing goes")


async def _pings(room: Room) -> int:
    return sum(text.startswith(PING) for text in [*await told(room, "ben"), *await told(room, "cleo")])


@pytest.mark.parametrize("text", ["never mind", "stop", "forget me"])
async def test_no_ping_is_sent_for_a_request_that_its_asker_ended(unsent: Room, text: str) -> None:
    chat = await unsent.chat_of("ana")
    for _ in range(1 + (text == "forget me")):
        await unsent.hears(unsent.ask("ana", text, room=chat), settle=False)

    unsent.network.rules.clear()
    await unsent.settled()

    assert await _pings(unsent) == 0


@pytest.mark.parametrize("down", [timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6), timedelta(days=2)])
@pytest.mark.parametrize("ends", ["stops", "dies"])
async def test_after_a_downtime_no_ping_of_an_older_wave_is_sent(unsent: Room, down: timedelta, ends: str) -> None:
    older = await unsent.read(lambda tx: [row["letter"] for row in tx.db.execute("SELECT letter FROM ping")])
    await (unsent.stops() if ends == "stops" else unsent.dies())
    unsent.network.rules.clear()

    await unsent.restarts(after=down)
    await unsent.settled()
    await unsent.until(timedelta(0))

    assert not {one.letter.key for one in unsent.network.sent} & set(older)
    assert await _pings(unsent) == (0 if down >= timedelta(hours=6) else 2)


@pytest.mark.parametrize("early", [timedelta(0), timedelta(milliseconds=1)])
async def test_a_ping_is_sent_up_to_the_end_of_its_wait_and_not_at_it(unsent: Room, early: timedelta) -> None:
    older = await unsent.read(lambda tx: [row["letter"] for row in tx.db.execute("SELECT letter FROM ping")])
    unsent.now += timedelta(minutes=5) - early

    unsent.network.rules.clear()
    await unsent.settled()

    sent = {one.letter.key for one in unsent.network.sent}
    assert (set(older) <= sent) == bool(early)


@pytest.mark.parametrize("what", ["offer", "touch"])
async def test_an_asker_is_not_asked_about_somebody_who_is_not_there_any_more(room: Room, what: str) -> None:
    await supports(room, "ben")
    await room.private("ana", "support now named" if what == "touch" else "support now")
    chat = await room.chat_of("ana")
    if what == "touch":
        await room.private("ben", "yes")
    room.network.rules.append(lambda letter: Later(0.02, "not yet") if letter.room == chat else None)
    room.now += timedelta(minutes=10)
    await room.app.tick(room.now)
    await room.hears(room.ask("ben", "yes", room=await room.chat_of("ben")), settle=False)

    room.now += timedelta(hours=7)
    await room.app.tick(room.now)
    room.network.rules.clear()
    await room.settled()

    texts = await told(room, "ana")
    assert not any("could be with you" in text or "Are you and" in text for text in texts)
    assert "closed now" in texts[-1] or "I stop asking now" in texts[-1]


async def test_that_an_offer_lapsed_is_not_told_after_the_end_of_the_request(room: Room) -> None:
    await supports(room, "ben")
    await room.private("ana", "support now")
    chat = await room.chat_of("ana")
    await room.private("ben", "yes")
    heard = len(await told(room, "ana"))
    room.network.rules.append(lambda letter: Later(0.02, "not yet") if letter.room == chat else None)
    for passed in (timedelta(minutes=11), timedelta(hours=7)):
        room.now += passed
        await room.app.tick(room.now)

    room.network.rules.clear()
    await room.settled()

    (last,) = (await told(room, "ana"))[heard:]
    assert "I stop asking now" in last or "closed now" in last


async def test_a_line_for_the_day_after_is_not_sent_days_later(room: Room) -> None:
    await supports(room, "ben")
    await room.private("ana", "aftercare on")
    await room.private("ana", "support now named")
    await room.private("ben", "yes")
    await room.private("ana", "thanks")
    before = len(await told(room, "ana"))

    await room.restarts(after=timedelta(days=3))
    await room.until(timedelta(hours=1))

    assert (await told(room, "ana"))[before:] == []
    assert await room.read(lambda tx: tx.requests.of(at("ana"))) == ()
