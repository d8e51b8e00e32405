"""A group's practices: its own steps or questions, of which each opening shows the next.

Nobody's place in them is kept, and neither is when one was shown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

MOST: Final = 60
"""Practices that a group has at the same time."""
_QUOTED: Final = re.compile(r'"(?P<inside>[^"]*)"')
_NUMBER: Final = re.compile(r"#?(?P<number>\d{1,4})[.:)]?", re.ASCII)
_BETWEEN: Final = " \t\n,;"


@dataclass(frozen=True, slots=True)
class Practices:
    """The practices in their order, and the number of the ``next``, counted from 1."""

    texts: tuple[str, ...] = ()
    next: int = 1

    @property
    def upcoming(self) -> str | None:
        """The one that the next opening shows, where there is any."""
        return self.texts[self.next - 1] if self.texts else None

    def moved_on(self) -> Practices:
        """Return them with the one after the next as the next; the first follows the last."""
        return self.with_next(self.next + 1)

    def added(self, texts: Sequence[str]) -> Practices:
        """Return them with these behind the last."""
        return replace(self, texts=(*self.texts, *texts))

    def edited(self, number: int, text: str) -> Practices:
        """Return them with another text in the place of one."""
        return replace(self, texts=(*self.texts[: number - 1], text, *self.texts[number:]))

    def removed(self, number: int) -> Practices:
        """Return them without one; the next stays the next, or the one behind it takes its place."""
        left = replace(self, texts=(*self.texts[: number - 1], *self.texts[number:]))
        return left.with_next(self.next - (number < self.next))

    def put_back(self, was: Practices, made: Practices) -> Practices:
        """Return them as they ``were`` before a change that ``made`` others of them.

        The next is what was the next then, or, where an opening was said since, what is the next now.
        """
        if self.next == made.next:
            return was
        if self.upcoming in was.texts:
            return was.with_next(was.texts.index(self.upcoming) + 1)
        return was.with_next(self.next)

    def with_next(self, number: int) -> Practices:
        """Return them with this one as the next; with the first where there are not so many."""
        return replace(self, next=number if number <= len(self.texts) else 1)


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why a text is no practices, and the words that say so.

    ``nothing`` is there, a ``quote`` has no second, between two there is ``nothing_inside``, or something stands
    ``between`` them or behind.
    """

    why: str
    words: str = ""


def read(typed: str) -> tuple[str, ...] | Unclear:
    """Return the practices that a text spells: each in quotes, or one that is the whole of it; their lines stay."""
    rest = typed.strip()
    if not rest.startswith('"'):
        return (rest,) if rest else Unclear("nothing")
    found: list[str] = []
    while rest:
        quoted = _QUOTED.match(rest)
        if quoted is None:
            return Unclear("quote" if rest.startswith('"') else "between", rest)
        if not (inside := quoted["inside"].strip()):
            return Unclear("nothing_inside", quoted[0])
        found.append(inside)
        rest = rest[quoted.end() :].lstrip(_BETWEEN)
    return tuple(found)


def numbered(typed: str, those: Practices) -> int | None:
    """Return the number of the practice that is meant, where there is one of that number."""
    found = _NUMBER.fullmatch(typed.strip())
    return int(found["number"]) if found and 0 < int(found["number"]) <= len(those.texts) else None
