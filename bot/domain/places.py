"""Places to turn to: one line each, as people type it, and a list in which each stands once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol, TypeVar

FORM: Final = "<name>, <number or link>, <hours>[, police yes|no|unknown]"
"""How a place is typed; what stands between < and > is in words of one's own."""
MOST: Final = 20
"""Places in a group's list."""
LONGEST: Final = {"name": 60, "contact": 200, "hours": 100}
"""Characters of each part of a place in a group's list."""
CHECK_EVERY: Final = timedelta(days=90)
"""How long a list stands until a group's facilitators are asked whether it is still right."""
LARGEST: Final = 12_000
"""Bytes of places that one answer shows: twice that, as text and as HTML, encrypted, fits into one event (64 KiB)."""

_LINK = re.compile(r"://|\bwww\.", re.IGNORECASE)
_UP_TO_SPACED = re.compile(r"(?P<part>.*?)(?:,(?=\s)|,?$)(?P<rest>.*)", re.DOTALL)
_QUOTED = re.compile(r'"(?P<part>[^"]+)"\s*(?:,|$)(?P<rest>.*)', re.DOTALL)
_POLICE = re.compile(r"(?P<rest>.*),\s*(?:police\b:?\s*(?P<word>[^,]*)|(?P<no>no police))", re.IGNORECASE | re.DOTALL)
_WORDS: Final = {
    **dict.fromkeys(("yes", "true", "on"), "yes"),
    **dict.fromkeys(("no", "false", "off"), "no"),
    **dict.fromkeys(("unknown", ""), "unknown"),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A place as a line spells it; ``police`` is yes, no or unknown, and what is missing is empty."""

    name: str
    contact: str
    hours: str
    police: str = "unknown"


@dataclass(frozen=True, slots=True)
class Unclear:
    """What a line lacks: ``contact`` or ``hours``; or ``police`` is none of its words, or it holds ``several`` places.

    ``understood`` is what could be read.
    """

    why: str
    understood: Written


def read(text: str) -> Written | Unclear:
    """Read ``Name, number or link, hours[, police yes|no|unknown]``.

    A comma inside of a link parts nothing unless a space follows it, quotes hold a part together, hours may have
    commas of their own, and a line break or, where there is no comma at all, a semicolon is as good as one.
    """
    lines = [line.strip().rstrip(",;").rstrip() for line in text.splitlines() if line.strip(" \t,;")]
    if len(lines) > 1 and all(isinstance(_line(line), Written) for line in lines):
        return Unclear("several", Written("", "", ""))
    return _line(", ".join(lines))


def _line(text: str) -> Written | Unclear:
    text = " ".join(text.split())
    if "," not in text:
        text = text.replace(";", ",")
    police = "unknown"
    if found := _POLICE.fullmatch(text):
        text = found["rest"].strip()
        police = "no" if found["no"] else found["word"].strip().rstrip(".!?").lower()
    name, rest = _part(text)
    contact, rest = _part(rest)
    hours = rest.strip(' ,"')
    written = Written(name, contact.removeprefix("<").removesuffix(">"), hours, _WORDS.get(police, police))
    for missing in ("contact", "hours"):
        if not name or not getattr(written, missing):
            return Unclear(missing, written)
    return written if police in _WORDS else Unclear("police", written)


def _part(text: str) -> tuple[str, str]:
    """Return the first part of a line and the rest of it."""
    text = text.strip()
    if quoted := _QUOTED.match(text):
        return quoted["part"].strip(), quoted["rest"]
    first, _, rest = text.partition(",")
    if _LINK.search(first):
        spaced = _UP_TO_SPACED.match(text)
        assert spaced, "it matches any text"
        first, rest = spaced["part"], spaced["rest"]
    return first.strip(), rest


def too_long(place: Written) -> str | None:
    """Return which part of a place is longer than a group's list takes."""
    return next((part for part, most in LONGEST.items() if len(getattr(place, part)) > most), None)


class Known(Protocol):
    """A place of a list."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def contact(self) -> str:
        """How it is reached."""
        ...


P = TypeVar("P", bound=Known)


def same(one: Known, other: Known) -> bool:
    """Return whether two entries are the same place, however they are written."""
    return _known_by(one) == _known_by(other)


def _known_by(place: Known) -> tuple[str, str]:
    return place.name.casefold(), "".join(place.contact.casefold().split())


def numbered(typed: str, places: Sequence[Known]) -> int | None:
    """Return the number, counted from 1, of the place that is meant: by its number, or by a name that one alone has."""
    typed = typed.strip().strip('"').rstrip(".):").strip()
    if re.fullmatch(r"[0-9]{1,3}", typed):
        return int(typed) if 1 <= int(typed) <= len(places) else None
    called = [n for n, place in enumerate(places, 1) if place.name.casefold() == typed.casefold()]
    return called[0] if len(called) == 1 else None


def together(lists: Sequence[tuple[str, Sequence[P]]]) -> tuple[list[tuple[str, tuple[P, ...]]], int]:
    """Return lists with their names in which each place stands once, and how many had no room in one answer."""
    kept: list[tuple[str, tuple[P, ...]]] = []
    known: set[tuple[str, str]] = set()
    left_out, size = 0, 0
    for name, places in lists:
        mine: list[P] = []
        for place in places:
            if _known_by(place) in known:
                continue
            known.add(_known_by(place))
            size += len(str(place).encode())
            if size > LARGEST:
                left_out += 1
            else:
                mine.append(place)
        if mine:
            kept.append((name, tuple(mine)))
    return kept, left_out
