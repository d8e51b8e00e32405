"""Rounds of check-ins that repeat: when they open and close, and what keeps them from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import Gone
from bot.domain.checkin import LATEST
from tests.conftest import NOON, Room

DUE = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
OPENED = "Check-in, open until"
THANKS = "The check-in is closed."


@pytest.fixture
async def daily(room: Room) -> Room:
    """River Circle with a check-in at 18:00 every day, open for four hours."""
    await room.says("ana", "!checkin daily 18:00 for 4h")
    return room


def _rounds(room: Room, begins: str = OPENED) -> list[str]:
    """Return the first lines of what was said of rounds in the room."""
    return [words.plain.splitlines()[0] for words in room.words(room.room) if words.plain.startswith(begins)]


async def _back_at(room: Room, moment: datetime) -> None:
    await room.restarts(after=moment - room.now)
    await room.until(timedelta(0))


async def test_a_round_opens_at_its_minute_rings_and_closes_at_its_time(daily: Room) -> None:
    await daily.until(DUE - SECOND)
    assert _rounds(daily) == []
    await daily.until(DUE)
    assert _rounds(daily) == ["Check-in, open until 22:00 (UTC): answer, or `pass`, or `witness`."]
    assert daily.words(daily.room)[-1].rings
    await daily.until(DUE + 4 * HOUR - SECOND)
    assert _rounds(daily, THANKS) == []
    await daily.until(DUE + 4 * HOUR)

    assert len(_rounds(daily, THANKS)) == 1


async def test_a_round_opens_every_time_and_asks_the_groups_questions(daily: Room) -> None:
    await daily.says("ana", '!checkin prompts "A?" "B?"')

    await daily.until(DUE + timedelta(days=6))

    opened = [words.plain.splitlines()[1] for words in daily.words(daily.room) if words.plain.startswith(OPENED)]
    assert opened == ["A? · B?"] * 7


async def test_a_round_may_be_open_over_midnight(room: Room) -> None:
    await room.says("ana", "!checkin daily 22:00 for 4h")

    await room.until(NOON + 10 * HOUR)

    assert _rounds(room) == ["Check-in, open until Tue 24 Nov, 02:00 (UTC): answer, or `pass`, or `witness`."]


async def test_one_that_lasts_until_the_next_is_closed_with_thanks_first(room: Room) -> None:
    await room.says("ana", "!checkin daily 18:00 for 24h")

    await room.until(DUE + timedelta(days=1))

    texts = [words.plain for words in room.words(room.room)][-3:]
    assert [text[:12] for text in texts] == [OPENED[:12], THANKS[:12], OPENED[:12]]


async def test_a_round_is_as_long_as_the_group_has_set_when_it_opens(room: Room) -> None:
    await room.says("ana", "!checkin daily 18:00")
    await room.says("ana", "!set checkin.for 1h")

    await room.until(DUE)

    assert _rounds(room) == ["Check-in, open until 19:00 (UTC): answer, or `pass`, or `witness`."]


async def test_one_that_was_planned_once_opens_once_and_is_over(room: Room) -> None:
    await room.says("ana", "!checkin once tomorrow 18:00")

    await room.until(DUE + timedelta(days=3))

    assert len(_rounds(room)) == 1
    assert (await room.says("ana", "!checkin schedules"))[0].startswith("No check-in repeats")
    assert "repeat" not in {job.kind for job in await room.read(lambda tx: tx.jobs.due(NOON + timedelta(days=99)))}


async def test_nothing_is_looked_at_between_its_moments(daily: Room) -> None:
    jobs = await daily.read(lambda tx: tx.jobs.due(NOON + timedelta(days=99)))

    assert [(job.kind, job.due) for job in jobs if job.kind == "repeat"] == [("repeat", DUE)]


# ------------------------------------------------------------------------------- downtime


@pytest.mark.parametrize(("late", "until"), [(SECOND, "22:00"), (LATEST, "22:00")])
async def test_a_round_that_was_due_while_kith_was_down_opens_late_and_closes_as_planned(
    daily: Room, late: timedelta, until: str
) -> None:
    await _back_at(daily, DUE + late)

    assert _rounds(daily) == [f"Check-in, open until {until} (UTC): answer, or `pass`, or `witness`."]


async def test_a_round_that_opens_late_is_open_for_an_hour_at_least(room: Room) -> None:
    await room.says("ana", "!checkin daily 18:00 for 2h")

    await _back_at(room, DUE + LATEST)

    assert _rounds(room) == ["Check-in, open until 21:00 (UTC): answer, or `pass`, or `witness`."]


async def test_more_than_two_hours_late_it_is_skipped(daily: Room) -> None:
    await _back_at(daily, DUE + LATEST + SECOND)
    assert _rounds(daily) == []

    await daily.until(DUE + timedelta(days=1))

    assert len(_rounds(daily)) == 1


@pytest.mark.parametrize(("late", "opens"), [(HOUR, 1), (3 * HOUR, 0)])
async def test_of_several_that_were_missed_none_is_made_up_for(daily: Room, late: timedelta, opens: int) -> None:
    await _back_at(daily, DUE + timedelta(days=5) + late)

    assert len(_rounds(daily)) == opens


async def test_a_round_opens_once_whatever_is_repeated(daily: Room) -> None:
    job = next(job for job in await daily.read(lambda tx: tx.jobs.due(DUE)) if job.kind == "repeat")
    await daily.until(DUE)

    await daily.read(lambda tx: tx.jobs.at(job.due, job.kind, job.subject, job.group))
    await _back_at(daily, DUE + SECOND)
    await daily.says("ana", "!checkin close")
    await daily.read(lambda tx: tx.jobs.at(job.due, job.kind, job.subject, job.group))
    await daily.until(DUE + HOUR)

    assert len(_rounds(daily)) == 1
    assert (await daily.says("ana", "!checkin close"))[0].startswith("No check-in round is open.")


async def test_a_power_cut_as_it_opens_opens_it_once(daily: Room) -> None:
    daily.now = DUE
    await daily.app.tick(daily.now)

    await daily.dies()
    await _back_at(daily, DUE + SECOND)

    assert len(_rounds(daily)) == 1


async def test_ending_it_and_taking_that_back_in_the_minute_opens_it_once(daily: Room) -> None:
    await daily.until(DUE)

    for text in ("!checkin close", "!checkin cancel", "!undo"):
        await daily.says("ana", text)
    await daily.until(DUE + HOUR)

    assert len(_rounds(daily)) == 1
    assert (await daily.says("ana", "!checkin close"))[0].startswith("No check-in round is open.")


async def test_one_that_was_ended_by_mistake_a_moment_before_opens_when_that_is_taken_back(daily: Room) -> None:
    await daily.until(DUE - SECOND)
    await daily.says("ana", "!checkin cancel")
    await daily.until(DUE + HOUR)
    assert _rounds(daily) == []

    await daily.says("ana", "!undo")
    await daily.until(timedelta(0))

    assert len(_rounds(daily)) == 1


# ------------------------------------------------------------- another round, and a rest


async def test_while_another_is_open_it_waits_until_that_closes(daily: Room) -> None:
    await daily.until(DUE - HOUR)
    await daily.says("ben", "!checkin open for 2h")

    await daily.until(DUE + HOUR - SECOND)
    assert len(_rounds(daily)) == 1
    await daily.until(DUE + HOUR)

    texts = [words.plain[:12] for words in daily.words(daily.room)][-2:]
    assert texts == [THANKS[:12], OPENED[:12]]
    assert _rounds(daily)[-1] == "Check-in, open until 22:00 (UTC): answer, or `pass`, or `witness`."


@pytest.mark.parametrize("length", ["3h1s", "5d"])
async def test_where_another_is_open_for_longer_it_is_skipped(daily: Room, length: str) -> None:
    await daily.until(DUE - HOUR)
    await daily.says("ben", f"!checkin open for {length}")

    await daily.until(DUE + 4 * HOUR)

    assert len(_rounds(daily)) == 1


async def test_a_round_whose_closing_is_late_is_closed_before_the_next_opens(daily: Room) -> None:
    await daily.says("ben", "!checkin open for 6h")
    closes = next(job for job in await daily.read(lambda tx: tx.jobs.due(DUE)) if job.kind == "checkin")
    await daily.read(lambda tx: tx.jobs.again(closes, DUE + timedelta(minutes=1)))

    await daily.until(DUE)

    texts = [words.plain[:12] for words in daily.words(daily.room)][-3:]
    assert texts == [OPENED[:12], THANKS[:12], OPENED[:12]]


async def test_while_the_group_rests_none_opens(daily: Room) -> None:
    await daily.says("ana", "!set quiet.until 2026-11-26")

    await daily.until(datetime(2026, 11, 26, 0, 0, tzinfo=UTC))
    assert _rounds(daily) == []
    await daily.until(datetime(2026, 11, 26, 18, 0, tzinfo=UTC))

    assert len(_rounds(daily)) == 1


@pytest.mark.parametrize(("time", "opens"), [("22:00", 1), ("21:59", 0)])
async def test_one_that_is_due_two_hours_before_a_rest_ends_opens_then(room: Room, time: str, opens: int) -> None:
    await room.says("ana", f"!checkin daily {time}")
    await room.says("ana", "!set quiet.until 2026-11-24")

    midnight = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
    await room.until(midnight - SECOND)
    assert _rounds(room) == []
    await room.until(midnight)

    assert len(_rounds(room)) == opens


# -------------------------------------------------------------------- what becomes of the room


async def test_none_opens_where_kith_was_removed(daily: Room) -> None:
    await daily.hears(Gone(daily.room, daily.now))

    await daily.until(DUE + timedelta(days=2))

    assert _rounds(daily) == []


async def test_they_repeat_again_when_kith_is_back(daily: Room) -> None:
    await daily.hears(Gone(daily.room, daily.now))
    await daily.until(DUE + 3 * HOUR)

    await daily.has("ana", "ben")
    await daily.until(DUE + timedelta(days=1))

    assert len(_rounds(daily)) == 1


async def test_they_follow_the_group_into_its_next_room(daily: Room) -> None:
    new = "!next:example.org"
    await daily.hears(daily.room_now("ana", "ben", successor=new, successor_via="example.org"))
    await daily.hears(daily.room_now("ana", "ben", room=new, predecessor=daily.room))

    await daily.until(DUE)

    assert _rounds(daily) == []
    assert daily.words(new)[-1].plain.startswith(OPENED)
