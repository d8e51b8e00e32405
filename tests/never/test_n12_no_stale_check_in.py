"""N12: after downtime no round opens and no nudge comes that is more than two hours late; of several one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import Later
from tests.conftest import Room
from tests.listening import told

EVENING = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
TWO_HOURS = timedelta(hours=2)


@pytest.fixture
async def set_up(room: Room) -> Room:
    """River Circle with a round at 18:00 every day, and Ben's own reminder at the same time."""
    await room.says("ana", "!checkin daily 18:00")
    await room.private("ben", "checkin remind daily 18:00")
    return room


@pytest.mark.parametrize("days", [0, 1, 40])
@pytest.mark.parametrize(("late", "comes"), [(TWO_HOURS, 1), (TWO_HOURS + timedelta(seconds=1), 0)])
@pytest.mark.parametrize("ends", ["stops", "dies"])
async def test_what_is_more_than_two_hours_late_never_comes(
    set_up: Room, days: int, late: timedelta, comes: int, ends: str
) -> None:
    await (set_up.stops() if ends == "stops" else set_up.dies())

    await set_up.restarts(after=EVENING + timedelta(days=days) + late - set_up.now)
    await set_up.until(timedelta(minutes=1))

    rounds = [words.plain for words in set_up.words(set_up.room) if words.plain.startswith("Check-in, open until")]
    nudges = [text for text in await told(set_up, "ben") if text.startswith("A check-in, as you wanted")]
    assert (len(rounds), len(nudges)) == (comes, comes)


@pytest.mark.usefixtures("pauses")
async def test_a_nudge_that_did_not_reach_its_person_in_two_hours_is_not_sent_any_more(set_up: Room) -> None:
    chat = await set_up.chat_of("ben")
    await set_up.private("ben", "quiet off")
    set_up.network.rules.append(lambda letter: Later(0.02, "the server rests") if letter.room == chat else None)
    for hours in (0, 2):
        set_up.now = EVENING + timedelta(hours=hours)
        await set_up.app.tick(set_up.now)

    set_up.network.rules.clear()
    await set_up.settled()

    assert not any(text.startswith("A check-in, as you wanted") for text in await told(set_up, "ben"))


@pytest.mark.usefixtures("pauses")
async def test_a_round_that_did_not_reach_its_room_in_two_hours_is_not_opened_and_not_thanked_for(set_up: Room) -> None:
    set_up.network.rules.append(lambda letter: Later(0.02, "the server rests") if letter.room == set_up.room else None)
    for late in (timedelta(0), TWO_HOURS):
        set_up.now = EVENING + late
        await set_up.app.tick(set_up.now)
    before = len(set_up.words(set_up.room))

    set_up.network.rules.clear()
    await set_up.settled()
    await set_up.until(timedelta(hours=8))

    assert set_up.words(set_up.room)[before:] == []
    assert "is open already" not in str(await set_up.says("ana", "!checkin open"))
