"""From an event as the server gave it to what was heard: opened where it is sealed, and never at its batch's cost."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING

from bot.chat import Batch, Heard, Sealed
from bot.matrix.inbound import echo, heard
from bot.matrix.loose import Json, moment, table, text, within

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from bot.matrix.keys import Keys

log = logging.getLogger(__name__)

_BEFORE_JOIN = "org.kith.before_join"  # kept with a sealed event, since its place in the room is known only once
_LABEL = re.compile(r"[\w$.:+/=-]{1,255}", re.ASCII)


class Reader:
    """Reads events as ``me``, with ``keys`` where there is encryption; ``clock`` tells the present."""

    def __init__(self, me: str, keys: Keys | None, clock: Callable[[], datetime]) -> None:
        """Read nothing yet."""
        self.clock = clock
        self._me = me
        self._keys = keys

    def heard(self, room: str, events: list[tuple[Json, bool]], now: datetime) -> Iterator[Heard]:
        """Give what these events of a room mean; each comes with whether Kith had not joined yet.

        What can't be read is left out and logged by ID and type.
        """
        for event, before_join in events:
            try:
                meant = self._meaning(room, event, now, before_join=before_join)
            except Exception as error:  # noqa: BLE001 - one broken event must not cost its batch
                which, kind = _label(event.get("event_id")), _label(event.get("type"))
                log.warning("Event %s of type %s can't be read (%s)", which, kind, type(error).__name__)
            else:
                if meant:
                    yield meant

    def unseal(self, sealed: Sequence[Sealed]) -> Batch:
        """Return what can be read by now of what could not; its ``now`` is the present, since it is heard only now."""
        found: list[Heard] = []
        opened: set[str] = set()
        for kept in sealed:
            event = table(json.loads(kept.source))
            before_join = event.pop(_BEFORE_JOIN, None) is True
            if self._keys and self._keys.known(kept.room, event):
                meant = tuple(self.heard(kept.room, [(event, before_join)], self.clock()))
                if not any(isinstance(each, Sealed) for each in meant):
                    opened.add(kept.event)
                    found.extend(meant)
        return Batch(tuple(found), None, opened=frozenset(opened))

    def _meaning(self, room: str, event: Json, now: datetime, *, before_join: bool) -> Heard | None:
        if event.get("type") != "m.room.encrypted" or "state_key" in event:
            return heard(event, me=self._me, room=room, now=now, before_join=before_join)
        if event.get("sender") == self._me:  # Kith knows what it wrote
            return echo(event, room=room)
        if self._keys is None or not event.get("content"):  # an empty content is what a removal leaves
            return None
        opened = self._keys.open(room, event)
        if opened is None:
            source = json.dumps({**event, _BEFORE_JOIN: before_join})
            session = text(within(event, "content", "session_id")) or ""
            said = moment(event.get("origin_server_ts"), now=now)
            return Sealed(event["event_id"], room, event["sender"], session, source, now, said, before_join)
        if opened.get("type") == "m.room.redaction":  # it removed nothing: those that do are not encrypted
            return None
        return heard(opened, me=self._me, room=room, now=now, before_join=before_join)


def _label(value: object) -> str:
    """Return an ID or a type for the log, as far as it can be one and nobody's words."""
    return value if isinstance(value, str) and _LABEL.fullmatch(value) else "?"
