"""Check-ins that repeat: planned, listed, ended and taken back; and the group's own questions."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import Room

WEEKLY = "!checkin weekly sun 18:00 for 4h"
NEXT = "Next: Sun 29 Nov, 18:00; Sun 6 Dec, 18:00; Sun 13 Dec, 18:00."
UNDO = "For a day a facilitator can take that back: `!undo`"
NONE = "No check-in repeats in River Circle. A facilitator plans one like this: `!checkin weekly sun 18:00`"
USUAL = "How are you arriving? What would help a little? Anything to ask or to offer?"


@pytest.fixture
async def planned(room: Room) -> Room:
    await room.says("ana", WEEKLY)
    return room


# ------------------------------------------------------------------------------ planning


async def test_it_is_repeated_as_it_was_understood_with_its_next_three_dates(room: Room) -> None:
    told = await room.says("ana", WEEKLY)

    assert told == [f"Ana planned a check-in lake-1, every Sunday at 18:00 (UTC), open for 4 hours.\n{NEXT}\n{UNDO}"]


async def test_without_a_zone_and_a_length_the_groups_are_meant(room: Room) -> None:
    for text in ("!set timezone Europe/Berlin", "!set checkin.for 2h"):
        await room.says("ana", text)

    (told,) = await room.says("ana", "!checkin weekly sun 18:00")

    assert told.startswith("Ana planned a check-in lake-1, every Sunday at 18:00 (Europe/Berlin), open for 2 hours.")


async def test_a_change_of_clocks_between_the_dates_is_told(room: Room) -> None:
    (told,) = await room.says("ana", "!checkin weekly wed 19:00 Europe/Berlin from 2027-03-17")

    assert "The clocks there change on Sun 28 Mar, 03:00; it stays 19:00." in told


async def test_one_may_be_planned_once(room: Room) -> None:
    (told,) = await room.says("ana", "!checkin once tomorrow 18:00 for 2h")

    assert told.startswith("Ana planned a check-in lake-1, once, on Tue 24 Nov at 18:00 (UTC), open for 2 hours.")


@pytest.mark.parametrize(("answer", "rule"), [("1", "every Sunday at 18:00"), ("once", "once, on Sun 29 Nov at 18:00")])
@pytest.mark.parametrize("private", [True, False])
async def test_how_often_a_day_and_a_time_are_meant_is_asked_in_private(
    room: Room, answer: str, rule: str, private: bool
) -> None:
    await room.chat_of("ana")
    if private:
        assert "how often? `1` every week / `2` once" in await room.private("ana", "checkin sunday 6pm")
    else:
        assert await room.says("ana", "!checkin sunday 6pm") == []

    await room.private("ana", answer)

    assert room.words(room.room)[-1].plain.startswith(f"Ana planned a check-in lake-1, {rule} (UTC)")


async def test_what_reaches_kith_when_its_only_date_is_over_is_not_planned(room: Room) -> None:
    said = room.now
    room.now += timedelta(hours=2)

    (told,) = await room.says("ana", "!checkin once today 13:00", said=said)

    assert "“once today 13:00” is over already, so nothing was changed" in told
    assert await room.says("ana", "!checkin schedules") == [NONE]


async def test_it_can_be_planned_in_private_and_the_room_hears_of_it(room: Room) -> None:
    told = await room.private("ana", "checkin weekly sun 18:00")

    assert told.startswith("Ana planned a check-in lake-1 in River Circle, every Sunday at 18:00 (UTC)")
    assert room.words(room.room)[-1].plain.startswith("Ana planned a check-in lake-1, every Sunday at 18:00 (UTC)")


@pytest.mark.parametrize(
    "text", ["checkin weekly sun 18:00", "checkin sun", "checkin cancel", 'checkin prompts "A?"', "checkin prompts off"]
)
async def test_only_facilitators_change_what_stands(planned: Room, text: str) -> None:
    before = await planned.says("ben", "!checkin schedules"), await planned.says("ben", "!checkin prompts")

    (told,) = await planned.says("ben", f"!{text}")

    assert "facilitator" in told
    assert (await planned.says("ben", "!checkin schedules"), await planned.says("ben", "!checkin prompts")) == before


async def test_the_same_is_not_planned_twice(planned: Room) -> None:
    (told,) = await planned.says("ana", WEEKLY)

    assert told.startswith("The check-in lake-1, every Sunday at 18:00 (UTC), open for 4 hours, is there already")


async def test_a_group_has_ten_at_most(room: Room) -> None:
    for hour in range(8, 18):
        await room.says("ana", f"!checkin daily {hour}:00 for 1h")

    (told,) = await room.says("ana", "!checkin daily 18:00 for 1h")

    assert told.startswith("River Circle has 10 check-ins that repeat, which is the most that I keep")
    assert "To end one: `!checkin cancel lake-1`" in told
    assert "lake-1, every day at 08:00" in (await room.says("ana", "!checkin cancel lake-1"))[0]


async def test_a_name_is_no_meetings_name(planned: Room) -> None:
    (told,) = await planned.says("ana", "!meeting add wednesdays 19:00")

    assert "(boat-2)" in told


# ------------------------------------------------------------------------------- listing


async def test_anybody_reads_which_repeat_and_when_the_next_is(planned: Room) -> None:
    await planned.says("ana", "!checkin daily 9:00 for 1h")

    (told,) = await planned.says("ben", "!checkin schedules")

    assert told.splitlines() == [
        "Check-ins that repeat in River Circle:",
        "lake-1: every Sunday at 18:00 (UTC), open for 4 hours. Next: Sun 29 Nov, 18:00",
        "boat-2: every day at 09:00 (UTC), open for 1 hour. Next: Tue 24 Nov, 09:00",
    ]


async def test_in_private_the_next_is_told_in_ones_own_zone_too(planned: Room) -> None:
    await planned.private("ben", "timezone Europe/Berlin")

    assert "Next: Sun 29 Nov, 18:00 (19:00 for you)" in await planned.private("ben", "checkin schedules")


async def test_where_none_repeats_one_reads_how_to_plan_one(room: Room) -> None:
    assert await room.says("ben", "!checkin schedules") == [NONE]


async def test_until_when_they_rest_is_told(planned: Room) -> None:
    await planned.says("ana", "!set quiet.until 2026-12-27")

    (told,) = await planned.says("ben", "!checkin schedules")

    assert "They rest until Sun 27 Dec, 00:00 (UTC)." in told


# -------------------------------------------------------------------------------- ending


@pytest.mark.parametrize("text", ["!checkin cancel", "!checkin cancel lake-1", "!checkin cancel lake"])
async def test_one_is_ended_and_the_room_hears_of_it(planned: Room, text: str) -> None:
    assert await planned.says("ana", text) == [
        f"The check-in lake-1, every Sunday at 18:00 (UTC), open for 4 hours, repeats no more; Ana ended it.\n{UNDO}"
    ]
    assert await planned.says("ana", "!checkin schedules") == [NONE]


async def test_of_several_it_has_to_be_named(planned: Room) -> None:
    await planned.says("ana", "!checkin daily 9:00 for 1h")

    (told,) = await planned.says("ana", "!checkin cancel")

    assert "several check-ins repeat in River Circle, so nothing was changed: lake-1, boat-2." in told
    assert (await planned.says("ana", "!checkin cancel boat-2"))[0].startswith("The check-in boat-2")
    assert "lake-1" in (await planned.says("ana", "!checkin schedules"))[0]


async def test_what_is_ended_can_be_taken_back_for_a_day(planned: Room) -> None:
    await planned.says("ana", "!checkin cancel")
    await planned.until(timedelta(hours=23))

    (told,) = await planned.says("ana", "!undo")

    assert told == (
        "The check-in lake-1, every Sunday at 18:00 (UTC), open for 4 hours, repeats again;"
        f" Ana took back that it was ended.\n{NEXT}"
    )
    assert "lake-1" in (await planned.says("ana", "!checkin schedules"))[0]


async def test_what_was_planned_can_be_taken_back(planned: Room) -> None:
    (told,) = await planned.says("ana", "!undo")

    assert told.startswith("The check-in lake-1, every Sunday at 18:00 (UTC), open for 4 hours, repeats no more;")
    assert await planned.says("ana", "!checkin schedules") == [NONE]


async def test_what_ended_is_forgotten_once_it_cannot_be_taken_back(planned: Room) -> None:
    await planned.says("ana", "!checkin cancel")

    await planned.until(timedelta(days=3))

    assert await planned.read(lambda tx: tx.db.execute("SELECT * FROM repeat").fetchall()) == []


# --------------------------------------------------------------------- the group's questions


async def test_the_groups_own_questions_are_asked_from_the_next_round_on(room: Room) -> None:
    (told,) = await room.says("ana", '!checkin prompts "What was good?" "What was hard?"')
    (opened,) = await room.says("ben", "!checkin open")

    assert told == (
        f"Ana changed the questions of the check-ins. From the next round on: What was good? · What was hard?\n{UNDO}"
    )
    assert opened.splitlines()[1] == "What was good? · What was hard?"


async def test_a_rounds_own_question_is_asked_in_their_place(room: Room) -> None:
    await room.says("ana", '!checkin prompts "What was good?"')

    (opened,) = await room.says("ben", '!checkin open "And now?"')

    assert opened.splitlines()[1] == "And now?"


@pytest.mark.parametrize("back", ["!checkin prompts off", "!checkin prompts default", "!undo"])
async def test_the_usual_ones_come_back(room: Room, back: str) -> None:
    await room.says("ana", '!checkin prompts "What was good?"')

    await room.says("ana", back)

    assert (await room.says("ben", "!checkin prompts"))[0].startswith(f"The check-ins of River Circle ask: {USUAL}")
    assert (await room.says("ben", "!checkin open"))[0].splitlines()[1] == USUAL


async def test_bringing_the_usual_ones_back_can_be_taken_back(room: Room) -> None:
    await room.says("ana", '!checkin prompts "What was good?"')
    await room.says("ana", "!checkin prompts off")

    (told,) = await room.says("ana", "!undo")

    assert told.startswith("The questions of the check-ins are what they were before; Ana took the change back.")
    assert "What was good?" in (await room.says("ben", "!checkin prompts"))[0]


@pytest.mark.parametrize(("first", "again"), [('"A?"', '"A?"'), ("", "off")])
async def test_the_same_questions_change_nothing(room: Room, first: str, again: str) -> None:
    await room.says("ana", f"!checkin prompts {first}")

    (told,) = await room.says("ana", f"!checkin prompts {again}")

    assert told.startswith("These are the questions already, so nothing was changed")
