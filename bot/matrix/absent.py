"""Rooms whose keys not everybody could be given, because a homeserver could not be asked for its people's devices."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

AGAIN = 300.0  # seconds after which it is tried again in any case


class Absent:
    """Knows for each room which homeservers did not answer, and when it is worth while to ask again.

    A moment is what ``time.monotonic()`` says.
    """

    def __init__(self) -> None:
        """Miss nobody yet."""
        self._missing: dict[str, tuple[float, frozenset[str]]] = {}
        self._heard: dict[str, float] = {}

    def were(self, room: str, servers: Iterable[str], asked: float) -> None:
        """These homeservers were asked at the moment ``asked`` for the devices in a room, and did not answer."""
        self._missing.pop(room, None)
        if missing := frozenset(servers):
            self._missing[room] = asked, missing

    def heard_from(self, people: Iterable[str]) -> None:
        """These people were heard, so that their homeservers are there."""
        self._heard.update(dict.fromkeys(map(server_of, people), time.monotonic()))

    def may_be_back(self, room: str) -> bool:
        """Return whether it is worth while to share the room's keys anew."""
        if room not in self._missing:
            return False
        asked, servers = self._missing[room]
        return time.monotonic() >= asked + AGAIN or any(self._heard.get(server, asked) > asked for server in servers)


def server_of(person: str) -> str:
    """Return the homeserver of a user ID."""
    return person.partition(":")[2]
