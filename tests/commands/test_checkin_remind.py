"""Reminders to check in that people set for themselves, in private."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Room, at
from tests.listening import told

ASKS = "A check-in, as you wanted: write a few words to me alone, or `1` pass. It's about River Circle."
EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
LAKE = "!lake:example.org"


async def _asked(room: Room, person: str = "ben") -> int:
    return sum(text.startswith("A check-in, as you wanted") for text in await told(room, person))


async def test_it_says_what_was_understood_and_how_it_ends(room: Room) -> None:
    answer = await room.private("ben", "checkin remind daily 20:00")

    assert answer == (
        "I'll remind you to check in, for River Circle, to you alone: every day at 20:00 (UTC)."
        " Next: Mon 23 Nov, 20:00; Tue 24 Nov, 20:00; Wed 25 Nov, 20:00.\n"
        "It ends with `checkin remind off`, or by itself after three without an answer."
    )
    assert room.words(room.room) == []


async def test_it_comes_at_its_minute_and_rings(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00")

    await room.until(EVENING - SECOND)
    assert await _asked(room) == 0
    await room.until(EVENING)

    assert (await told(room, "ben"))[-1].splitlines()[0] == ASKS
    assert room.words()[-1].rings


async def test_it_is_by_ones_own_clock(room: Room) -> None:
    await room.private("ben", "timezone Asia/Tokyo")
    await room.private("ben", "checkin remind daily 21:30")

    await room.until(datetime(2026, 11, 23, 12, 30, tzinfo=UTC))

    assert await _asked(room) == 1


async def test_whoever_moves_is_reminded_by_their_new_clock(room: Room) -> None:
    await room.private("ben", "checkin remind daily 21:30")

    await room.private("ben", "timezone Asia/Tokyo")
    await room.until(datetime(2026, 11, 23, 12, 30, tzinfo=UTC))

    assert await _asked(room) == 1


async def test_it_follows_the_zone_of_the_group_where_its_person_has_none(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00")

    await room.says("ana", "!set timezone Asia/Karachi")
    await room.until(EVENING - timedelta(hours=5))

    assert await _asked(room) == 1


async def test_two_that_came_of_changes_of_the_zone_are_two(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00")

    for zone, at_hour in (("Asia/Karachi", 15), ("Europe/Berlin", 19)):
        await room.until(EVENING.replace(hour=at_hour, minute=30))
        await room.says("ana", f"!set timezone {zone}")
        await room.until(SECOND)

    assert await _asked(room) == 2


async def test_a_zone_that_was_named_stays(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00 Europe/Berlin")

    await room.private("ben", "timezone Asia/Tokyo")

    assert "20:00 (Europe/Berlin)" in await room.private("ben", "checkin remind")


async def test_a_day_of_the_week_is_meant_for_every_week(room: Room) -> None:
    assert "every Sunday at 18:00" in await room.private("ben", "checkin remind sundays 6pm")
    assert "every Sunday at 19:00" in await room.private("ben", "checkin remind sun 7pm")
    assert "every Sunday at 19:00" in await room.private("ben", "checkin remind")


async def test_another_takes_the_place_of_the_first(room: Room) -> None:
    await room.private("ben", "checkin remind daily 19:00")
    await room.private("ben", "checkin remind daily 20:00")

    await room.until(EVENING + timedelta(hours=1))

    assert await _asked(room) == 1


async def test_what_answers_it_goes_where_its_person_says(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00")
    await room.until(EVENING)

    whether = await room.private("ben", "tired")
    await room.private("ben", "share")

    assert whether.startswith("Share it in River Circle")
    assert room.words(room.room)[-1].plain == "Ben checks in, through me: “tired”"


async def test_whoever_checked_in_is_not_waited_for_any_more(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00")
    await room.until(EVENING)

    for text in ("checkin tired", "let it go"):
        await room.private("ben", text)

    assert (await room.private("ben", "good night")).startswith("I'm a bot. I didn't understand this")


async def test_hours_later_it_takes_no_answer_any_more(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00")
    await room.until(EVENING + timedelta(hours=12))

    assert (await room.private("ben", "tired")).startswith("I'm a bot. I didn't understand this")


ENDED = "I no longer remind you to check in for River Circle."
WORDS = ("checkin remind off", "Checkin remind OFF.", "checkin remind aus", "checkin remind none")


@pytest.mark.parametrize(("text", "says"), [*((text, ENDED) for text in WORDS), ("stop", "reminders to check in")])
async def test_one_word_ends_it(room: Room, text: str, says: str) -> None:
    await room.private("ben", "checkin remind daily 20:00")

    answer = await room.private("ben", text)
    await room.until(EVENING + DAY)

    assert says in answer
    assert await _asked(room) == 0


async def test_ending_it_takes_the_question_with_it(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00")
    await room.until(EVENING)

    await room.private("ben", "checkin remind off")

    assert (await room.private("ben", "tired")).startswith("I'm a bot. I didn't understand this")


async def test_where_there_is_none_ending_it_says_so(room: Room) -> None:
    assert (await room.private("ben", "checkin remind off")).startswith("I don't remind you to check in.")


async def test_off_ends_it_in_all_groups_unless_one_was_chosen(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for group in ("river", "lake"):
        await room.private("ben", f"in {group}")
        await room.private("ben", "checkin remind daily 20:00")

    assert await room.private("ben", "checkin remind off") == (
        "I no longer remind you to check in for Lake Circle. I still do for River Circle."
        " To have it: `checkin remind daily 20:00`"
    )
    await room.private("ben", "checkin remind daily 20:00")
    await room.until(timedelta(hours=2))

    assert "for Lake Circle and River Circle." in await room.private("ben", "checkin remind off")


async def test_in_two_groups_at_the_same_minute_both_come(room: Room) -> None:
    await room.has("ben", "eve", room=LAKE, name="Lake Circle")
    for group in ("river", "lake"):
        await room.private("ben", f"in {group}")
        await room.private("ben", "checkin remind daily 20:00")

    await room.until(EVENING)

    assert await _asked(room) == 2


async def test_typed_in_the_room_it_is_not_set_before_it_is_meant(room: Room) -> None:
    chat = await room.chat_of("ben")

    assert await room.says("ben", "!checkin remind daily 20:00") == []
    assert room.words(chat)[-1].plain.startswith("Do you mean")
    assert "I don't remind you" in await room.private("ben", "checkin remind")


async def test_one_inside_of_quiet_hours_says_so_as_it_is_set_and_comes_when_they_end(room: Room) -> None:
    answer = await room.private("ben", "checkin remind daily 23:00")

    assert (
        "That is in your quiet hours (22:00-08:00), so it waits until Tue 24 Nov, 08:00; other hours: `quiet`" in answer
    )
    await room.until(datetime(2026, 11, 24, 8, 0, tzinfo=UTC) - SECOND)
    assert await _asked(room) == 0
    await room.until(SECOND)
    assert await _asked(room) == 1
    assert (await room.private("ben", "slept well")).startswith("Share it in River Circle")


async def test_with_discretion_what_rings_tells_nothing(room: Room) -> None:
    await room.private("ben", "discreet on")
    await room.private("ben", "checkin remind daily 20:00")
    before = len(room.words())

    await room.until(EVENING)

    covered, content = room.words()[before:]
    assert (covered.plain, covered.rings, content.rings) == ("A note from your group.", True, False)
    assert content.plain.splitlines()[0] == ASKS


async def test_what_is_held_about_somebody_has_a_line_for_it(room: Room) -> None:
    await room.private("ben", "checkin remind daily 20:00")

    assert "groups for which you want to be reminded to check in" in await room.private("ben", "my data")


@pytest.mark.parametrize("text", ["forget me", "forget me here"])
async def test_nothing_is_left_of_it_when_somebody_is_forgotten(room: Room, text: str) -> None:
    await room.private("ben", "checkin remind daily 20:00")

    for _ in range(2):
        await room.private("ben", text)
    await room.until(EVENING + DAY)

    assert await room.read(lambda tx: tx.db.execute("SELECT * FROM nudge").fetchall()) == []
    assert await _asked(room) == 0
    assert at("ben") not in str(await room.read(lambda tx: [job.subject for job in tx.jobs.due(tx.now + 99 * DAY)]))
