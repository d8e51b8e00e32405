"""N24: a personal nudge stops by itself after three without an answer, and says so once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import Later, Letter
from tests.conftest import Room
from tests.listening import told

ASKS = "A check-in, as you wanted"
OVER = "I wrote three times to remind you of a check-in in River Circle, and leave it there now. No answer needed."
EVENING = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def nudged(room: Room) -> Room:
    """River Circle, where Ben wants to be reminded at 20:00 every day."""
    await room.private("ben", "checkin remind daily 20:00")
    return room


async def _heard(room: Room) -> list[str]:
    """Return the first lines of what Ben was sent unasked."""
    lines = [text.splitlines()[0] for text in await told(room, "ben")]
    return [OVER if line == OVER else ASKS for line in lines if line == OVER or line.startswith(ASKS)]


async def test_after_three_without_an_answer_it_says_so_once_and_stops(nudged: Room) -> None:
    await nudged.until(EVENING + 2 * DAY + timedelta(hours=23))
    assert await _heard(nudged) == [ASKS] * 3

    await nudged.until(EVENING + 30 * DAY)

    assert await _heard(nudged) == [ASKS] * 3 + [OVER]
    assert "I don't remind you" in await nudged.private("ben", "checkin remind")


@pytest.mark.parametrize("answer", ["tired", "1", "pass", "checkin", "checkin fine"])
async def test_any_answer_lets_it_go_on(nudged: Room, answer: str) -> None:
    await nudged.until(EVENING + 2 * DAY)

    await nudged.private("ben", answer)
    await nudged.until(EVENING + 5 * DAY)

    assert await _heard(nudged) == [ASKS] * 6


async def test_what_is_no_answer_does_not_count_as_one(nudged: Room) -> None:
    for day in range(3):
        await nudged.until(EVENING + day * DAY)
        await nudged.private("ben", "ping heron")
        await nudged.says("ben", "a long day")

    await nudged.until(EVENING + 3 * DAY)

    assert await _heard(nudged) == [ASKS] * 3 + [OVER]


async def test_those_of_a_weekly_one_are_counted_over_weeks(room: Room) -> None:
    await room.private("ben", "checkin remind mondays 20:00")

    await room.until(EVENING + 60 * DAY)

    assert await _heard(room) == [ASKS] * 3 + [OVER]


@pytest.mark.usefixtures("pauses")
async def test_those_that_never_reached_them_are_not_counted(nudged: Room) -> None:
    chat = await nudged.chat_of("ben")
    nudged.network.rules.append(lambda letter: _rests(letter, chat))
    for day in range(5):
        nudged.now = EVENING + day * DAY
        await nudged.app.tick(nudged.now)

    nudged.network.rules.clear()
    await nudged.settled()
    assert await _heard(nudged) == [ASKS]
    await nudged.until(EVENING + 7 * DAY)

    assert await _heard(nudged) == [ASKS] * 3 + [OVER]


def _rests(letter: Letter, chat: str) -> Later | None:
    return Later(0.02, "the server rests") if letter.room == chat else None


async def test_set_anew_it_begins_anew(nudged: Room) -> None:
    await nudged.until(EVENING + 2 * DAY)
    await nudged.private("ben", "checkin remind daily 20:00")

    await nudged.until(EVENING + 5 * DAY)

    assert await _heard(nudged) == [ASKS] * 6
