"""Commands in several rooms at once, and the count of what was lost and what came twice."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from tests.e2e.circle import pongs, said
from tests.e2e.faulty import Faulty
from tests.e2e.kith import Kith
from tests.e2e.people import Person

ANSWERED_WITHIN = 30.0  # seconds


def tally(asked: Iterable[str], answers: Iterable[str]) -> tuple[int, int]:
    """Return how many questions had no answer, and how many answers nobody had asked for or had already."""
    wanted, given = Counter(asked), Counter(answers)
    return (wanted - given).total(), (given - wanted).total()


@dataclass
class Evening:
    """Ana with Kith in encrypted and plain rooms and in their private chat, on a line that can go wrong."""

    bot: Kith
    ana: Person
    line: Faulty
    rooms: dict[str, str]
    asked: dict[str, list[str]] = field(default_factory=dict)

    async def asks(self, times: int = 1, *, rooms: Iterable[str] | None = None) -> None:
        """Ana gives numbered commands in every room, or in these."""

        async def in_one(name: str) -> None:
            for _ in range(times):
                words = self.asked.setdefault(name, [])
                word = f"word-{len(words)}"
                words.append(word)
                await self.ana.say(self.rooms[name], f"!ping {word}")

        await asyncio.gather(*map(in_one, self.rooms if rooms is None else rooms))

    def answers(self, name: str) -> list[str]:
        """Return the words that were answered in a room as Ana sees it."""
        return pongs(said(self.bot, self.ana, self.rooms[name]))

    async def until_answered(self, *rooms: str) -> None:
        """Return when all that was asked was answered, or what was asked in these rooms."""
        for name in rooms or self.asked:
            await self.ana.sees(partial(self._is_answered, name), f"the answers in {name}", within=ANSWERED_WITHIN)

    def _is_answered(self, name: str) -> bool:
        return set(self.asked[name]) <= set(self.answers(name))

    async def tally(self) -> tuple[int, int]:
        """Return the count of the whole evening: when all was answered, and nothing that was owed can still come."""
        with suppress(AssertionError):  # the count tells what is missing
            await self.until_answered()
            # What is sent a second time is sent before the answer to what is asked now.
            await self.asks()
            await self.until_answered()
        counts = [tally(words, self.answers(name)) for name, words in self.asked.items()]
        return sum(lost for lost, _ in counts), sum(repeated for _, repeated in counts)
