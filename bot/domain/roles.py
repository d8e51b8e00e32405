"""Roles of a meeting by their names: tasks, not ranks; short words that a group chooses itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.domain import words
from bot.domain.days import DAYS
from bot.domain.rota_turns import Every, Meetings, Month

MOST: Final = 6
"""Roles that a group has at the same time."""
LONGEST: Final = 30
"""Characters of a role's name."""
LONGEST_GUIDE: Final = 400
"""Characters of a role's guide."""
MOST_MEETINGS: Final = 52
"""Meetings that are one turn: about a year of a weekly one."""
MOST_REST: Final = 12
"""Turns for which whoever had one rests."""
MOST_WORDS: Final = (LONGEST + 1) // 2
"""Words of a role's name; whoever looks for one in what was typed looks no further, however long that is."""
KNOWN: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "facilitator": (
            *("facilitating", "facilitate", "facilitation", "facilitators", "moderation", "moderator", "moderatorin"),
            *("moderieren", "moderiert"),
        ),
        "co-facilitator": ("co facilitator", "cofacilitator", "co-moderation", "co moderation", "comoderation"),
        "timekeeper": ("time keeper", "time", "timekeeping", "zeitwache", "zeitnehmer", "zeitnehmerin", "zeit"),
        "note taker": ("notetaker", "notes", "note-taker", "protokoll", "protokollant", "protokollantin"),
        "greeter": ("greeting", "begrüssung", "empfang"),
        "vibes watcher": ("vibes", "vibeswatcher", "vibes-watcher", "stimmungswache", "stimmung"),
    }
)
"""Roles that have a word in every language, and what else people type for them."""
_ANSWERS: Final = frozenset(
    {
        "yes", "no", "pass", "swap", "all", "none", "not now", "never mind", "with", "for", "ja", "nein", "passe",
        "tauschen", "alle", "keine", "jetzt nicht", "mit", "gegen",
    }
)  # fmt: skip
"""Words that answer what is asked about a turn, or part a role from the rest: none of them can be a name."""
_BETWEEN: Final = re.compile(r"[,;\n]|\band\b|\bund\b|&", re.IGNORECASE)
_NAME: Final = re.compile(r"[^\W\d_][\w' -]*")
_JOINS: Final = re.compile(r"^(?:as|for|als|für|the|die|der|das)\b\s*|\s*\b(?:as|for|als|für)$", re.IGNORECASE)
_EVERY: Final = re.compile(
    r"(?:every\s+|jedes\s+|alle\s+)?(?:(?P<number>\d{1,3})\.?\s*)?(?:meetings?|treffen|times?|mal)", re.IGNORECASE
)
_MONTH: Final = re.compile(
    r"(?:every\s+|each\s+|a\s+|jeden\s+|1\s+)?(?:months?|monthly|monat|monatlich)", re.IGNORECASE
)
_REST: Final = re.compile(r"(?P<number>\d{1,3})(?:\s+(?:turns?|meetings?|times?|treffen|mal))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood, ``why`` in one word that a template has a sentence for, and the words."""

    why: str
    words: str


def called(typed: str) -> str:
    """Return what a role is called that people type like this; what is no known one stays as it was typed."""
    name = " ".join(words.quoted(words.plainly(typed)).rstrip(".!? ").split())
    said = name.casefold()
    return next((known for known, others in KNOWN.items() if said == known or said in others), name)


def which(typed: str, names: Iterable[str]) -> str | None:
    """Return which of these roles is meant, in whatever capitals."""
    said = called(typed).casefold()
    return next((name for name in names if name.casefold() == said), None)


def read(text: str) -> tuple[str, ...] | Unclear:
    """Return the roles that a text names, each once.

    ``nothing`` says that it names none, ``name`` that these words are no role's name, ``long`` that one is too long.
    """
    names = [part.strip() for part in _BETWEEN.split(words.plainly(text)) if part.strip(" .!?")]
    if not names:
        return Unclear("nothing", text)
    for name in names:
        if not _NAME.fullmatch(called(name)) or called(name).casefold() in _ANSWERS | set(DAYS):
            return Unclear("name", name)
        if len(called(name)) > LONGEST:
            return Unclear("long", name)
    return tuple({called(name).casefold(): called(name) for name in reversed(names)}.values())[::-1]


def at_either_end(text: str, names: Sequence[str]) -> tuple[str | None, str]:
    """Return which of these roles a text begins or ends with, and the rest of it."""
    split = words.plainly(text).split()
    for length in range(min(len(split), MOST_WORDS), 0, -1):
        for part, rest in ((split[:length], split[length:]), (split[-length:], split[:-length])):
            if (role := which(" ".join(part).strip(",;:"), names)) is not None:
                return role, _JOINS.sub("", " ".join(rest)).strip(" ,;:")
    return None, " ".join(split)


def every(text: str) -> Every | None:
    """Return which meetings are one turn, as people say it: ``meeting``, ``4 meetings``, ``month``."""
    said = words.whole(text)
    if _MONTH.fullmatch(said):
        return Month()
    found = _EVERY.fullmatch(said)
    number = int(found["number"] or 1) if found else 0
    return Meetings(number) if 1 <= number <= MOST_MEETINGS else None


def written(every: Every) -> str:
    """Return a text that `every_of` reads back."""
    return str(every.number) if isinstance(every, Meetings) else "month"


def every_of(text: str) -> Every:
    """Return which meetings are one turn, as `written` wrote it."""
    return Month() if text == "month" else Meetings(int(text))


def rest(text: str) -> int | None:
    """Return for how many turns people rest who had one, as they say it; None where that is no such number."""
    found = _REST.fullmatch(words.whole(text))
    return int(found["number"]) if found and 1 <= int(found["number"]) <= MOST_REST else None
