from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.commands.agreements_set import LONGEST
from bot.storage.tx import Tx
from tests.conftest import Room
from tests.network import KITH

CIRCLE = '!meeting add "Wednesday circle" weekly wed 19:00 Europe/Berlin 90m where https://example.org/circle'
START = datetime(2026, 11, 25, 18, tzinfo=UTC)
WEEK = timedelta(days=7)
UNDO = "For a day a facilitator can take that back: `!undo`"
FIRST = "It's time: Wednesday circle. Where: https://example.org/circle"
WELCOME = "Come as you are. You may speak, listen or pass; each is as welcome as the other."
LAST = f"New here? Send me `hello`, privately (https://matrix.to/#/{KITH})"


@pytest.fixture
async def meeting(room: Room) -> Room:
    await room.says("ana", CIRCLE)
    return room


async def _opens(room: Room, when: datetime) -> list[list[str]]:
    """Return the lines of each opening that the room reads until a moment."""
    before = len(room.network.sent)
    await room.until(when)
    return openings(room, since=before)


def openings(room: Room, *, since: int = 0) -> list[list[str]]:
    return [
        words.plain.splitlines()
        for words in room.words(room.room, since=since)
        if words.plain.startswith("It's time: ")
    ]


# ----------------------------------------------------------------------------- at the start


async def test_as_a_meeting_begins_the_room_reads_what_it_is_where_it_is_and_how_to_arrive(meeting: Room) -> None:
    assert await _opens(meeting, START - timedelta(seconds=1)) == []
    assert await _opens(meeting, START) == [[FIRST, WELCOME, LAST]]
    assert await _opens(meeting, START + timedelta(days=6)) == []


async def test_the_groups_agreements_are_the_opening_where_there_are_some(meeting: Room) -> None:
    await meeting.says("ana", '!agreements set "We listen.\nWe give no advice."')

    assert await _opens(meeting, START) == [[FIRST, "We listen.", "We give no advice.", LAST]]


async def test_a_meetings_own_opening_comes_before_the_agreements(meeting: Room) -> None:
    await meeting.says("ana", '!agreements set "We listen."')
    await meeting.says("ana", '!meeting opening "A minute of quiet.\nThen we begin."')

    assert await _opens(meeting, START) == [[FIRST, "A minute of quiet.", "Then we begin.", LAST]]


async def test_each_opening_shows_the_next_practice_and_after_the_last_the_first(meeting: Room) -> None:
    await meeting.says("ana", '!practice add "What helps?" "What is near?\nWhat is far?"')

    seen = [(await _opens(meeting, START + n * WEEK))[0][2:-1] for n in range(3)]

    assert seen == [
        ["For today: What helps?"], ["For today: What is near?", "What is far?"], ["For today: What helps?"],
    ]  # fmt: skip


async def test_the_meetings_of_a_group_share_its_practices(meeting: Room) -> None:
    await meeting.says("ana", '!practice add "A" "B" "C"')
    await meeting.says("ana", "!meeting add weekly thu 19:00 UTC")

    seen = await _opens(meeting, START + WEEK)

    assert [(lines[0], lines[2]) for lines in seen] == [
        (FIRST, "For today: A"), ("It's time: Thursday meeting.", "For today: B"), (FIRST, "For today: C"),
    ]  # fmt: skip


async def test_a_skipped_date_has_no_opening_and_moves_no_practice_on(meeting: Room) -> None:
    await meeting.says("ana", '!practice add "A" "B"')
    await meeting.says("ana", "!meeting skip wed")

    seen = await _opens(meeting, START + WEEK)

    assert [lines[2] for lines in seen] == ["For today: A"]


async def test_a_moved_date_opens_at_its_new_time(meeting: Room) -> None:
    await meeting.says("ana", "!meeting move wed to thu 7pm")

    assert await _opens(meeting, START + timedelta(hours=23)) == []
    assert len(await _opens(meeting, START + timedelta(days=1))) == 1


async def test_while_a_group_rests_nothing_is_opened_and_no_practice_moves_on(meeting: Room) -> None:
    await meeting.says("ana", '!practice add "A" "B"')
    await meeting.says("ana", "!set quiet.until 2026-11-26")

    assert await _opens(meeting, START + timedelta(days=1)) == []
    assert [lines[2] for lines in await _opens(meeting, START + WEEK)] == ["For today: A"]


async def test_two_dates_at_the_same_time_have_one_opening(meeting: Room) -> None:
    await meeting.says("ana", "!meeting move 2026-12-02 to 2026-11-25 19:00")

    assert len(await _opens(meeting, START + timedelta(hours=1))) == 1


async def test_nothing_is_said_in_a_room_that_kith_left(meeting: Room) -> None:
    river = await meeting.read(lambda tx: tx.groups.in_room(meeting.room))
    assert river is not None
    await meeting.read(lambda tx: tx.groups.left(river, meeting.now))

    assert await _opens(meeting, START) == []


# --------------------------------------------------------------------- once, whatever happens


MINUTES = timedelta(minutes=3)


@pytest.mark.parametrize(
    "typed",
    ["edit at 19:04", "edit for 2h", "edit where Library", "opening We begin.", "skip 2026-12-02"],
)
async def test_a_change_just_after_the_start_opens_it_no_second_time(meeting: Room, typed: str) -> None:
    await meeting.says("ana", '!practice add "A" "B" "C"')
    opened = await _opens(meeting, START)
    await meeting.says("ana", f"!meeting {typed}")
    again = await _opens(meeting, START + 2 * MINUTES)
    await meeting.says("ana", "!undo")

    assert len(opened) == 1
    assert again + await _opens(meeting, START + timedelta(days=1)) == []
    assert "practice of River Circle, 2 of 3:" in (await meeting.says("ben", "!practice"))[0]


async def test_another_date_that_begins_just_after_has_its_own_opening(meeting: Room) -> None:
    await meeting.says("ana", "!meeting move 2026-12-02 to 2026-11-25 19:04")

    assert len(await _opens(meeting, START + timedelta(hours=1))) == 2


@pytest.mark.parametrize("typed", ["!meeting edit where https://example.org/circle2", "!meeting edit for 2h", "!undo"])
async def test_a_change_that_is_read_before_the_start_was_looked_at_takes_no_opening_away(
    meeting: Room, typed: str
) -> None:
    await meeting.until(START - timedelta(hours=1))
    await meeting.says("ana", "!meeting edit for 45m")
    before = len(meeting.network.sent)
    meeting.now = START + MINUTES

    await meeting.says("ana", typed)
    await meeting.until(timedelta(0))
    await meeting.until(START + timedelta(hours=1))

    assert len(openings(meeting, since=before)) == 1


async def test_a_meeting_that_was_ended_before_its_start_was_looked_at_does_not_open(meeting: Room) -> None:
    meeting.now = START + MINUTES

    await meeting.says("ana", "!meeting end")
    await meeting.until(START + timedelta(hours=1))

    assert openings(meeting) == []


async def test_a_date_that_was_moved_ahead_and_is_back_takes_place_again(meeting: Room) -> None:
    await meeting.until(START - timedelta(hours=26))
    await meeting.says("ana", "!meeting move wed to tue 7pm")
    ahead = await _opens(meeting, START - timedelta(days=1))

    await meeting.says("ana", "!undo")

    assert len(ahead) == 1
    assert len(await _opens(meeting, START)) == 1


async def test_what_began_before_it_was_added_is_not_opened_afterwards(meeting: Room) -> None:
    await meeting.until(START - timedelta(minutes=20))
    await meeting.says("ana", "!meeting add daily 18:35 from 2026-11-01 Europe/Berlin")
    await meeting.until(timedelta(0))
    await meeting.until(START + timedelta(hours=1))

    assert [lines[0] for lines in openings(meeting)] == [FIRST]


@pytest.mark.parametrize("ends", ["stops", "dies"])
async def test_after_a_restart_it_is_not_said_again(meeting: Room, ends: str) -> None:
    opened = await _opens(meeting, START)
    await (meeting.stops() if ends == "stops" else meeting.dies())

    await meeting.restarts(after=timedelta(minutes=1))

    assert len(opened) == 1
    assert await _opens(meeting, START + timedelta(days=1)) == []


async def test_a_look_that_is_done_twice_says_it_once(meeting: Room) -> None:
    await meeting.says("ana", '!practice add "A" "B" "C"')
    (job,) = await meeting.read(lambda tx: [job for job in tx.jobs.due(START) if job.kind == "meeting"])
    opened = await _opens(meeting, START)

    await meeting.read(lambda tx: tx.jobs.at(START, job.kind, job.subject, job.group))

    assert len(opened) == 1
    assert await _opens(meeting, START + timedelta(minutes=1)) == []
    assert "practice of River Circle, 2 of 3:" in (await meeting.says("ben", "!practice"))[0]


async def test_the_letter_is_the_same_whichever_look_says_it(meeting: Room) -> None:
    await meeting.until(START)
    (job,) = await meeting.read(lambda tx: [job for job in tx.jobs.due(START + WEEK) if job.kind == "meeting"])
    await meeting.read(lambda tx: tx.db.execute("DELETE FROM opened"))  # as in a database that lost its last commits

    await meeting.read(lambda tx: tx.jobs.at(meeting.now, job.kind, job.subject, job.group))
    await meeting.until(timedelta(minutes=1))

    assert len(openings(meeting)) == 1


async def test_what_is_kept_of_an_opening_goes_within_two_days(meeting: Room) -> None:
    await meeting.until(START)
    kept = await meeting.read(_kept)

    await meeting.until(START + timedelta(days=2))

    assert kept == 1
    assert await meeting.read(_kept) == 0


def _kept(tx: Tx) -> int:
    return int(tx.db.execute("SELECT count(*) FROM opened").fetchone()[0])


# ---------------------------------------------------------------------------- its own text


async def test_it_is_written_with_its_lines_and_the_room_reads_it(meeting: Room) -> None:
    told = await meeting.says("ana", '!meeting opening "A minute of quiet.\nThen we begin."')

    assert told == [f"Ana wrote the opening of Wednesday circle (lake-1):\nA minute of quiet.\nThen we begin.\n{UNDO}"]


async def test_alone_it_shows_what_is_said_to_anybody(meeting: Room) -> None:
    (without,) = await meeting.says("dee", "!meeting opening")
    await meeting.says("ana", '!agreements set "We listen."')
    (agreed,) = await meeting.says("dee", "!meeting opening")
    await meeting.says("ana", "!meeting opening We begin.")
    (own,) = await meeting.says("dee", "!meeting opening")

    assert "has no opening of its own. As it begins I say a short welcome, and the agreements once" in without
    assert "As it begins I say the agreements: `!agreements`" in agreed
    assert own == "As Wednesday circle (lake-1) begins, I say:\nWe begin."


@pytest.mark.parametrize("typed", ["off", "Off.", "none", "aus"])
async def test_off_goes_back_to_the_agreements(meeting: Room, typed: str) -> None:
    await meeting.says("ana", '!agreements set "We listen."')
    await meeting.says("ana", "!meeting opening We begin.")

    (told,) = await meeting.says("ana", f"!meeting opening {typed}")

    taken = "Ana took the opening of Wednesday circle (lake-1) away. As it begins I say the agreements again."
    assert told == f"{taken}\n{UNDO}"
    assert await _opens(meeting, START) == [[FIRST, "We listen.", LAST]]


async def test_it_is_taken_back(meeting: Room) -> None:
    await meeting.says("ana", "!meeting opening One.")
    await meeting.says("ana", "!meeting opening Two.")

    (told,) = await meeting.says("ana", "!undo")

    assert "took back that it was given another opening" in told
    assert await _opens(meeting, START) == [[FIRST, "One.", LAST]]


async def test_with_several_meetings_it_takes_a_name(meeting: Room) -> None:
    await meeting.says("ana", "!meeting add weekly thu 19:00 UTC")

    (which,) = await meeting.says("ana", '!meeting opening "We begin."')
    (done,) = await meeting.says("ana", '!meeting opening lake-1 "We begin."')
    (shown,) = await meeting.says("ana", "!meeting opening boat-2")

    assert '`!meeting opening lake-1 "We begin."`' in which
    assert done.startswith("Ana wrote the opening of Wednesday circle (lake-1):")
    assert shown.startswith("Thursday meeting (boat-2) has no opening of its own.")


async def test_in_private_it_is_written_too_and_the_room_reads_it(meeting: Room) -> None:
    before = len(meeting.network.sent)

    told = await meeting.private("ana", 'meeting opening "We begin."')

    assert told.startswith("Ana wrote the opening of Wednesday circle (lake-1) in River Circle:\nWe begin.")
    assert [words.plain for words in meeting.words(meeting.room, since=before)] == [
        f"Ana wrote the opening of Wednesday circle (lake-1):\nWe begin.\n{UNDO}"
    ]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("x" * (LONGEST + 1), f"the text has {LONGEST + 1} characters, and I keep {LONGEST} at most, so nothing was"),
        ('""', "there is nothing between the quotes, so nothing was changed"),
        ('"', "there is nothing between the quotes, so nothing was changed"),
        ("We begin.", "That is the opening already of Wednesday circle (lake-1), so nothing was changed."),
        ("lake-7 off", "I find no meeting “lake-7” in River Circle."),
    ],
)
async def test_what_can_not_be_kept_is_told_and_changes_nothing(meeting: Room, typed: str, told: str) -> None:
    await meeting.says("ana", "!meeting opening We begin.")

    (answer,) = await meeting.says("ana", f"!meeting opening {typed}")

    assert told in answer
    assert await _opens(meeting, START) == [[FIRST, "We begin.", LAST]]


async def test_off_where_there_is_none_changes_nothing(meeting: Room) -> None:
    (told,) = await meeting.says("ana", "!meeting opening off")

    assert told == "Wednesday circle (lake-1) has no opening of its own, so nothing was changed."


async def test_it_is_for_facilitators_to_change(meeting: Room) -> None:
    (told,) = await meeting.says("ben", "!meeting opening We begin.")

    assert "facilitator" in told
    assert await _opens(meeting, START) == [[FIRST, WELCOME, LAST]]


async def test_in_a_german_group_it_is_german(meeting: Room) -> None:
    await meeting.says("ana", "!set language de")
    await meeting.says("ana", '!practice add "Was hilft?"')
    await meeting.until(START)

    assert meeting.words(meeting.room)[-1].plain.splitlines() == [
        "Es ist so weit: Wednesday circle. Wo: https://example.org/circle",
        "Komm, wie du bist. Du kannst reden, zuhören oder eine Runde auslassen; alles ist gleich willkommen.",
        "Für heute: Was hilft?",
        f"Neu hier? Sende mir `hello`, unter vier Augen (https://matrix.to/#/{KITH})",
    ]
