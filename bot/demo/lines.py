"""What is typed when the story is over: `ana: !ping heron` in the room, `ana> help` in private."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import AsyncIterator, Collection
from contextlib import suppress
from dataclasses import dataclass

from bot.demo.circle import GROUP, PRIVATE, ROOM, Where

_LINE = re.compile(r"(?P<who>[^\s:>]+)\s*(?P<sign>[:>])\s*(?P<words>.*)")
_CHUNK = 65_536


@dataclass(frozen=True, slots=True)
class Spoken:
    """Somebody says something."""

    who: str
    where: Where
    words: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was understood of a line, what was not, and one that would work."""

    answer: str


def read(line: str, names: Collection[str]) -> Spoken | Unclear | None:
    """Return what a line means; ``None`` for an empty one."""
    line = line.strip()
    if not line:
        return None
    here = f"Here are {', '.join(names)}."
    found = _LINE.fullmatch(line)
    if found is None:
        who = line.split()[0].casefold()
        if who not in names:
            return _unclear(f"I found no name at its beginning. {here}", "ana: !help")
        two = f"`{who}:` is {GROUP}, `{who}>` is in private with Kith"
        return _unclear(f"I understood {who.capitalize()}, and not where: {two}.", f"{who}: !help")
    who, where = found["who"].casefold(), ROOM if found["sign"] == ":" else PRIVATE
    place, example = (GROUP, "!help") if where is ROOM else ("private with Kith", "help")
    if who not in names:
        return _unclear(
            f"I understood {place}; “{found['who']}” is nobody here. {here}", f"ana{found['sign']} {example}"
        )
    if not found["words"]:
        return _unclear(
            f"I understood {who.capitalize()}, in {place}; no words came after it.", f"{who}{found['sign']} {example}"
        )
    return Spoken(who, where, found["words"])


def _unclear(what: str, works: str) -> Unclear:
    return Unclear(f"{what}\nOne that works: `{works}`")


async def typed(fd: int) -> AsyncIterator[str]:
    """Give each line of a file as it comes, until its end.

    A thread waits for it, since not everything that can be standard input can be waited for
    otherwise. It reads the file itself: who waits in `sys.stdin` keeps the interpreter from ending.
    """
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()

    def follow() -> None:
        chunk = b" "
        while chunk:
            try:
                chunk = os.read(fd, _CHUNK)
            except OSError:  # its terminal was closed
                chunk = b""
            with suppress(RuntimeError):  # the program ended meanwhile
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)

    threading.Thread(target=follow, daemon=True, name="typed").start()
    rest = b""
    while chunk := await chunks.get():
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line.decode(errors="replace")
    if rest:
        yield rest.decode(errors="replace")
