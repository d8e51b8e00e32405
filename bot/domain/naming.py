"""Which member is meant: a pill, a whole Matrix ID, or a display name that one member alone has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

_LINK = re.compile(r"https://matrix\.to/#/(?P<person>@[^\s)>\"'?]+)")
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
    """Return whom ``typed`` means; ``pills`` are those of the message, ``names`` the members' display names by ID."""
    typed = typed.strip()
    if len(pills) == 1:
        return Meant(pills[0])
    if link := _LINK.search(typed):
        return Meant(unquote(link["person"]))
    if found := _ID.fullmatch(typed):
        return Meant(found[0])
    wanted = typed.removeprefix("@").strip().casefold()
    called = [
        person
        for person, name in names.items()
        if wanted and wanted in {name.strip().removeprefix("@").casefold(), person[1:].partition(":")[0].casefold()}
    ]
    return Meant(called[0]) if len(called) == 1 else Unclear(typed, several=len(called) > 1)
