"""Between destinations: whose letter goes first.

While the homeserver takes what comes, all destinations go side by side. Marks alone wait until no ping and no word to
an asker is on its way: homeservers count messages by account, a mark as much as a word, and whoever was to be asked
would wait for it. Once the homeserver says that it takes no message for a while, they go one at a time, the most
pressing first.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from bot.chat import Later, Priority

Rank = tuple[int, int]
"""How pressing the most pressing letter is that a destination is owed, and its number; smaller goes earlier."""

BREATH: Final = 0.25
"""Seconds that marks wait longer, since what was sent may lead to the next word at once."""
AT_MOST: Final = 2.0
"""Seconds that one letter keeps all others waiting under a limit; a chat may have to be opened for it."""
PATIENCE: Final = 1
"""How often in a row a destination may meet a limit and be the first again all the same."""
UNNAMED: Final = 1.0
"""Seconds that a limit is taken to last where the homeserver names none."""


@dataclass(slots=True)
class _Place:
    dest: str
    rank: Rank
    called: asyncio.Event = field(default_factory=asyncio.Event)


class Turnstile:
    """Where every destination passes for each of its words and marks."""

    def __init__(self) -> None:
        """Let everybody pass."""
        self._places: dict[str, _Place] = {}
        self._refused: Counter[str] = Counter()
        self._pressing = 0
        self._marks_from = 0.0
        self._limited = False
        self._limited_until = 0.0
        self._next_from = 0.0
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, dest: str, rank: Rank, more: asyncio.Event) -> Rank | None:
        """Return the rank at which a destination passes, when it is its turn; :meth:`landed` has to be told of it.

        Return ``None`` where ``more`` is set before: the destination looks at what it is owed and comes again with its
        new rank. Meanwhile its place is kept.
        """
        place = self._places.setdefault(dest, _Place(dest, rank))
        if not place.called.is_set():
            place.rank = rank
            self._look()
        if not place.called.is_set():
            waits = {asyncio.create_task(event.wait()) for event in (place.called, more)}
            try:
                await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in waits:
                    each.cancel()
        if not place.called.is_set():
            return None
        del self._places[dest]
        return place.rank

    def leave(self, dest: str) -> None:
        """Give up the place of a destination that is owed nothing any more."""
        place = self._places.pop(dest, None)
        if place is not None and place.called.is_set():
            self.landed(dest, place.rank, None)
        self._refused.pop(dest, None)

    def landed(self, dest: str, rank: Rank, later: Later | None) -> None:
        """Let the next pass, now that what passed with this rank was sent, or is to be sent ``later``."""
        now = asyncio.get_running_loop().time()
        if later is not None and later.limited:
            self._refused[dest] += 1
        else:
            self._refused.pop(dest, None)
        if _presses(rank):
            self._pressing -= 1
            self._marks_from = now + BREATH
        if later is not None and later.limited:
            self._limited = True
            self._limited_until = self._next_from = now + (UNNAMED if later.seconds is None else later.seconds)
        elif self._limited and now >= self._limited_until:  # what went before tells nothing of now
            self._next_from = now
            self._limited = bool(self._places)
        self._look()

    def close(self) -> None:
        """Call nobody any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        """Call whose turn it is, and look again when it may be another's."""
        self.close()
        now = asyncio.get_running_loop().time()
        waiting = sorted((place for place in self._places.values() if not place.called.is_set()), key=self._order)
        for place in waiting:
            if self._limited and now < self._next_from:
                break
            if not self._is_mark_too_early(place.rank, now):
                self._call(place, now)
        soonest = [at for at in (self._marks_from, self._next_from) if at > now]
        if soonest and not all(place.called.is_set() for place in waiting):
            self._timer = asyncio.get_running_loop().call_at(min(soonest), self._look)

    def _order(self, place: _Place) -> tuple[int, Rank]:
        """Return what sorts: the most pressing first, but whom a limit met again and again, as if their own, last."""
        return max(0, self._refused[place.dest] - PATIENCE), place.rank

    def _is_mark_too_early(self, rank: Rank, now: float) -> bool:
        return rank[0] == Priority.MARK and (self._pressing > 0 or now < self._marks_from)

    def _call(self, place: _Place, now: float) -> None:
        place.called.set()
        self._pressing += _presses(place.rank)
        if self._limited:
            self._next_from = now + AT_MOST


def _presses(rank: Rank) -> bool:
    return rank[0] <= Priority.PING
