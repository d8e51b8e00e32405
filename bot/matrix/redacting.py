"""Taking back what Kith wrote in a room: found in the room's own history, since Kith keeps no list of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.matrix.loose import Json, rows, text, within
from bot.matrix.wire import Answer, Wire, path

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST = 500  # events of Kith's that are taken back in a room, the newest
PAGE, PAGES = 100, 50  # events in a page, and pages that are looked through
AT_ONCE = 20  # until others have their turn
_KINDS = frozenset({"m.room.message", "m.room.encrypted", "m.reaction"})


async def redact(wire: Wire, me: str, room: str, key: str, spare: str | None) -> Answer | None:
    """Take back the next few of Kith's events in a room, one by one; ``spare`` and what follows it stay.

    Return ``None`` when nothing is left, and the answer that stopped it else; a good one says that there is more.
    Whatever was taken back is seen to be by itself, so that each attempt goes on where the last one was left.
    """
    answer, events = await _own(wire, me, room)
    if not answer.good:
        return answer
    spared = next((place for place, event in enumerate(events) if event.get("event_id") == spare), -1)
    taken_back = 0
    for event in _standing(events[spared + 1 :][:MOST]):
        if taken_back == AT_ONCE:
            return answer
        done = await wire.ask("PUT", path("rooms", room, "redact", event, f"{key}{event[1:]}"), {})
        if not done.final:
            return done
        taken_back += done.good  # what is refused for good is left, for it would be refused again
    return None


async def _own(wire: Wire, me: str, room: str) -> tuple[Answer, list[Json]]:
    """Return Kith's own messages and marks in a room, the newest first, those that are gone among them."""
    found: list[Json] = []
    token: str | None = None
    for _ in range(PAGES):
        query = {"dir": "b", "limit": str(PAGE), **({"from": token} if token else {})}
        answer = await wire.ask("GET", path("rooms", room, "messages"), query=query)
        if not answer.good:
            return answer, []
        page = rows(answer.body.get("chunk"))
        found.extend(event for event in page if event.get("sender") == me and event.get("type") in _KINDS)
        following = text(answer.body.get("end"))
        if following is None or following == token or len(found) > 2 * MOST:
            break
        token = following
    return answer, found


def _standing(events: list[Json]) -> Iterator[str]:
    for event in events:
        gone = not event.get("content") or within(event, "unsigned", "redacted_because") is not None
        if not gone and (event_id := text(event.get("event_id"))):
            yield event_id
