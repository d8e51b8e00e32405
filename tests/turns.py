"""A group whose roles go round, and what people hear of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.chat import Words
from tests.conftest import Room, at

WED = datetime(2026, 12, 2, 19, tzinfo=UTC)
OFFERED = WED - timedelta(days=3)
HOUR = timedelta(hours=1)
ON_WED = "facilitator on Wed 2 Dec, 19:00 in River Circle"
YOURS = f"It's yours, thank you: {ON_WED}. If you can't after all: `sick` or `rota cover 2026-12-02`"


async def has_rota(room: Room, *people: str, roles: str = "facilitator") -> None:
    """Let these people take turns, in the order in which they join, from the circle of 2 December on."""
    await room.says("ana", "!meeting add weekly wed 19:00 from 2026-12-02")
    await room.says("ana", f"!rota add {roles}")
    for person in people:
        await room.private(person, f"rota join {roles.partition(',')[0]}")


def last_to(room: Room, person: str) -> str:
    """Return what Kith wrote to somebody alone last."""
    return heard(room, person)[-1]


def heard(room: Room, person: str, since: int = 0) -> list[str]:
    """Return what Kith wrote to somebody alone, from the arrival number ``since`` on."""
    return [
        arrived.letter.content.plain
        for arrived in room.network.sent[since:]
        if isinstance(arrived.letter.content, Words) and arrived.letter.person == at(person)
    ]


async def shown(room: Room) -> list[str]:
    """Return the turns that everybody reads, each as it is filled."""
    (answer,) = await room.says("dee", "!rota")
    return [line.rpartition(": ")[2] for line in answer.splitlines()[1:] if "rota take" not in line]
