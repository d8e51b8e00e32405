"""N10 holds when a letter is sent, not when it was written: an outage may lie between, or another ``quiet``."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.chat import Ask, Later, Letter, Open, Say
from bot.storage.tx import Tx
from tests.conftest import NOON, Room, at

ASKED = "Would you be a facilitator"
EVENING = NOON + timedelta(hours=10, seconds=-1)  # 21:59:59 UTC
NIGHT = NOON + timedelta(hours=11)  # 23:00 UTC
MORNING = NOON + timedelta(hours=20)  # 08:00 UTC


@pytest.fixture
async def chat(room: Room) -> str:
    """Ben's private chat with Kith."""
    return await room.chat_of("ben")


def _nothing_goes(_letter: Letter) -> Later:
    return Later(0.0, "the server rests")


async def _outage(room: Room, *asks: Ask, until: datetime) -> None:
    """Let these be heard while nothing can be sent, until the outage is over; then all goes that may."""
    room.network.rules.append(_nothing_goes)
    tried = len(room.network.tried)
    await room.hears(*asks, settle=False)
    await room.network.until(lambda: len(room.network.tried) > tried)
    room.now = until
    room.network.rules.clear()
    await room.settled()


def asked(room: Room, chat: str) -> int:
    return sum(words.plain.startswith(ASKED) for words in room.words(chat))


def reached(room: Room, chat: str) -> tuple[int, int]:
    return len(room.words(chat)), len(room.marks(chat))


@pytest.mark.usefixtures("pauses")
@pytest.mark.parametrize("discreet", ["on", "off"])
async def test_what_an_outage_delayed_into_the_night_waits_until_the_morning(
    room: Room, chat: str, discreet: str
) -> None:
    await room.private("ben", f"discreet {discreet}")
    await room.until(EVENING)
    before = reached(room, chat)

    await _outage(room, room.ask("ana", "!facilitators add ben"), until=NIGHT)
    await room.until(MORNING - timedelta(seconds=1))
    assert reached(room, chat) == before
    await room.until(MORNING)

    assert asked(room, chat) == 1
    assert reached(room, chat) == (before[0] + (2 if discreet == "on" else 1), before[1] + 2)
    assert (await room.private("ben", "yes")).startswith("Thank you.")


async def test_what_waited_over_a_restart_into_the_night_waits_until_the_morning(room: Room, chat: str) -> None:
    await room.until(EVENING)
    room.network.rules.append(_nothing_goes)
    await room.hears(room.ask("ana", "!facilitators add ben"), settle=False)
    await room.stops()
    room.network.rules.clear()

    await room.restarts(after=timedelta(hours=1))
    await room.settled()
    assert asked(room, chat) == 0
    await room.until(MORNING)

    assert asked(room, chat) == 1


async def test_a_chat_that_took_into_the_night_to_open_stays_still_until_the_morning(room: Room) -> None:
    await room.until(EVENING)

    def owes(tx: Tx) -> None:
        tx.letters.cause = "a test"
        tx.letters.to_person(at("cleo"), Say("heard", {"word": "unasked"}, "ping"))

    def slowly(_letter: Letter) -> None:
        room.now = NIGHT

    room.network.answers(slowly, to=Open)
    await room.read(owes)
    room.app.owed.set()
    await room.settled()
    before = room.words()
    await room.until(MORNING)

    assert before == []
    assert [words.plain for words in room.words()] == ["unasked: I'm here."]


@pytest.mark.usefixtures("pauses")
async def test_quiet_hours_that_are_set_while_it_waits_hold_it(room: Room, chat: str) -> None:
    asks = room.ask("ana", "!facilitators add ben"), room.ask("ben", "quiet 11:00-13:00", room=chat)

    await _outage(room, *asks, until=NOON + timedelta(minutes=1))
    assert room.words(chat)[-1].plain.startswith("Good. Quiet from 11:00 to 13:00")
    assert asked(room, chat) == 0
    await room.until(NOON + timedelta(hours=1))

    assert asked(room, chat) == 1


async def test_another_zone_of_their_group_counts_at_once_where_they_have_none(room: Room, chat: str) -> None:
    await room.until(NIGHT)
    await room.says("ana", "!facilitators add ben")

    await room.says("ana", "!set timezone America/New_York")  # 18:00 there
    await room.until(timedelta(0))

    assert asked(room, chat) == 1


@pytest.mark.parametrize("frees", ["quiet off", "quiet 01:00-02:00", "timezone America/New_York"])
async def test_whoever_ends_their_quiet_hours_gets_what_waited_at_once(room: Room, chat: str, frees: str) -> None:
    await room.until(NIGHT)
    await room.says("ana", "!facilitators add ben")

    await room.private("ben", frees)
    await room.until(timedelta(0))

    assert asked(room, chat) == 1
    assert (await room.private("ben", "yes")).startswith("Thank you.")


@pytest.mark.parametrize("prolongs", ["quiet 22:00-09:00", "timezone Atlantic/Azores"])
async def test_whoever_prolongs_their_quiet_hours_is_left_in_peace_as_long(
    room: Room, chat: str, prolongs: str
) -> None:
    await room.until(NIGHT + timedelta(hours=1))
    await room.says("ana", "!facilitators add ben")

    await room.private("ben", prolongs)
    await room.until(MORNING + timedelta(hours=1) - timedelta(seconds=1))
    assert asked(room, chat) == 0
    await room.until(MORNING + timedelta(hours=1))

    assert asked(room, chat) == 1


async def test_a_zone_of_their_group_that_is_taken_back_counts_no_more(room: Room, chat: str) -> None:
    await room.says("ana", "!set timezone Asia/Tokyo")  # 21:00 there
    await room.until(NOON + timedelta(hours=1, minutes=30))
    await room.says("ana", "!facilitators add ben")
    before = asked(room, chat)

    await room.says("ana", "!undo")
    await room.until(timedelta(0))

    assert (before, asked(room, chat)) == (0, 1)
