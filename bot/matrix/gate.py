"""Patience with what fails: half a second between two requests to an endpoint in trouble, whoever makes them.

An endpoint is a method and a path without its variable parts, as ``PUT rooms/*/send``:
what fails in one room mostly fails in all, and their attempts together would be a storm.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.matrix.wire import Answer

APART = 0.5  # seconds between two requests to an endpoint that fails
_FREELY = 0.01  # seconds; whoever may ask that often after a limit is limited no more
_LONGEST = 15.0  # seconds that one refusal may silence everybody, should it have been meant for one room alone

# Synapse counts messages by account, so that a refusal in one room holds in all of them. Joining and
# inviting it also counts by room and by person, where the others have nothing to wait for.
_COUNTED_BY_ACCOUNT = frozenset({"PUT rooms/*/send"})

_API = "/_matrix/client/v3/"
_SIGILS = ("%21", "%23", "%24", "%40")  # what IDs of rooms, events and people begin with
_BEFORE_VARIABLE = frozenset({"send", "sendToDevice", "redact"})


def endpoint(method: str, where: str) -> str:
    """Return the endpoint of a request."""
    parts: list[str] = []
    for part in where.removeprefix(_API).split("/"):
        parts.append("*" if part.startswith(_SIGILS) else part)
        if part in _BEFORE_VARIABLE:
            break
    return f"{method} {'/'.join(parts)}"


class Gates:
    """The endpoints whose last answer was a failure that may pass; while there is none, nothing is looked up."""

    def __init__(self) -> None:
        """Let everything through."""
        self._closed: dict[str, _Gate] = {}

    async def turn(self, method: str, where: str) -> Answer | None:
        """Wait until a request may start; the answer, where there is one, says that it would be made in vain."""
        gate = self._closed.get(endpoint(method, where)) if self._closed else None
        return await gate.turn() if gate else None

    def answered(self, method: str, where: str, begun: float, answer: Answer) -> None:
        """Learn from what a request that began at ``begun`` brought: the first success opens the endpoint."""
        if answer.final and not self._closed:
            return
        name = endpoint(method, where)
        gate = self._closed.get(name)
        if not answer.final:
            if gate is None:
                gate = self._closed[name] = _Gate(by_account=name in _COUNTED_BY_ACCOUNT)
            gate.failed(answer)
        elif gate and gate.succeeded(begun):
            del self._closed[name]


class _Gate:
    """One closed endpoint: who wants through waits in a row."""

    def __init__(self, *, by_account: bool) -> None:
        self._by_account = by_account
        self._in_a_row = asyncio.Lock()
        self._news = asyncio.Event()
        self._open = False
        self._limited = False
        self._apart = APART
        self._started = self._failed = time.monotonic()
        self._answer: Answer | None = None
        self._until = 0.0

    async def turn(self) -> Answer | None:
        async with self._in_a_row:
            while not self._open and (pause := self._started + self._apart - time.monotonic()) > 0:
                self._news.clear()
                with suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._news.wait()
            now = time.monotonic()
            if not self._open and self._answer and now < self._until:
                return replace(self._answer, retry_after=self._until - now)
            self._started = now
            return None

    def failed(self, answer: Answer) -> None:
        self._failed = time.monotonic()
        self._apart = APART
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            self._limited = True
            if self._by_account:
                self._answer = answer
                self._until = max(self._until, self._failed + min(answer.retry_after or 0, _LONGEST))
        self._news.set()

    def succeeded(self, begun: float) -> bool:
        """Return whether that opens it; what began before the last failure tells nothing of now.

        A success after a limit may have been the one that was allowed, so that the
        others follow faster and faster instead of all at once.
        """
        if begun < self._failed:
            return False
        if self._limited and self._apart > _FREELY:
            self._apart /= 2
        else:
            self._open = True
        self._news.set()
        return self._open
