"""Playing a story: each step is done, and the next begins when everything that it promised was seen."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from functools import partial

from bot.demo.circle import PRIVATE, Circle, Where
from bot.demo.story import Expected, Invites, Mark, Puts, Scene, Soon, Step, Waits, Words
from bot.demo.transcript import Transcript
from bot.matrix.member import NotSent
from bot.matrix.sight import Message, Reaction, Seen


class DidNotComeTrue(Exception):
    """A step was done and what it promised was not seen; ``missing`` is that, or why the step could not be done."""

    def __init__(self, step: Step, missing: Expected | str) -> None:
        """Keep both."""
        super().__init__(step, missing)
        self.step = step
        self.missing = missing


async def play(story: Iterable[Scene], circle: Circle, transcript: Transcript) -> None:
    """Play a story to its end. Raises :class:`DidNotComeTrue` at the first step that fails."""
    for scene in story:
        transcript.tells(scene.tells)
        for step in scene.steps:
            await _Playing(step, circle).play()


class _Playing:
    """One step while it is played; what was seen before it counts for nothing but waiting."""

    def __init__(self, step: Step, circle: Circle) -> None:
        self._step = step
        self._circle = circle
        waits = isinstance(step.does, Waits)
        self._before = {name: 0 if waits else len(member.seen) for name, member in circle.people.items()}
        self._own: str | None = None

    async def play(self) -> None:
        missing: Expected | str = "it arrives"
        try:
            async with asyncio.timeout(self._step.patience):
                self._own = await self._do()
                for name in self._readers(self._step.where, self._step.who):
                    await self._circle.people[name].until(partial(self._arrived, name))
                for missing in self._step.sees:
                    await self._see(missing)
        except NotSent as error:
            raise DidNotComeTrue(self._step, f"it can be done, which was refused: {error}") from error
        except TimeoutError as error:
            raise DidNotComeTrue(self._step, missing) from error

    async def _do(self) -> str | None:
        """Do it and return the event that it became; ``None`` for what is no event that is read."""
        who, where = self._step.who, self._step.where
        match self._step.does:
            case Invites():
                await self._circle.people[who].invite(self._circle.room, self._circle.kith)
                return None
            case Puts(mark, under):
                return await self._circle.puts(who, where, mark, under)
            case Soon() as soon:
                return await self._circle.says(who, where, soon.text(datetime.now(UTC)))
            case Waits():
                return None
            case words:
                return await self._circle.says(who, where, words)

    async def _see(self, expected: Expected) -> None:
        to = expected.to if isinstance(expected, Words) else None
        where, who = (PRIVATE, to) if to else (self._step.where, self._step.who)
        for name in self._readers(where, who):
            await self._circle.people[name].until(partial(self._came_true, expected, where, name))

    def _readers(self, where: Where, who: str) -> Iterable[str]:
        return [who] if where is PRIVATE else self._circle.people

    def _arrived(self, name: str) -> bool | None:
        return self._own is None or any(seen.event == self._own for seen in self._news(name)) or None

    def _came_true(self, expected: Expected, where: Where, name: str) -> bool | None:
        where_and_who = (self._circle.place(name, where), self._circle.kith)
        kiths = [seen for seen in self._news(name) if (seen.room, seen.sender) == where_and_who]
        match expected:
            case Words(words):
                return any(_says(seen, words) for seen in kiths) or None
            case Mark(key, under):
                targets: set[str | None] = {self._own}
                if under is not None:
                    targets = {seen.event for seen in kiths if _says(seen, under)}
                return any(_is_mark(seen, key, targets) for seen in kiths) or None

    def _news(self, name: str) -> list[Seen]:
        return self._circle.people[name].seen[self._before[name] :]


def _says(seen: Seen, words: str) -> bool:
    return isinstance(seen, Message) and seen.encrypted and words in seen.text


def _is_mark(seen: Seen, key: str, on: Collection[str | None]) -> bool:
    return isinstance(seen, Reaction) and seen.key == key and seen.on in on
