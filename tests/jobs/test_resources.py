"""Facilitators are asked whether the group's list of places is still right."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Gone
from bot.domain.places import CHECK_EVERY
from tests.conftest import NOON, Room

ADD = "!resources add Night line, 0800 1, always"
DAY = timedelta(days=1)
ASKED = "The list of places to turn to has stood for"


def _asked(room: Room) -> int:
    return len([words for words in room.words(room.room) if words.plain.startswith(ASKED)])


async def test_they_are_asked_in_the_room_after_90_days_quietly(room: Room) -> None:
    await room.says("ana", ADD)
    await room.until(NOON + CHECK_EVERY - timedelta(seconds=1))
    assert _asked(room) == 0

    await room.until(NOON + CHECK_EVERY)

    asked = room.words(room.room)[-1]
    assert asked.plain.startswith(f"{ASKED} 90 days. Facilitators, is it still right?")
    assert "`!resources checked`" in asked.plain
    assert not asked.rings


async def test_they_are_asked_once_a_period_whether_or_not_anybody_answers(room: Room) -> None:
    await room.says("ana", ADD)

    await room.until(NOON + 2 * CHECK_EVERY - DAY)
    assert _asked(room) == 1
    await room.until(NOON + 2 * CHECK_EVERY)

    assert _asked(room) == 2


async def test_a_check_and_a_change_count_from_then(room: Room) -> None:
    await room.says("ana", ADD)
    await room.until(NOON + 80 * DAY)
    await room.says("ana", "!resources checked")
    await room.until(NOON + 160 * DAY)
    await room.says("ana", "!resources edit 1 Night line, 0800 2, always")

    await room.until(NOON + 249 * DAY)
    assert _asked(room) == 0
    await room.until(NOON + 250 * DAY)

    assert _asked(room) == 1


async def test_nobody_is_asked_about_no_list(room: Room) -> None:
    await room.says("ana", ADD)
    await room.says("ana", "!resources remove 1")
    await room.says("ana", "!resources none")

    await room.until(NOON + 3 * CHECK_EVERY)

    assert _asked(room) == 0


async def test_what_is_taken_back_to_a_list_is_asked_about(room: Room) -> None:
    await room.says("ana", ADD)
    await room.says("ana", "!resources remove 1")
    await room.says("ana", "!undo")

    await room.until(NOON + CHECK_EVERY)

    assert _asked(room) == 1


async def test_a_restart_forgets_nothing_and_a_long_downtime_asks_once(room: Room) -> None:
    await room.says("ana", ADD)

    await room.restarts(after=10 * DAY)
    await room.restarts(after=3 * CHECK_EVERY)
    await room.until(room.now)
    assert _asked(room) == 1
    await room.until(CHECK_EVERY - DAY)

    assert _asked(room) == 1


async def test_a_group_that_kith_left_is_not_asked_and_is_again_when_it_comes_back(room: Room) -> None:
    await room.says("ana", ADD)
    await room.hears(Gone(room.room, room.now))
    await room.until(NOON + DAY)
    await room.has("ana", "ben")

    await room.until(NOON + CHECK_EVERY - DAY)
    assert _asked(room) == 0
    await room.until(NOON + CHECK_EVERY)

    assert _asked(room) == 1


async def test_kith_away_says_nothing(room: Room) -> None:
    await room.says("ana", ADD)
    await room.hears(Gone(room.room, room.now))

    await room.until(NOON + CHECK_EVERY)

    assert _asked(room) == 0


async def test_a_group_that_moved_to_a_new_room_is_asked_there(room: Room) -> None:
    await room.says("ana", ADD)
    await room.hears(room.room_now("ana", "ben", successor="!new:example.org"))
    await room.hears(Gone(room.room, room.now))
    await room.hears(room.room_now("ana", "ben", room="!new:example.org", predecessor=room.room))

    await room.until(NOON + CHECK_EVERY)

    assert room.words("!new:example.org")[-1].plain.startswith(ASKED)
