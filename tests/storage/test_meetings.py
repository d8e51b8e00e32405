from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

from bot.chat import Group
from bot.domain import rescheduling
from bot.domain.meeting import Meeting
from bot.domain.meeting_words import Plan
from bot.domain.recurrence import Exceptions, Moved, Skipped
from bot.domain.schedule_words import parse
from bot.jobs import meeting as looking
from bot.storage.jobs import LOOK
from bot.storage.moments import stamp
from bot.storage.tx import Tx
from tests.conftest import NOON, Room, at

WEEKLY = Plan(parse("weekly wed 19:00 from 2026-11-25 Europe/Berlin"))
WED = date(2026, 11, 25)


async def _river(room: Room) -> Group:
    group = await room.read(lambda tx: tx.groups.in_room(room.room))
    assert group is not None
    return group


def _looks(tx: Tx) -> list[tuple[str, int]]:
    rows = tx.db.execute("SELECT subject, due FROM jobs WHERE kind = ?", (LOOK,)).fetchall()
    return [(row["subject"], row["due"]) for row in rows]


async def _next_look(room: Room) -> list[tuple[str, int]]:
    await room.app.tick(room.now)
    return await room.read(_looks)


async def test_a_meeting_is_read_as_it_was_written(room: Room) -> None:
    river = await _river(room)
    plan = Plan(WEEKLY.schedule, "Circle", timedelta(minutes=90), "Library")
    made = await room.read(lambda tx: tx.meetings.add(river, "a", plan, at("ana")))
    otherwise: Exceptions = {WED: Skipped(), date(2026, 12, 2): Moved(datetime(2026, 12, 3, 20))}  # noqa: DTZ001 - on the wall
    changing = replace(made, exceptions=otherwise, opening="We begin.")

    changed = await room.read(lambda tx: tx.meetings.change(river, changing, "edit", at("ana")))

    assert changed == replace(changing, sequence=1)
    assert await room.read(lambda tx: tx.meetings.of(river)) == (changed,)
    assert await room.read(lambda tx: tx.meetings.by_id("a")) == changed


async def test_every_change_owes_one_look_at_the_meetings_next_moment(room: Room) -> None:
    river = await _river(room)
    meeting = await room.read(lambda tx: tx.meetings.add(river, "a", WEEKLY, at("ana")))
    seen = [await _next_look(room)]
    for new in (
        replace(meeting, exceptions={WED: Skipped()}),
        rescheduling.at(meeting, parse("daily 07:30 from 2026-11-24 UTC")),
        replace(meeting, ended_at=NOON),
    ):
        await room.read(partial(_change, river, new))
        seen.append(await _next_look(room))

    moments = [
        datetime(2026, 11, 25, 17, tzinfo=UTC),  # the room is reminded an hour before
        datetime(2026, 12, 2, 17, tzinfo=UTC),
        datetime(2026, 11, 24, 6, 30, tzinfo=UTC),
    ]
    assert seen == [*([("a", stamp(moment))] for moment in moments), []]


def _change(group: Group, meeting: Meeting, tx: Tx) -> None:
    tx.meetings.change(group, meeting, "edit", at("ana"))


async def test_each_look_owes_the_next_one(room: Room) -> None:
    river = await _river(room)
    await room.read(lambda tx: tx.meetings.add(river, "a", WEEKLY, at("ana")))

    await room.until(datetime(2026, 11, 25, 17, tzinfo=UTC))
    first = await room.read(_looks)
    await room.until(datetime(2026, 11, 25, 18, tzinfo=UTC))

    assert first == [("a", stamp(datetime(2026, 11, 25, 18, tzinfo=UTC)))]
    assert await room.read(_looks) == [("a", stamp(datetime(2026, 12, 2, 17, tzinfo=UTC)))]


async def test_a_look_after_a_long_downtime_owes_what_comes_and_not_what_was(room: Room) -> None:
    river = await _river(room)
    await room.read(lambda tx: tx.meetings.add(river, "a", WEEKLY, at("ana")))

    await room.restarts(after=timedelta(days=30))
    await room.app.tick(room.now)

    assert await room.read(_looks) == [("a", stamp(datetime(2026, 12, 23, 17, tzinfo=UTC)))]


async def test_what_is_owed_about_a_meeting_that_is_gone_is_nothing(room: Room) -> None:
    await room.read(lambda tx: tx.jobs.at(NOON, LOOK, "gone"))

    await room.app.tick(NOON)

    assert looking.KIND == LOOK
    assert await room.read(_looks) == []


async def test_a_change_is_taken_back_also_once_the_meeting_was_cleared(room: Room) -> None:
    river = await _river(room)
    made = await room.read(lambda tx: tx.meetings.add(river, "a", WEEKLY, at("ana")))
    await room.read(lambda tx: tx.meetings.change(river, replace(made, ended_at=NOON), "end", at("ana")))
    await room.read(lambda tx: tx.meetings.clear(NOON + timedelta(seconds=1)))

    await room.says("ana", "!undo")

    assert await room.read(lambda tx: tx.meetings.of(river)) == (replace(made, sequence=2),)


# ---------------------------------------------------------------------------- many meetings


def _many(count: int, connection: sqlite3.Connection) -> None:
    """Let there be so many meetings, each with what is owed for it, as storage writes them."""
    connection.executemany(
        "INSERT INTO meeting VALUES (?, (SELECT min(id) FROM grp), ?, ?, ?, 0, '', NULL, '', '', NULL, 0)",
        [(f"m{n}", n, f"lake-{n}", str(WEEKLY.schedule)) for n in range(count)],
    )
    connection.executemany(
        "INSERT INTO jobs (kind, subject, due, next) VALUES (?, ?, ?, ?)",
        [(LOOK, f"m{n}", stamp(NOON) + 10**9 + n, stamp(NOON) + 10**9 + n) for n in range(count)],
    )


class _Counted:
    """Counts SQLite's own instructions."""

    def __init__(self) -> None:
        self.steps = 0

    def __call__(self) -> int:
        self.steps += 1
        return 0


async def _steps_of_a_tick(room: Room) -> int:
    await room.app.tick(room.now)  # the first one after a change learns of it
    counted = _Counted()
    await room.db.run(lambda connection: connection.set_progress_handler(counted, 1))
    await room.app.tick(room.now)
    await room.db.run(lambda connection: connection.set_progress_handler(None, 1))
    return counted.steps


async def test_a_tick_at_which_nothing_is_due_takes_no_more_for_thousands_of_meetings(room: Room) -> None:
    await room.db.run(partial(_many, 1))
    few = await _steps_of_a_tick(room)

    await room.db.run(lambda connection: connection.execute("DELETE FROM jobs WHERE kind = ?", (LOOK,)))
    await room.db.run(lambda connection: connection.execute("DELETE FROM meeting"))
    await room.db.run(partial(_many, 10_000))
    many = await _steps_of_a_tick(room)

    assert 0 < many <= few + 10
