"""N10: nothing unasked reaches a private chat in its person's quiet hours, in their own zone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Later
from bot.domain.listening import PROOF_HOLDS
from tests.conftest import NOON, Room
from tests.listening import supports

ASKED = "Would you be a facilitator"
NIGHT = NOON + timedelta(hours=11)  # 23:00 UTC
MORNING = NOON + timedelta(hours=20)  # 08:00 UTC


@pytest.fixture
async def chat(room: Room) -> str:
    """Ben's private chat with Kith."""
    return await room.chat_of("ben")


def asked(room: Room, chat: str) -> int:
    return sum(words.plain.startswith(ASKED) for words in room.words(chat))


async def test_a_question_that_nobody_asked_for_waits_until_the_morning(room: Room, chat: str) -> None:
    await room.until(NIGHT)
    before = room.words(chat), room.marks(chat)
    await room.says("ana", "!facilitators add @ben")

    await room.until(MORNING - timedelta(seconds=1))
    assert (room.words(chat), room.marks(chat)) == before
    await room.until(MORNING)

    assert asked(room, chat) == 1
    assert (await room.private("ben", "yes")).startswith("Thank you.")


async def test_the_hours_are_those_of_the_persons_own_zone(room: Room, chat: str) -> None:
    await room.private("ben", "timezone Asia/Tokyo")
    await room.until(NOON + timedelta(hours=3))  # midnight in Tokyo
    await room.says("ana", "!facilitators add @ben")

    await room.until(NOON + timedelta(hours=11) - timedelta(seconds=1))
    assert asked(room, chat) == 0
    await room.until(NOON + timedelta(hours=11))  # eight in the morning there

    assert asked(room, chat) == 1


@pytest.mark.parametrize(("quiet", "waits"), [("off", False), ("01:00-02:00", False), ("22:30-23:30", True)])
async def test_the_hours_are_those_that_they_set(room: Room, chat: str, quiet: str, waits: bool) -> None:
    await room.private("ben", f"quiet {quiet}")
    await room.until(NIGHT)

    await room.says("ana", "!facilitators add @ben")

    assert asked(room, chat) == (not waits)


async def test_what_they_asked_for_comes_at_once(room: Room, chat: str) -> None:
    await room.until(NIGHT)

    assert await room.private("ben", "ping heron") == "heron: I'm here."
    await room.says("ben", "!hello")
    assert room.words(chat)[-1].plain.startswith("Good to have you here.")


async def test_a_restart_in_the_night_loses_nothing_and_wakes_nobody(room: Room, chat: str) -> None:
    await room.until(NIGHT)
    await room.says("ana", "!facilitators add @ben")

    await room.restarts(after=timedelta(hours=1))
    await room.until(MORNING - timedelta(seconds=1))
    assert asked(room, chat) == 0
    await room.restarts(after=timedelta(hours=3))
    await room.until(timedelta(0))

    assert asked(room, chat) == 1


async def test_with_discretion_neither_of_the_two_messages_comes_at_night(room: Room, chat: str) -> None:
    await room.private("ben", "discreet on")
    await room.until(NIGHT)
    before = len(room.words(chat))

    await room.says("ana", "!facilitators add @ben")
    assert len(room.words(chat)) == before
    await room.until(MORNING)

    assert [words.rings for words in room.words(chat)[before:]] == [True, False]


async def test_whoever_leaves_in_the_night_is_not_written_to_in_the_morning(room: Room, chat: str) -> None:
    await room.until(NIGHT)
    await room.says("ana", "!facilitators add @ben")

    await room.has("ana", "cleo", "dee")
    await room.until(MORNING + timedelta(hours=1))

    assert asked(room, chat) == 0


async def test_a_question_that_waits_for_the_morning_takes_no_answer_before(room: Room, chat: str) -> None:
    await room.until(NIGHT)
    await room.says("ana", "!facilitators add @ben")

    assert (await room.private("ben", "yes")).startswith("I'm a bot. I didn't understand this")
    await room.until(MORNING)

    assert asked(room, chat) == 1
    assert (await room.private("ben", "yes")).startswith("Thank you.")


async def test_after_a_downtime_into_the_next_night_it_waits_for_the_next_morning(room: Room, chat: str) -> None:
    await room.until(NIGHT)
    await room.says("ana", "!facilitators add @ben")

    await room.restarts(after=timedelta(hours=24))
    await room.until(timedelta(minutes=1))
    assert asked(room, chat) == 0
    await room.until(MORNING + timedelta(days=1))

    assert asked(room, chat) == 1


@pytest.mark.parametrize("discreet", ["on", "off"])
async def test_stop_in_the_night_leaves_nothing_for_the_morning(room: Room, chat: str, discreet: str) -> None:
    await room.private("ben", f"discreet {discreet}")
    await room.until(NIGHT)
    await room.says("ana", "!facilitators add @ben")

    await room.private("ben", "stop")
    before = len(room.words(chat))
    await room.until(MORNING + timedelta(hours=1))

    assert len(room.words(chat)) == before


async def test_that_a_third_has_come_into_their_chat_is_told_at_once(room: Room, chat: str) -> None:
    await room.until(NIGHT)

    await room.hears(room.room_now("ben", "eve", room=chat, direct=True))

    assert room.words()[-1].plain.startswith("There is a third person in our old chat")


async def test_whether_their_phone_rings_a_listener_is_asked_in_the_morning(room: Room, chat: str) -> None:
    await room.until(NIGHT)
    for text in ("listen on", "1", "1"):
        await room.private("ben", text)

    await room.until(NIGHT + PROOF_HOLDS + timedelta(hours=9) - timedelta(seconds=1))
    before = len(room.words(chat))
    await room.until(NIGHT + PROOF_HOLDS + timedelta(hours=9))

    assert [words.plain.partition("?")[0] for words in room.words(chat)[before:]] == [
        "Does this still ring, or show on your phone"
    ]


@pytest.mark.parametrize(
    ("texts", "ready"),
    [
        ((), timedelta(hours=9)),
        (("quiet 22:00-10:00",), timedelta(hours=11)),
        (("timezone Asia/Tokyo",), timedelta(0)),
        (("timezone Asia/Tokyo", "quiet 0-12"), timedelta(hours=4)),
        (("quiet off", "listen hours 02:00-03:00"), timedelta(hours=3)),
        (("listen hours 23:30-24:00",), timedelta(minutes=30)),
        (("listen hours 12-13", "listen night ok"), timedelta(0)),
    ],
)
async def test_a_listener_can_be_asked_in_their_hours_alone(
    room: Room, chat: str, texts: tuple[str, ...], ready: timedelta
) -> None:
    for text in ("listen on", "1", "1", *texts):
        await room.private("ben", text)
    await room.until(NIGHT + timedelta(days=7))
    river = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert river is not None

    (ben,) = await room.read(lambda tx: tx.listeners.of(river))

    assert ben.ready_from(room.now) == room.now + ready


# ------------------------------------------------------------------------------------------ support

PING = "Can you listen, today?"


async def _pings(room: Room, person: str) -> int:
    return sum(words.plain.startswith(PING) for words in room.words(await room.chat_of(person)))


async def test_a_ping_waits_for_a_listeners_hours_by_the_clock_on_their_wall(room: Room) -> None:
    await supports(room, "ben")
    await room.says("ben", "!listen night off")
    await room.private("ben", "timezone Asia/Tokyo")
    await room.until(NOON + timedelta(hours=2))  # 23:00 in Tokyo
    await room.private("ana", "support today")

    await room.until(NOON + timedelta(hours=11) - timedelta(seconds=1))
    assert await _pings(room, "ben") == 0
    await room.until(NOON + timedelta(hours=11))

    assert await _pings(room, "ben") == 1


@pytest.mark.parametrize(
    ("sets", "pinged"),
    [
        ("!listen night ok", True),
        ("!listen hours 22:00-24:00", True),  # hours that they set themselves count whatever is quiet
        ("!listen hours 12:00-23:00", False),
        ("!listen night off", False),
        ("!listen hours 23:01-24:00", False),
    ],
)
async def test_at_night_those_are_asked_who_said_so(room: Room, sets: str, pinged: bool) -> None:
    await supports(room, "ben")
    await room.says("ben", "!listen night off")
    await room.says("ben", sets)
    await room.until(NIGHT)

    await room.private("ana", "support today")

    assert await _pings(room, "ben") == pinged


async def test_a_ping_that_is_held_up_past_the_hours_is_not_sent_and_the_next_is_asked(room: Room) -> None:
    await supports(room, "ben", "cleo")
    await room.says("ana", "!set support.wave 1")
    await room.says("cleo", "!pause 1h")
    await room.says("ben", "!listen night off")
    await room.says("ben", "!listen hours 12:00-14:00")
    await room.until(NOON + timedelta(minutes=61))
    await room.says("cleo", "!pause off")
    await room.says("cleo", "!pause 1m")
    chat = await room.chat_of("ben")
    room.network.rules.append(lambda letter: Later(0.02, "not yet") if letter.room == chat else None)
    await room.hears(room.ask("ana", "support today", room=await room.chat_of("ana")), settle=False)

    room.now = NOON + timedelta(hours=2)  # its wait is two hours, and Ben's hours are over
    room.network.rules.clear()
    await room.settled()

    assert await _pings(room, "ben") == 0
    assert await _pings(room, "cleo") == 1


async def test_that_it_is_held_is_told_to_nobody_in_their_quiet_hours(room: Room) -> None:
    await supports(room, "ben", "cleo", "dee")
    await room.private("cleo", "quiet off")
    await room.until(NIGHT)
    await room.private("ana", "support now named")

    await room.private("dee", "yes")
    await room.until(MORNING + timedelta(hours=1))

    held = {
        person: [w for w in room.words(await room.chat_of(person)) if "It's held" in w.plain]
        for person in ("ben", "cleo")
    }
    assert (len(held["ben"]), len(held["cleo"])) == (0, 1)


@pytest.mark.parametrize("discreet", ["on", "off"])
async def test_a_nudge_that_is_due_at_night_waits_until_the_morning(room: Room, chat: str, discreet: str) -> None:
    await room.private("ben", f"discreet {discreet}")
    await room.private("ben", "checkin remind daily 23:00")
    before = len(room.words(chat))

    await room.until(MORNING - timedelta(seconds=1))
    assert len(room.words(chat)) == before
    await room.until(MORNING)

    assert [words.rings for words in room.words(chat)[before:]] == ([True, False] if discreet == "on" else [True])


async def test_that_there_are_no_more_nudges_is_told_in_the_morning_too(room: Room, chat: str) -> None:
    await room.private("ben", "checkin remind daily 23:00")
    await room.until(MORNING + timedelta(days=3) - timedelta(seconds=1))
    before = len(room.words(chat))

    await room.until(MORNING + timedelta(days=3))

    (over,) = room.words(chat)[before:]
    assert over.plain.startswith("I wrote three times")
