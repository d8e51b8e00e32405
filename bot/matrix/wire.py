"""Requests to the homeserver, whose answers and failures are values alike."""

from __future__ import annotations

import asyncio
import json
import logging
import random
import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import aiohttp
from yarl import URL

from bot.matrix.gate import Gates
from bot.matrix.loose import Json, table, text

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from contextlib import AbstractAsyncContextManager

log = logging.getLogger(__name__)

CLIENT = "/_matrix/client/v3"
FORBIDDEN = "M_FORBIDDEN"
PATIENCE = 30.0  # seconds that an ordinary request may take
LONG_PATIENCE = 120.0  # and an upload

_CODE = re.compile(r"[A-Za-z0-9_.]{1,100}")
_SUCCESS, _REFUSAL = 2, 4  # the first digits of a status
_PASSING = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS})
_DAY = 86_400  # seconds
_SHORTEST, _LONGEST = 1.0, 15.0  # seconds between two attempts


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: ``status`` 0 means nothing did, and ``code`` says why."""

    status: int
    body: Json = field(default_factory=dict, repr=False)
    code: str = ""
    retry_after: float | None = None
    date: datetime | None = None

    @property
    def good(self) -> bool:
        """Whether the server did what was asked."""
        return self.status // 100 == _SUCCESS

    @property
    def final(self) -> bool:
        """Whether asking again would bring the same: done, or refused by the homeserver itself."""
        return self.good or (self.status // 100 == _REFUSAL and self.status not in _PASSING and bool(self.code))


def path(*parts: str) -> str:
    """Return a path of the client-server API, each part quoted."""
    return "/".join((CLIENT, *(quote(part, safe="") for part in parts)))


class Wire:
    """The connection to one homeserver as one account; ``renew`` is asked when the token is no longer known.

    Nothing that a server or a network does is raised here. To an endpoint that fails
    requests start half a second apart, until the first that succeeds.
    """

    def __init__(self, homeserver: str) -> None:
        """Connect to nothing yet; must be made where an event loop runs."""
        self.token = ""
        self.renew: Callable[[str], Awaitable[bool]] | None = None
        self._base = homeserver.rstrip("/")
        self._gates = Gates()
        # A connection is given up before a homeserver gives it up, which is after a minute or more.
        connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=30)
        headers = {"Content-Type": "application/json"}
        self._http = aiohttp.ClientSession(connector=connector, headers=headers, middlewares=(_once,))

    async def turn(self, method: str, where: str) -> Answer | None:
        """Wait until a request may start, for whoever has to look at something right before it.

        The answer, where there is one, says that it would be made in vain.
        """
        return await self._gates.turn(method, where)

    async def ask(  # noqa: PLR0913 - a request has so many parts
        self,
        method: str,
        where: str,
        body: Mapping[str, Any] | None = None,
        *,
        query: Mapping[str, str] | None = None,
        patience: float = PATIENCE,
        anonymous: bool = False,
        in_turn: bool = False,
    ) -> Answer:
        """Ask once; with a token that the server no longer knows, log in again and ask once more.

        ``in_turn`` says that :meth:`turn` was waited for.

        Raises :class:`bot.matrix.account.CannotStart` when logging in again is
        refused for good.
        """
        data = None if body is None else json.dumps(body).encode()
        if not in_turn and (vain := await self._gates.turn(method, where)):
            return vain
        return await self._asked(method, where, data, query, patience, anonymous=anonymous)

    async def upload(self, where: str, data: bytes, kind: str, query: Mapping[str, str] | None = None) -> Answer:
        """Send bytes of this media type, as :meth:`ask` sends JSON."""
        if vain := await self._gates.turn("POST", where):
            return vain
        return await self._asked("POST", where, data, query, LONG_PATIENCE, headers={"Content-Type": kind})

    async def _asked(  # noqa: PLR0913 - as above
        self,
        method: str,
        where: str,
        data: bytes | None,
        query: Mapping[str, str] | None,
        patience: float,
        *,
        anonymous: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        request = partial(
            self._http.request,
            method,
            URL(self._base + where + ("?" + urlencode(query) if query else ""), encoded=True),
            data=data,
            timeout=aiohttp.ClientTimeout(total=None),
        )
        token, begun = "" if anonymous else self.token, time.monotonic()
        answer = await _answered(request, token, patience, headers)
        # Those with flows ask for the password, and those that forbid found it wrong.
        unknown = answer.status == HTTPStatus.UNAUTHORIZED and "flows" not in answer.body and answer.code != FORBIDDEN
        if unknown and token and self.renew and await self.renew(token):
            answer = await _answered(request, self.token, patience, headers)
        self._gates.answered(method, where, begun, answer)
        return answer

    async def close(self) -> None:
        """Close every connection."""
        await self._http.close()


class _Dropped(aiohttp.ClientError):
    """The connection ended before an answer; its text says why."""


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Keep aiohttp from asking again by itself, which would be twice as often where connections are dropped."""
    try:
        return await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _Dropped(_reason(error)) from error


async def _answered(
    request: Callable[..., AbstractAsyncContextManager[aiohttp.ClientResponse]],
    token: str,
    patience: float,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    """Make a request with this token.

    The time is asyncio's to keep: aiohttp's own timeout takes a cancelling that comes in its very moment for its own,
    as after a machine has slept, and the task that was to end goes on.
    """
    every = {**(headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
    try:
        async with asyncio.timeout(patience), request(headers=every) as response:
            return _answer(response.status, await response.read(), response.headers)
    except TimeoutError:
        return Answer(0, code="no answer in time")
    except _Dropped as dropped:
        return Answer(0, code=str(dropped))
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return Answer(0, code=_reason(error))


def _answer(status: int, raw: bytes, headers: Mapping[str, str]) -> Answer:
    try:
        body = table(json.loads(raw)) if raw else {}
        broken = False
    except (ValueError, RecursionError):
        body, broken = {}, True
    answer = Answer(status, body, date=_date(headers.get("Date")))
    if answer.good:
        return Answer(0, code="no JSON", date=answer.date) if broken else answer
    code = text(body.get("errcode")) or ""
    return Answer(
        status,
        body,
        code if _CODE.fullmatch(code) else "",
        _seconds(body.get("retry_after_ms"), headers.get("Retry-After")),
        answer.date,
    )


def _date(header: str | None) -> datetime | None:
    try:
        date = parsedate_to_datetime(header) if header else None
    except ValueError:
        return None
    return date.replace(tzinfo=UTC) if date and date.tzinfo is None else date  # "-0000" names no zone, and means UTC


def _seconds(milliseconds: object, header: str | None) -> float | None:
    if isinstance(milliseconds, int | float) and 0 <= milliseconds < _DAY * 1000:
        return milliseconds / 1000
    return min(float(header), _DAY) if header and header.isascii() and header.isdigit() else None


def _reason(error: Exception) -> str:
    """Say in few words why nothing came, without the address, which may hold anything."""
    cause = getattr(error, "os_error", error)
    return (getattr(cause, "strerror", None) or type(error).__name__).lower()


class Pauses:
    """How long to wait after each failure in a row: 1 s to 15 s, never in step with others."""

    def __init__(self, longest: float = _LONGEST) -> None:
        """Begin with the shortest."""
        self._longest = longest
        self._next = _SHORTEST

    def after(self, answer: Answer | None = None) -> float:
        """Return the seconds to wait now; a server that names a time gets it."""
        pause, self._next = self._next, min(self._next * 2, self._longest)
        pause = min(pause * random.uniform(1, 1.5), self._longest)  # noqa: S311 - it is no secret
        return max(pause, answer.retry_after or 0) if answer else pause
