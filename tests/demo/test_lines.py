"""What can be typed after the story."""

from __future__ import annotations

import asyncio
import os

import pytest

from bot.demo.circle import NAMES, PRIVATE, ROOM
from bot.demo.lines import Spoken, Unclear, read, typed


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("ana: !checkin open", Spoken("ana", ROOM, "!checkin open")),
        ("ana> help", Spoken("ana", PRIVATE, "help")),
        ("  Dee :  time: now  ", Spoken("dee", ROOM, "time: now")),
        ("cleo>3 > 2", Spoken("cleo", PRIVATE, "3 > 2")),
        ("", None),
        ("   ", None),
    ],
)
def test_a_line_is_somebody_somewhere_saying_something(line: str, meant: Spoken | None) -> None:
    assert read(line, NAMES) == meant


@pytest.mark.parametrize(
    ("line", "understood", "works"),
    [
        ("zoe: hello", "River Circle; “zoe” is nobody here. Here are ana, ben, cleo, dee.", "ana: !help"),
        ("kith> hello", "private with Kith; “kith” is nobody here.", "ana> help"),
        ("Ben hello", "I understood Ben, and not where", "ben: !help"),
        ("hello", "I found no name at its beginning. Here are ana, ben, cleo, dee.", "ana: !help"),
        (": hello", "I found no name", "ana: !help"),
        ("cleo:", "I understood Cleo, in River Circle; no words came after it.", "cleo: !help"),
        ("cleo>", "I understood Cleo, in private with Kith; no words came after it.", "cleo> help"),
    ],
)
def test_any_other_line_is_told_what_was_understood_and_one_that_works(line: str, understood: str, works: str) -> None:
    answer = read(line, NAMES)

    assert isinstance(answer, Unclear)
    assert understood in answer.answer
    assert answer.answer.endswith(f"\nOne that works: `{works}`")
    assert isinstance(read(works, NAMES), Spoken)


async def test_lines_come_whole_however_they_were_typed_and_end_with_the_input() -> None:
    here, there = os.pipe()
    os.write(there, "ana: hé".encode()[:-1])
    lines = typed(here)
    first = asyncio.ensure_future(anext(lines))
    os.write(there, "hé".encode()[-1:] + b"\nben> help\nthe rest")
    os.close(there)

    found = [await first, *[line async for line in lines]]
    os.close(here)

    assert found == ["ana: hé", "ben> help", "the rest"]
