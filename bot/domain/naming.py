"""Which member is meant, by a pill, an ID or a name that one alone has; and which group of several, by its name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from bot.domain import words

_JOINER = "\N{WORD JOINER}"
_LINK = re.compile(r"https://matrix\.to/#/(?P<person>(?:@|%40)[^\s)>\"'?]+)", re.IGNORECASE)
_ID = re.compile(r"@[^\s:]+:\S+")


@dataclass(frozen=True, slots=True)
class Meant:
    """One person, who may be a member or not."""

    person: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nobody, or more than one, is called so; ``typed`` is the name, empty where none was given."""

    typed: str
    several: bool = False


def who(typed: str, pills: Sequence[str], names: Mapping[str, str]) -> Meant | Unclear:
    """Return whom ``typed`` means; ``pills`` are those of the message, ``names`` the members' display names by ID.

    Quotes around it and a mark behind it are nothing, unless a name has them.
    """
    typed = typed.replace(_JOINER, "").strip()  # it may be copied from what Kith showed
    if len(pills) == 1:
        return Meant(pills[0])
    if link := _LINK.search(typed):
        return Meant(unquote(link["person"]))
    bare = words.quoted(typed.rstrip(".!? "))
    if found := _ID.fullmatch(bare):
        return Meant(found[0])
    wanted = {said.removeprefix("@").strip().casefold() for said in (typed, bare)} - {""}
    called = [
        person
        for person, name in names.items()
        if wanted & {name.strip().removeprefix("@").casefold(), person[1:].partition(":")[0].casefold()}
    ]
    return Meant(called[0]) if len(called) == 1 else Unclear(typed, several=len(called) > 1)


_SURE: Final = 3
"""Letters of a part of a name that may be an answer by itself."""


def which(typed: str, names: Sequence[str]) -> tuple[int, ...]:
    """Return the places, counted from 1, of the names that ``typed`` may mean: a whole name, a place, a part of a name.

    What comes first of these decides: a group that is called "2" is meant by its name.
    """
    wanted = " ".join(typed.split()).casefold()
    plain = [" ".join(name.split()).casefold() for name in names]
    if whole := tuple(place for place, name in enumerate(plain, 1) if name == wanted):
        return whole
    if re.fullmatch("[0-9]{1,2}", wanted) and 1 <= int(wanted) <= len(plain):
        return (int(wanted),)
    return tuple(place for place, name in enumerate(plain, 1) if wanted and wanted in name)


def begun(typed: str, names: Sequence[str]) -> int | None:
    """Return the place, counted from 1, of the one name of which ``typed`` begins a word, by three letters at least."""
    wanted = words.whole(typed)
    places = [place for place, name in enumerate(names, 1) if f" {wanted}" in f" {words.whole(name)}"]
    return places[0] if len(wanted) >= _SURE and len(places) == 1 else None
