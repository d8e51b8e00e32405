"""N12: after downtime nothing stale is sent: no opening once people are in the middle of their meeting."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.jobs._opening import LATEST
from tests.conftest import Room

START = datetime(2026, 11, 25, 19, tzinfo=UTC)


@pytest.fixture
async def meeting(room: Room) -> Room:
    await room.says("ana", "!meeting add weekly wed 19:00 UTC")
    await room.says("ana", '!practice add "A" "B"')
    await room.until(START - timedelta(minutes=1))
    room.network.sent.clear()
    return room


def _openings(room: Room) -> list[str]:
    return [words.plain for words in room.words(room.room) if words.plain.startswith("It's time: ")]


@pytest.mark.parametrize("late", [timedelta(0), timedelta(minutes=1), LATEST - timedelta(seconds=1)])
@pytest.mark.parametrize("ends", ["stops", "dies"])
async def test_an_opening_is_said_as_long_as_people_arrive(meeting: Room, late: timedelta, ends: str) -> None:
    await (meeting.stops() if ends == "stops" else meeting.dies())

    await meeting.restarts(after=timedelta(minutes=1) + late)
    await meeting.until(timedelta(0))

    assert len(_openings(meeting)) == 1


@pytest.mark.parametrize(
    "late", [LATEST + timedelta(seconds=1), timedelta(minutes=50), timedelta(hours=3), timedelta(days=6)]
)
async def test_later_nothing_is_said_and_no_practice_moves_on(meeting: Room, late: timedelta) -> None:
    await meeting.restarts(after=timedelta(minutes=1) + late)
    await meeting.until(timedelta(0))
    later = _openings(meeting)

    await meeting.until(START + timedelta(days=7))

    assert later == []
    (opened,) = _openings(meeting)
    assert "For today: A" in opened


async def test_of_several_that_passed_none_is_said(meeting: Room) -> None:
    await meeting.restarts(after=timedelta(days=30))
    await meeting.until(timedelta(0))

    assert _openings(meeting) == []


@pytest.mark.parametrize("typed", ["edit for 2h", "edit where Library", "opening We begin."])
async def test_a_change_in_the_middle_of_it_brings_no_opening(meeting: Room, typed: str) -> None:
    await meeting.restarts(after=LATEST + timedelta(minutes=2))

    await meeting.says("ana", f"!meeting {typed}")
    await meeting.until(timedelta(hours=1))

    assert _openings(meeting) == []
