"""A port of loopback that leads to another one, for as long as nobody cuts the line."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

LOOPBACK = "127.0.0.1"
AT_ONCE = 65_536  # bytes


class Relay:
    """Passes connections on from ``port`` to the port ``to``, whatever is said in them; :func:`relay` opens one."""

    def __init__(self) -> None:
        """Lead nowhere yet."""
        self.port = 0
        self.to = 0
        self._is_cut = False
        self._open: set[asyncio.StreamWriter] = set()
        self._passing: set[asyncio.Task[None]] = set()

    def cut(self) -> None:
        """Drop what is under way; whoever comes from now on is turned away."""
        self._is_cut = True
        for end in self._open:
            end.transport.abort()

    def mend(self) -> None:
        """Pass on what comes from now on."""
        self._is_cut = False

    async def end(self) -> None:
        """Drop what is under way for good."""
        self.cut()
        await asyncio.gather(*self._passing)

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take a connection."""
        passing = asyncio.create_task(self._pass(reader, writer))
        self._passing.add(passing)
        passing.add_done_callback(self._passing.discard)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ends = {writer}
        self._open |= ends
        with suppress(OSError):  # nobody is there, or somebody hung up
            if not self._is_cut:
                there, answer = await asyncio.open_connection(LOOPBACK, self.to)
                ends.add(answer)
                self._open.add(answer)
                if not self._is_cut:
                    one_way = asyncio.create_task(_copied(reader, answer))
                    await _copied(there, writer)
                    await one_way
        self._open -= ends
        for end in ends:
            end.transport.abort()


async def _copied(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    """Pass on until either end hangs up; then hang up on the other."""
    with suppress(OSError):
        while some := await source.read(AT_ONCE):
            to.write(some)
            await to.drain()
    to.transport.abort()


@asynccontextmanager
async def relay() -> AsyncIterator[Relay]:
    """Keep a port open while the block runs."""
    opened = Relay()
    server = await asyncio.start_server(opened.take, LOOPBACK, 0)
    opened.port = server.sockets[0].getsockname()[1]
    try:
        yield opened
    finally:
        server.close()
        await opened.end()
        await server.wait_closed()
