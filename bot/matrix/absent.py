"""What homeservers that did not answer leave open: rooms whose keys not all have, people whose devices are unknown."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

AGAIN = 300.0  # seconds after which it is tried again in any case


NOBODYS = frozenset({""})
"""Stands for the homeserver of a device that had no key to give: nothing is heard when it has."""


class Absent:
    """Knows for each room, and each person, which homeservers did not answer, and when it is worth while to ask again.

    A moment is what ``time.monotonic()`` says.
    """

    def __init__(self) -> None:
        """Miss nobody yet."""
        self._missing: dict[str, tuple[float, frozenset[str]]] = {}
        self._heard: dict[str, float] = {}

    def were(self, whose: str, servers: Iterable[str], asked: float) -> None:
        """Note which homeservers were asked at the moment ``asked`` for a room's or a person's devices in vain."""
        self._missing.pop(whose, None)
        if missing := frozenset(servers):
            self._missing[whose] = asked, missing

    def heard_from(self, people: Iterable[str]) -> None:
        """These people were heard, so that their homeservers are there."""
        self._heard.update(dict.fromkeys(map(server_of, people), time.monotonic()))

    def may_be_back(self, whose: str) -> bool:
        """Return whether it is worth while to share the room's keys anew, or to ask for the person's devices."""
        if whose not in self._missing:
            return False
        asked, servers = self._missing[whose]
        return time.monotonic() >= asked + AGAIN or any(self._heard.get(server, asked) > asked for server in servers)


def server_of(person: str) -> str:
    """Return the homeserver of a user ID."""
    return person.partition(":")[2]
