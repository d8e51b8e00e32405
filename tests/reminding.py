"""What the tests of reminders share: a meeting on Wednesday at 19:00 in Berlin, and what was said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial

from bot.chat import Later, Letter, Words
from tests.conftest import Room

CIRCLE = '!meeting add "Wednesday circle" weekly wed 19:00 Europe/Berlin 90m where https://example.org/circle'
START = datetime(2026, 11, 25, 18, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND = timedelta(seconds=1)


def reminders(room: Room, where: str | None = None) -> list[Words]:
    """Return the reminders that arrived in a room, or anywhere."""
    return [words for words in room.words(where) if words.plain.partition(": ")[0] in {"Reminder", "@room Reminder"}]


def first_lines(room: Room, where: str | None = None) -> list[str]:
    """Return what the reminders that arrived begin with."""
    return [words.plain.partition("\n")[0] for words in reminders(room, where)]


def nothing_goes(room: Room, where: str | None = None) -> None:
    """Let the homeserver take nothing, or nothing into a room, until its rules are cleared."""
    room.network.rules.append(partial(_later, where))


def _later(where: str | None, letter: Letter) -> Later | None:
    return Later(0.02, "nothing goes") if where in {None, letter.room} else None


async def passes(room: Room, moment: datetime) -> None:
    """Let a moment come at which what is due is written, and not waited for."""
    room.now = moment
    await room.app.tick(room.now)


async def goes_again(room: Room) -> None:
    """Let the homeserver take everything again."""
    room.network.rules.clear()
    await room.settled()
