from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import Gone
from bot.storage.tx import Tx
from tests.conftest import Room, at

CIRCLE = '!meeting add "Wednesday circle" weekly wed 19:00 Europe/Berlin 90m where https://example.org/circle'
NEXT = "Next: Wed 25 Nov, 19:00; Wed 2 Dec, 19:00; Wed 9 Dec, 19:00."
UNDO = "For a day a facilitator can take that back: `!undo`"


@pytest.fixture
async def meeting(room: Room) -> Room:
    await room.says("ana", CIRCLE)
    return room


# ------------------------------------------------------------------------------- adding


async def test_a_meeting_is_repeated_as_it_was_understood_with_its_next_three_dates(room: Room) -> None:
    told = await room.says("ana", CIRCLE)

    added = "Ana added Wednesday circle (lake-1): every Wednesday at 19:00 (Europe/Berlin), 90 minutes."
    assert told == [f"{added} Where: https://example.org/circle\n{NEXT}\n{UNDO}"]


async def test_in_short_it_has_the_groups_zone_and_a_title_from_its_schedule(room: Room) -> None:
    await room.says("ana", "!set timezone Europe/Berlin")

    (told,) = await room.says("ana", "!meeting add wednesdays 7pm https://example.org/circle")

    assert told.startswith("Ana added Wednesday meeting (lake-1): every Wednesday at 19:00 (Europe/Berlin).")


async def test_a_change_of_clocks_between_the_dates_is_told(room: Room) -> None:
    (told,) = await room.says("ana", "!meeting add weekly wed 19:00 Europe/Berlin from 2027-03-17")

    assert "Next: Wed 17 Mar, 19:00; Wed 24 Mar, 19:00; Wed 31 Mar, 19:00." in told
    assert "The clocks there change on Sun 28 Mar, 03:00; it stays 19:00." in told


@pytest.mark.parametrize(
    ("schedule", "more"),
    [
        ("weekly sun 02:30 Europe/Berlin from 2027-03-21", "; otherwise it stays 02:30"),
        ("once 2027-03-28 02:30 Europe/Berlin", ""),
    ],
)
async def test_a_time_that_the_clocks_leave_out_is_told(room: Room, schedule: str, more: str) -> None:
    (told,) = await room.says("ana", f"!meeting add {schedule}")

    assert "Sun 28 Mar, 03:30" in told
    assert f"On Sun 28 Mar the clocks there leave out 02:30, so it is 03:30 that day{more}." in told


@pytest.mark.parametrize(
    ("answer", "rule"), [("1", "every Wednesday at 19:00"), ("once", "once, on Wed 25 Nov at 19:00")]
)
async def test_a_day_and_a_time_are_asked_about_in_private_and_told_in_the_room(
    room: Room, answer: str, rule: str
) -> None:
    await room.chat_of("ana")
    in_room = await room.says("ana", '!meeting add "Circle" wednesday 7pm 90m')
    before = len(room.network.sent)

    await room.private("ana", answer)

    assert in_room == []
    (told,) = (words.plain for words in room.words(room.room, since=before))
    assert told.startswith(f"Ana added Circle (lake-1): {rule} (UTC), 90 minutes.")


async def test_nobody_else_adds_or_changes_one(meeting: Room) -> None:
    for text in ("add daily 19:00", "skip wed", "move wed to thu", "edit at 20:00", "end"):
        (told,) = await meeting.says("ben", f"!meeting {text}")
        assert "Ana" in told

    (told,) = await meeting.says("ben", "!meeting")
    assert told.splitlines() == [
        "Wednesday circle (lake-1): Wed 25 Nov, 19:00, 90 minutes.",
        "Where: https://example.org/circle",
        "It takes place every Wednesday at 19:00 (Europe/Berlin).",
    ]


async def test_a_question_that_is_answered_after_the_right_to_add_is_gone_adds_nothing(room: Room) -> None:
    await room.says("ana", "!meeting add wednesday 7pm")
    seen = room.room_now("ana", "ben", "cleo", "dee")
    await room.hears(room.room_now("ana", "ben", "cleo", "dee", powers={at("ben"): 100}, names=seen.names))

    told = await room.private("ana", "1")

    assert "Ben" in told
    assert (await room.says("ben", "!meetings"))[0].startswith("No meeting")


async def test_the_same_meeting_is_not_added_twice(meeting: Room) -> None:
    (told,) = await meeting.says("ana", CIRCLE)

    assert "is there already" in told
    assert len((await meeting.says("ana", "!meetings"))[0].splitlines()) == 6


async def test_what_is_over_before_kith_hears_of_it_is_not_added(room: Room) -> None:
    said = room.now - timedelta(hours=3)

    (told,) = await room.says("ana", "!meeting add today 10:00", said=said)

    assert "is over already, so nothing was changed" in told
    assert (await room.says("ana", "!meetings"))[0].startswith("No meeting")


async def test_a_group_has_twenty_at_most(room: Room) -> None:
    for hour in range(20):
        await room.says("ana", f"!meeting add daily {hour:02}:00")

    (told,) = await room.says("ana", "!meeting add daily 23:00")

    assert told.startswith("River Circle has 20 meetings")
    assert "To end one: `!meeting end lake-1`" in told
    assert "(lake-1) takes place no more" in (await room.says("ana", "!meeting end lake-1"))[0]


# ------------------------------------------------------------------------------ showing


async def test_the_next_five_of_all_meetings_stand_in_the_order_in_which_they_are(meeting: Room) -> None:
    await meeting.says("ana", "!meeting add every 2 weeks thu 20:00 UTC")

    (told,) = await meeting.says("ben", "!meetings")

    assert [line.partition(" (")[0] for line in told.splitlines()[1:]] == [
        "Wed 25 Nov, 19:00", "Thu 26 Nov, 20:00", "Wed 2 Dec, 19:00", "Wed 9 Dec, 19:00", "Thu 10 Dec, 20:00",
    ]  # fmt: skip
    assert "Thursday meeting (boat-2)" in told


async def test_in_private_every_time_is_shown_in_ones_own_zone_too(meeting: Room) -> None:
    await meeting.private("ben", "timezone Asia/Tokyo")

    one, several = await meeting.private("ben", "meeting"), await meeting.private("ben", "meetings")

    assert "Wed 25 Nov, 19:00 (Thu 26 Nov, 03:00 for you), 90 minutes" in one
    assert several.count("for you") == 5
    assert "for you" not in (await meeting.says("ben", "!meeting"))[0]


async def test_who_lives_by_the_same_clock_reads_one_time(meeting: Room) -> None:
    await meeting.private("ben", "timezone Europe/Paris")

    assert "for you" not in await meeting.private("ben", "meeting")


async def test_while_it_runs_it_is_the_one_that_is_shown(meeting: Room) -> None:
    await meeting.until(datetime(2026, 11, 25, 18, 30, tzinfo=UTC))

    (one,), (several,) = await meeting.says("ben", "!meeting"), await meeting.says("ben", "!meetings")
    await meeting.until(datetime(2026, 11, 25, 19, 30, tzinfo=UTC))
    (after,) = await meeting.says("ben", "!meeting")

    assert one.startswith("Wednesday circle (lake-1): now, since Wed 25 Nov, 19:00")
    assert several.splitlines()[1].startswith("now, since Wed 25 Nov, 19:00")
    assert after.startswith("Wednesday circle (lake-1): Wed 2 Dec, 19:00")


@pytest.mark.parametrize("typed", ["lake-1", "Lake 1", "lake", "wednesday circle", '"Wednesday circle"'])
async def test_a_meeting_is_meant_by_its_name_or_its_title(meeting: Room, typed: str) -> None:
    await meeting.says("ana", "!meeting add daily 12:30")

    (told,) = await meeting.says("ben", f"!meeting {typed}")

    assert told.startswith("Wednesday circle (lake-1)")


async def test_without_a_name_the_next_of_all_is_shown(meeting: Room) -> None:
    await meeting.says("ana", "!meeting add daily 12:30")

    assert (await meeting.says("ben", "!meeting"))[0].startswith("Daily meeting (boat-2): Mon 23 Nov, 12:30.")


# ----------------------------------------------------------------------------- changing


CHANGES = [
    ("skip wed", "Next: Wed 2 Dec, 19:00; Wed 9 Dec, 19:00; Wed 16 Dec, 19:00."),
    ("move wed to thu 7pm", "Next: Thu 26 Nov, 19:00; Wed 2 Dec, 19:00; Wed 9 Dec, 19:00."),
    ("move 2 dec to 20:00", "Next: Wed 25 Nov, 19:00; Wed 2 Dec, 20:00; Wed 9 Dec, 19:00."),
    ("edit at 20:00", "Next: Wed 25 Nov, 20:00; Wed 2 Dec, 20:00; Wed 9 Dec, 20:00."),
    ("edit at weekly fri 18:00", "Next: Fri 27 Nov, 18:00; Fri 4 Dec, 18:00; Fri 11 Dec, 18:00."),
    ("edit where Library", "Where: Library (before: https://example.org/circle)"),
    ("edit where none", "It has no place now (before: https://example.org/circle)"),
    ("edit for 2h", "It lasts 2 hours (before: 90 minutes)."),
    ("edit for none", "Its length is open (before: 90 minutes)."),
    ("edit title Evening circle", "Before, it was called Wednesday circle."),
    ("edit title none", "Before, it was called Wednesday circle."),
    ("end", "takes place no more; Ana ended it. It was every Wednesday at 19:00 (Europe/Berlin)."),
]


@pytest.mark.parametrize(("text", "told"), CHANGES)
async def test_a_change_is_posted_in_the_room_wherever_it_was_made(meeting: Room, text: str, told: str) -> None:
    before = len(meeting.network.sent)

    in_private = await meeting.private("ana", f"meeting {text}")

    (in_room,) = (words.plain for words in meeting.words(meeting.room, since=before))
    assert told in in_room
    assert told in in_private
    assert in_room.endswith(UNDO)


@pytest.mark.parametrize(("text", "told"), CHANGES)
async def test_a_change_is_taken_back_whole(meeting: Room, text: str, told: str) -> None:
    before = await meeting.says("ben", "!meeting"), await meeting.says("ben", "!meetings")
    await meeting.says("ana", f"!meeting {text}")

    (back,) = await meeting.says("ana", "!undo")

    assert "is as it was before" in back
    assert NEXT in back
    assert (await meeting.says("ben", "!meeting"), await meeting.says("ben", "!meetings")) == before


async def test_an_added_meeting_is_taken_back_and_so_are_changes_one_after_the_other(meeting: Room) -> None:
    await meeting.says("ana", "!meeting skip wed")
    await meeting.says("ana", "!meeting edit at 20:00")

    told = [(await meeting.says("ana", "!undo"))[0].partition("\n")[0] for _ in range(3)]

    assert [line.rpartition("took back ")[2] for line in told] == [
        "that it was changed.",
        "that it was skipped.",
        "that it was added. All that is left: `!meetings`",
    ]
    assert (await meeting.says("ana", "!meetings"))[0].startswith("No meeting")


async def test_after_a_day_a_change_stays(meeting: Room) -> None:
    await meeting.until(timedelta(days=1, minutes=1))

    (told,) = await meeting.says("ana", "!undo")

    assert told.startswith("In the last day nothing was changed")


async def test_a_moved_date_is_shown_as_moved_and_keeps_its_name(meeting: Room) -> None:
    await meeting.says("ana", "!meeting move wed to thu 7pm")

    (shown,) = await meeting.says("ben", "!meeting")
    (skipped,) = await meeting.says("ana", "!meeting skip 2026-11-25")

    assert "Thu 26 Nov, 19:00, 90 minutes. It was moved; by the schedule it is on Wed 25 Nov, 19:00." in shown
    assert "does not take place on Thu 26 Nov, 19:00" in skipped


async def test_what_was_moved_is_moved_back_and_what_was_skipped_takes_place_again(meeting: Room) -> None:
    await meeting.says("ana", "!meeting move wed to thu 7pm")
    await meeting.says("ana", "!meeting skip 2 dec")

    (back,) = await meeting.says("ana", "!meeting move wed to 25 nov")
    (again,) = await meeting.says("ana", "!meeting move 2 dec to 2 dec")

    assert NEXT.replace("Wed 2 Dec, 19:00; ", "").removesuffix(".") in back
    assert "takes place on Wed 2 Dec, 19:00 after all" in again
    assert await meeting.read(lambda tx: tx.db.execute("SELECT count(*) FROM exception").fetchone()[0]) == 0


async def test_with_several_the_name_is_needed_and_they_are_listed(meeting: Room) -> None:
    await meeting.says("ana", "!meeting add daily 12:30")

    (which,) = await meeting.says("ana", "!meeting skip wed")
    (done,) = await meeting.says("ana", "!meeting skip lake-1 wed")

    assert "several meetings" in which
    assert "Wednesday circle (lake-1), Daily meeting (boat-2)" in which
    assert "`!meeting skip lake-1 wed`" in which
    assert done.startswith("Wednesday circle (lake-1) does not take place")


@pytest.mark.parametrize("text", ["end circle", "skip Circle thu", 'edit "circle" where here', "ics circle"])
async def test_where_several_have_one_title_none_is_changed_by_it(room: Room, text: str) -> None:
    await room.says("ana", '!meeting add "Circle" weekly mon 19:00')
    await room.says("ana", '!meeting add "circle" weekly thu 19:00')

    (told,) = await room.says("ana", f"!meeting {text}")

    assert "has several meetings, so nothing was changed: Circle (lake-1), circle (boat-2)" in told
    (shown,) = await room.says("ben", "!meeting circle")
    assert shown.startswith("Circle (lake-1): Mon 23 Nov, 19:00.")


async def test_two_who_skip_one_day_skip_one_date(meeting: Room) -> None:
    await meeting.says("ana", "!meeting skip wed")

    (told,) = await meeting.says("ana", "!meeting skip wed")

    assert told.startswith("Wednesday circle (lake-1) is skipped on Wed 25 Nov already, so nothing was changed.")


async def test_a_title_that_is_a_day_names_the_date_too(room: Room) -> None:
    await room.says("ana", '!meeting add "Friday" weekly fri 19:00')

    (told,) = await room.says("ana", "!meeting move friday to sat 7pm")

    assert told.startswith("Friday (lake-1) is on Sat 28 Nov, 19:00 and not on Fri 27 Nov, 19:00; Ana moved it.")


async def test_a_name_is_never_given_again(meeting: Room) -> None:
    await meeting.says("ana", "!undo")

    (told,) = await meeting.says("ana", "!meeting add daily 12:30")

    assert "(boat-2)" in told


async def test_the_sequence_number_grows_with_each_change_and_with_what_is_taken_back(meeting: Room) -> None:
    async def number() -> int:
        return int(await meeting.read(lambda tx: tx.db.execute("SELECT sequence FROM meeting").fetchone()[0]))

    seen = [await number()]
    for text in ("!meeting skip wed", "!undo", "!meeting edit for 2h", "!meeting end", "!undo"):
        await meeting.says("ana", text)
        seen.append(await number())

    assert seen == [0, 1, 2, 3, 4, 5]


# --------------------------------------------------------------------------------- time


async def test_once_its_last_date_is_over_a_meeting_is_gone_without_a_word(room: Room) -> None:
    await room.says("ana", "!meeting add once tomorrow 12:00 90m")
    await room.says("ana", "!remind off")
    before = len(room.network.sent)

    await room.until(timedelta(days=1, minutes=89))
    (running,) = await room.says("ben", "!meeting")
    await room.until(timedelta(minutes=1))
    (after,) = await room.says("ben", "!meetings")
    await room.until(timedelta(days=3))

    assert "now, since" in running
    assert after.startswith("No meeting")
    assert len(room.words(room.room, since=before)) == 3  # its opening is among them
    assert await room.read(lambda tx: tx.db.execute("SELECT count(*) FROM meeting").fetchone()[0]) == 0


async def test_what_leaves_with_kith_comes_back_with_it(meeting: Room) -> None:
    await meeting.hears(Gone(meeting.room, meeting.now))
    left = await meeting.read(_kinds)
    await meeting.has("ana", "ben")

    (told,) = await meeting.says("ben", "!meetings")

    assert "Wednesday circle (lake-1)" in told
    assert "meeting" not in left
    assert "meeting" in await meeting.read(_kinds)


def _kinds(tx: Tx) -> set[str]:
    return {job.kind for job in tx.jobs.due(tx.now + timedelta(days=30))}
