"""What a sync leaves out: the rest of a gap, and where in a room's history Kith came in."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.matrix.loose import Json, rows, text, within
from bot.matrix.wire import Pauses, Wire, path

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

log = logging.getLogger(__name__)

PAGE = 100  # events, more is not given
TRIES = 6  # refusals in a row before what a room missed is given up: all other rooms wait meanwhile


async def before(wire: Wire, room: str, start: str, end: str | None = None) -> AsyncIterator[list[Json]]:
    """Go back page by page from the token ``start`` to ``end`` or the room's beginning; each page is newest first.

    It waits out a network that is down. Where the homeserver refuses (Kith has just
    been removed), or answers with errors again and again, there is nothing more.
    """
    pauses = Pauses()
    refusals = 0
    token: str | None = start
    while token:
        query = {"from": token, "dir": "b", "limit": str(PAGE), **({"to": end} if end else {})}
        answer = await wire.ask("GET", path("rooms", room, "messages"), query=query)
        if not answer.good:
            refusals += answer.status not in {0, HTTPStatus.TOO_MANY_REQUESTS}
            if answer.final or refusals >= TRIES:
                log.warning("The homeserver gives no messages that were missed (%s)", answer.code or answer.status)
                return
            log.info("Messages that were missed have to wait (%s)", answer.code or answer.status)
            await asyncio.sleep(pauses.after(answer))
            continue
        following = text(answer.body.get("end"))
        yield rows(answer.body.get("chunk"))
        token = following if following != token else None
        pauses, refusals = Pauses(), 0


async def gap(wire: Wire, room: str, start: str | None, since: str) -> list[Json]:
    """Return every event between the sync token ``since`` and ``start``, oldest first."""
    found: list[Json] = []
    if start:
        async for page in before(wire, room, start, since):
            found.extend(page)
    return found[::-1]


async def since_invited(wire: Wire, room: str, timeline: list[Json], start: str | None, me: str) -> list[Json]:
    """Return the timeline of a room that ``me`` has just joined, prolonged until it holds how that came about."""
    events = timeline[::-1]
    if start and not _holds_entry(events, me):
        async for page in before(wire, room, start):
            events.extend(page)
            if _holds_entry(page, me):
                break
    return events[::-1]


def own(timeline: list[Json], me: str, *, inside: bool) -> list[tuple[Json, bool]]:
    """Return the events of a timeline that are for Kith to hear, and whether each was written before it joined.

    ``inside`` tells whether Kith was in the room before them. What was written
    before an invitation or a removal is not for Kith: a room that it comes back to
    brings its earlier stay along, and what was left there without an answer has ended (N13).
    """
    found: list[tuple[Json, bool]] = []
    waiting: list[Json] | None = None
    for event in timeline:
        if (membership := becomes(event, me)) is not None:
            if membership == "join" and not inside:
                found = [(before, True) for before in waiting or ()]
            inside = membership == "join"
            waiting = (waiting or []) if membership == "invite" else None  # whoever is invited may be so once more
        elif inside:
            found.append((event, False))
        elif waiting is not None:
            waiting.append(event)
    return found


def _holds_entry(events: list[Json], me: str) -> bool:
    """Return whether these hold Kith's invitation, or its joining where there was none."""
    for event in events:
        if (membership := becomes(event, me)) is not None:
            previous = within(event, "unsigned", "prev_content", "membership")
            if membership not in ("invite", "join") or previous not in ("invite", "join"):
                return True
    return False


def becomes(event: Json, me: str) -> str | None:
    """Return the membership that an event gives ``me``, ``None`` where it is about something else."""
    if event.get("type") != "m.room.member" or event.get("state_key") != me:
        return None
    return text(within(event, "content", "membership")) or ""
