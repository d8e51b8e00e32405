"""remind, remind me and remind me off: what is set, what is said, and what can't be read."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.storage.moments import stamp
from tests.conftest import Room
from tests.reminding import CIRCLE, DAY, HOUR, START, first_lines, reminders

DAY_BEFORE = "Reminder: tomorrow, Wed 25 Nov, 19:00 (Europe/Berlin), Wednesday circle (lake-1)."
HOUR_BEFORE = "Reminder: today at 19:00 (Europe/Berlin), Wednesday circle (lake-1)."


@pytest.fixture
async def meeting(room: Room) -> Room:
    await room.says("ana", CIRCLE)
    return room


# ------------------------------------------------------------------------------ the room


async def test_where_nothing_was_set_the_room_is_reminded_an_hour_before(meeting: Room) -> None:
    await meeting.until(START - HOUR - timedelta(seconds=1))
    before = reminders(meeting)
    await meeting.until(START + DAY)

    assert before == []
    (told,) = reminders(meeting)
    assert told.plain == f"{HOUR_BEFORE}\nWhere: https://example.org/circle"
    assert (told.rings, told.loud, told.mentions) == (True, False, ())


async def test_a_facilitator_sets_several_and_the_room_hears_of_it(meeting: Room) -> None:
    (told,) = await meeting.says("ana", "!remind at 24h 1h")
    await meeting.until(START)

    assert told == (
        "From now on I remind the room of each meeting 24 hours and 1 hour before it; Ana set that. Before: 1 hour."
        " For a day a facilitator can take that back: `!undo`"
    )
    assert first_lines(meeting) == [DAY_BEFORE, HOUR_BEFORE]


async def test_in_private_it_is_set_too_and_the_room_hears_of_it_all_the_same(meeting: Room) -> None:
    before = len(meeting.network.sent)

    told = await meeting.private("ana", "remind off")

    (in_room,) = (words.plain for words in meeting.words(meeting.room, since=before))
    assert in_room.startswith("I remind the room of no meeting any more; Ana switched it off. Before: 1 hour.")
    assert told.startswith("I remind the room of River Circle of no meeting any more")
    await meeting.until(START + DAY)
    assert reminders(meeting) == []


@pytest.mark.parametrize("typed", ["Remind At 24h 1h", "REMIND AT a day and an hour before", "remind 24h, 1h"])
async def test_capitals_mean_nothing_in_what_a_phone_makes_of_it(meeting: Room, typed: str) -> None:
    (told,) = await meeting.says("ana", f"!{typed}")

    assert told.startswith("From now on I remind the room of each meeting 24 hours and 1 hour before it")


@pytest.mark.parametrize("off", ["off", "Off.", "none", "aus", "at off", "keine"])
async def test_off_is_off_in_every_word_for_it(meeting: Room, off: str) -> None:
    await meeting.private("ben", "remind me")

    (in_room,) = await meeting.says("ana", f"!remind {off}")
    alone = await meeting.private("ben", f"remind me {off}")

    assert in_room.startswith("I remind the room of no meeting any more")
    assert alone.startswith("Good. No reminders of meetings of River Circle any more")
    await meeting.until(START + DAY)
    assert reminders(meeting) == []


@pytest.mark.parametrize("name", ["remind at 2h", "set reminders.at 2h"])
async def test_it_is_taken_back(meeting: Room, name: str) -> None:
    await meeting.says("ana", f"!{name}")

    (told,) = await meeting.says("ana", "!undo")
    await meeting.until(START)

    assert told.startswith("reminders.at is 1h again. It was 2h for a while; Ana took that back.")
    assert [words.plain.startswith(HOUR_BEFORE) for words in reminders(meeting)] == [True]


async def test_anybody_reads_what_holds_and_nobody_else_sets_it(meeting: Room) -> None:
    (holds,), (refused,) = await meeting.says("ben", "!remind"), await meeting.says("ben", "!remind at 2h")
    await meeting.says("ana", "!remind off")
    (off,) = await meeting.says("ben", "!remind")

    assert holds.startswith("I remind the room of River Circle of each meeting 1 hour before it. A facilitator changes")
    assert refused.startswith("That is for facilitators")
    assert off.startswith("I remind the room of River Circle of no meeting. A facilitator")


async def test_what_is_so_already_is_not_announced_again(meeting: Room) -> None:
    assert (await meeting.says("ana", "!remind at 60m")) == [
        "That is so already, so nothing was changed: I remind the room 1 hour before each meeting."
    ]


async def test_several_meetings_are_told_apart(meeting: Room) -> None:
    await meeting.says("ana", "!meeting add daily 12:30 UTC")

    await meeting.until(START)

    assert first_lines(meeting)[-2:] == [
        "Reminder: today at 12:30 (UTC), Daily meeting (boat-2).",
        HOUR_BEFORE,
    ]


async def test_no_moment_that_had_passed_when_it_was_arranged_is_reminded_of(meeting: Room) -> None:
    await meeting.until(START - 2 * HOUR)
    await meeting.says("ana", "!remind at 24h 3h 30m")
    await meeting.private("ben", "remind me 24h 30m")
    await meeting.until(START)

    assert first_lines(meeting, meeting.room) == [HOUR_BEFORE]
    assert len(reminders(meeting)) == 2


async def test_loud_reminders_mention_the_whole_room_and_nobody_in_private(meeting: Room) -> None:
    await meeting.says("ana", "!set reminders.loud on")
    await meeting.private("ben", "remind me")
    (holds,) = await meeting.says("ben", "!remind")

    await meeting.until(START)

    assert "it rings for everybody" in holds
    loud = {words.plain.partition(" ")[0]: words.loud for words in reminders(meeting)}
    assert loud == {"@room": True, "Reminder:": False}


# ------------------------------------------------------------------------------ in private


async def test_whoever_wants_it_is_reminded_in_private_in_their_own_time_too(meeting: Room) -> None:
    await meeting.private("ben", "timezone London")

    told = await meeting.private("ben", "remind me 1h 24h")
    await meeting.until(START)

    assert told.startswith("I remind you here of each meeting of River Circle 24 hours and 1 hour before it")
    when = "tomorrow, Wed 25 Nov, 19:00 (Europe/Berlin; 18:00 for you)"
    first, second = reminders(meeting, await meeting.chat_of("ben"))
    assert first.plain.splitlines() == [
        f"Reminder: {when}, Wednesday circle (lake-1) in River Circle.",
        "Where: https://example.org/circle",
        "No more of these: `remind me off`",
    ]
    assert second.plain.startswith("Reminder: today at 19:00 (Europe/Berlin; 18:00 for you)")
    assert first.rings
    assert second.rings


async def test_without_a_word_it_is_an_hour_and_then_it_tells_what_holds(meeting: Room) -> None:
    first = await meeting.private("ben", "remind me")
    await meeting.private("ben", "remind me 2h")
    again = await meeting.private("ben", "remind me")

    assert first.startswith("I remind you here of each meeting of River Circle 1 hour before it")
    assert again.startswith("So it is already: I remind you here of each meeting of River Circle 2 hours before it")


@pytest.mark.parametrize(
    ("texts", "says"),
    [
        (["remind me off"], "Good. No reminders of meetings of River Circle any more."),
        (["stop"], "Stopped: reminders of meetings."),
        (["forget me here"] * 2, "It's erased: I hold nothing about you in River Circle."),
    ],
)
async def test_it_stops_at_a_word(meeting: Room, texts: list[str], says: str) -> None:
    await meeting.private("ben", "remind me 24h 1h")
    told = [await meeting.private("ben", text) for text in texts]
    await meeting.until(START)

    assert says in told[-1]
    assert reminders(meeting, await meeting.chat_of("ben")) == []


async def test_off_in_a_room_holds_at_once_and_on_is_asked_about_in_private(meeting: Room) -> None:
    in_room = await meeting.says("ben", "!remind me 24h")
    held = await meeting.read(lambda tx: tx.db.execute("SELECT count(*) FROM own_reminder").fetchone()[0])
    await meeting.private("ben", "yes")
    on = await meeting.read(lambda tx: tx.db.execute("SELECT count(*) FROM own_reminder").fetchone()[0])
    await meeting.says("ben", "!remind me off")
    off = await meeting.read(lambda tx: tx.db.execute("SELECT count(*) FROM own_reminder").fetchone()[0])

    assert in_room == []
    assert (held, on, off) == (0, 1, 0)


async def test_one_group_of_several_is_meant_by_it(meeting: Room) -> None:
    await meeting.has("ana", "ben", room="!lake:example.org", name="Lake Circle")
    await meeting.says("ana", "!meeting add daily 12:30 UTC", room="!lake:example.org")
    await meeting.private("ben", "remind me")

    await meeting.private("ben", "River Circle")
    await meeting.until(START)

    assert [("River Circle" in words.plain) for words in reminders(meeting, await meeting.chat_of("ben"))] == [True]


# -------------------------------------------------------------------- what changes is told


CHANGES = ("skip wed", "move wed to thu 7pm", "edit at 20:00", "edit where Library", "end")


@pytest.mark.parametrize("text", CHANGES)
@pytest.mark.parametrize("undone", [False, True])
async def test_whoever_wants_reminders_is_told_of_every_change(meeting: Room, text: str, undone: bool) -> None:
    await meeting.private("ben", "remind me 24h 1h")
    await meeting.private("ana", "remind me 24h 1h")
    if undone:
        await meeting.says("ana", f"!meeting {text}")
    before = len(meeting.network.sent)

    await meeting.says("ana", "!undo" if undone else f"!meeting {text}")

    (ben,) = meeting.words(await meeting.chat_of("ben"), since=before)
    assert ben.plain.startswith(
        "Ana changed" if text.startswith("edit") and not undone else "Wednesday circle (lake-1)"
    )
    assert "in River Circle" in ben.plain
    assert ben.rings
    assert meeting.words(await meeting.chat_of("ana"), since=before) == []


async def test_who_changed_it_in_private_reads_it_once(meeting: Room) -> None:
    await meeting.private("ana", "remind me")

    told = await meeting.private("ana", "meeting skip wed")

    assert told.count("does not take place") == 1


async def test_a_skipped_date_is_not_reminded_of_and_one_that_takes_place_again_is(meeting: Room) -> None:
    await meeting.private("ben", "remind me 1h")
    await meeting.says("ana", "!meeting skip wed")
    await meeting.says("ana", "!meeting skip 2 dec")
    await meeting.says("ana", "!undo")

    await meeting.until(START + timedelta(days=8))

    assert [words.plain[:34] for words in reminders(meeting)] == ["Reminder: today at 19:00 (Europe/B"] * 2


async def test_a_moved_date_is_reminded_of_again_at_its_new_time(meeting: Room) -> None:
    await meeting.says("ana", "!remind at 24h 1h")
    await meeting.until(START - 2 * HOUR)
    await meeting.says("ana", "!meeting move wed to thu 7pm")

    await meeting.until(START + 2 * DAY)

    assert first_lines(meeting) == [
        DAY_BEFORE,
        "Reminder: tomorrow, Thu 26 Nov, 19:00 (Europe/Berlin), Wednesday circle (lake-1).",
        "Reminder: today at 19:00 (Europe/Berlin), Wednesday circle (lake-1).",
    ]


async def test_what_was_said_before_a_date_was_moved_and_moved_back_is_not_said_again(meeting: Room) -> None:
    await meeting.says("ana", "!remind at 24h 1h")
    await meeting.until(START - 2 * HOUR)
    await meeting.says("ana", "!meeting move wed to thu 7pm")
    await meeting.says("ana", "!undo")

    await meeting.until(START)

    assert first_lines(meeting) == [DAY_BEFORE, HOUR_BEFORE]


# ------------------------------------------------------------------------------- mistakes


MISTAKES = [
    ("0", "“0” may be minutes, hours or days"),
    ("0h", "“0h” is too short, and 5 minutes before is the least"),
    ("4m", "“4m” is too short"),
    ("15d", "“15d” is too long, and 14 days before is the most"),
    ("-1h", "“-1h” would be after the start"),
    ("24", "“24” may be minutes, hours or days"),
    ("at 7pm", "“7pm” is a time on the clock, and I take how long before a meeting"),
    ("19:00", "“19:00” is a time on the clock"),
    ("7 pm", "“7 pm” is a time on the clock"),
    ("1h 2h 3h 4h 5h 6h", "those are 6 reminders, and five of a meeting are the most"),
    ("25 hours before the meeting tomorrow", "I don't know what “tomorrow” means here"),
    ("otter", "I don't know what “otter” means here"),
    ("to call mum", "I don't know what “to call mum” means here"),
]


@pytest.mark.parametrize(("typed", "why"), MISTAKES)
async def test_what_cant_be_read_is_answered_with_what_would_work(meeting: Room, typed: str, why: str) -> None:
    (in_room,) = await meeting.says("ana", f"!remind at {typed.removeprefix('at ')}")
    alone = await meeting.private("ben", f"remind me {typed}")

    assert in_room.startswith(f"I understood `!remind at`; {why}")
    assert in_room.endswith("so nothing was changed. One that works: `!remind at 24h 1h`")
    assert alone.startswith(f"I understood `remind me`; {why}")
    assert alone.endswith("so nothing was changed. One that works: `remind me 24h 1h`")
    assert await meeting.read(lambda tx: tx.db.execute("SELECT count(*) FROM own_reminder").fetchone()[0]) == 0


async def test_at_alone_says_what_is_missing(meeting: Room) -> None:
    (told,) = await meeting.says("ana", "!remind at")

    assert told.startswith("I understood `!remind at`; how long before a meeting is missing, so nothing was changed.")


async def test_a_mistake_is_answered_in_german_too(meeting: Room) -> None:
    await meeting.private("ben", "language de")

    told = await meeting.private("ben", "remind me um 19 Uhr")

    assert told.startswith("Ich verstehe `remind me`; was „um 19 Uhr“ hier heißt, weiß ich nicht")


# ----------------------------------------------------------------------------------- kept


async def test_what_was_said_is_forgotten_within_a_day_after_the_meeting(meeting: Room) -> None:
    await meeting.private("ben", "remind me 24h 1h")
    await meeting.says("ana", "!meeting edit at 19:30")
    await meeting.until(START)
    held = await meeting.read(lambda tx: tx.db.execute("SELECT count(*) FROM reminded").fetchone()[0])

    await meeting.until(START + DAY + HOUR)

    left = await meeting.read(
        lambda tx: [
            tx.db.execute(f"SELECT count(*) FROM {table} WHERE at <= ?", (stamp(START),)).fetchone()[0]  # noqa: S608 - our own
            for table in ("reminded", "appointed")
        ]
    )
    assert held == 3
    assert left == [0, 0]
    assert await meeting.read(lambda tx: tx.db.execute("SELECT count(*) FROM own_reminder").fetchone()[0]) == 2


async def test_whoever_follows_the_group_into_its_next_room_is_reminded_in_time(meeting: Room) -> None:
    await meeting.private("ben", "remind me 24h")
    new, chat = "!next:example.org", await meeting.chat_of("ben")
    await meeting.hears(meeting.room_now("ana", "ben", successor=new, successor_via="example.org"))
    await meeting.hears(meeting.room_now("ana", room=new, predecessor=meeting.room))
    await meeting.until(HOUR)

    await meeting.hears(meeting.room_now("ana", "ben", room=new, predecessor=meeting.room))
    await meeting.until(START - DAY)

    assert len(first_lines(meeting, chat)) == 1


async def test_two_dates_that_come_to_be_at_one_moment_are_reminded_of_and_opened_once(meeting: Room) -> None:
    await meeting.says("ana", "!meeting move 2026-12-02 to 2026-11-25 20:00")
    await meeting.says("ana", "!meeting edit at 20:00")

    await meeting.until(START + DAY)

    assert len(first_lines(meeting, meeting.room)) == 1
    assert sum(words.plain.startswith("It's time") for words in meeting.words(meeting.room)) == 1
