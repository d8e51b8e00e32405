"""What follows the word `support`: when, what kind of support, under one's name or not, and a note.

Nothing that is typed here blocks it: what is none of these words, and all that follows it, is the note.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bot.domain import words
from bot.domain.listening import KINDS
from bot.domain.requests import MODES

NOW, TODAY, WEEK = MODES
LISTEN: Final = KINDS[0]
"""The kind that is meant where none is named."""
LONGEST_NOTE: Final = 600

_MODES: Final = {
    **dict.fromkeys(("now", "right now", "asap", "urgent", "jetzt", "sofort"), NOW),
    **dict.fromkeys(("today", "tonight", "this evening", "heute", "heute abend"), TODAY),
    **dict.fromkeys(("week", "this week", "in the next days", "woche", "diese woche"), WEEK),
}
_KINDS: Final = {
    **{kind: kind for kind in KINDS},
    **dict.fromkeys(("listening", "zuh\u00f6ren", "zuhoeren"), "listen"),
    "gesellschaft": "company",
    **dict.fromkeys(("practical help", "praktisch", "praktische hilfe"), "practical"),
    **dict.fromkeys(("distraction", "ablenkung", "ablenken"), "distract"),
    **dict.fromkeys(("witnessing", "dabei sein"), "witness"),
}
_NAMED: Final = {"named": True, "quiet": False, "mit namen": True, "leise": False}
_MOST_WORDS: Final = 4


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for; ``None`` where they did not say."""

    mode: str | None = None
    kind: str | None = None
    named: bool | None = None
    note: str = ""


def read(typed: str) -> Wish:
    """Read ``now company named it is loud here``, in any order up to the note."""
    rest = words.quoted(words.plainly(typed))
    mode: str | None = None
    kind: str | None = None
    named: bool | None = None
    while rest:
        said, after = _leading(rest)
        if said in _MODES and mode is None:
            mode = _MODES[said]
        elif said in _KINDS and kind is None:
            kind = _KINDS[said]
        elif said in _NAMED and named is None:
            named = _NAMED[said]
        else:
            break
        rest = after
    return Wish(mode, kind, named, words.quoted(rest)[:LONGEST_NOTE])


def _leading(text: str) -> tuple[str, str]:
    """Return the longest of the known words that a text begins with, and what follows; else its first word."""
    parts = text.split(maxsplit=_MOST_WORDS)
    said = [
        " ".join(part.strip(",.!?;:").casefold() for part in parts[:n]) for n in range(min(_MOST_WORDS, len(parts)) + 1)
    ]
    known = (n for n, words_ in enumerate(said) if words_ in _MODES or words_ in _KINDS or words_ in _NAMED)
    length = max(known, default=1)
    return said[length], " ".join(text.split(maxsplit=length)[length:])
