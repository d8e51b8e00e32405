"""Taking a text apart from its start for as long as it is understood; what is left stays as it was typed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from bot.domain import words

_BETWEEN = re.compile(r"[\s,;]*")
# Letters that a pattern without regard to case takes for these, and no table has.
_LOOKALIKES = str.maketrans("\u017f\u212a\u0130\u0131", "skii")
_WORD = re.compile(r"[^\s,;]+")


def whole(pattern: str) -> re.Pattern[str]:
    """Return a pattern that whole words match, in any case; spaces, ``,``, ``;`` and a final ``.!?`` end a word."""
    return re.compile(rf"(?:{pattern})[.!?]*(?=[\s,;]|$)", re.IGNORECASE)


@dataclass(slots=True)
class Cursor:
    """A place in a text: all before it is understood."""

    text: str
    at: int = 0

    @classmethod
    def of(cls, text: str) -> Self:
        """Begin to read what somebody typed; without spaces at its ends a text has as many characters as before."""
        return cls(words.plainly(text).translate(_LOOKALIKES))

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Go past what the pattern matches here, with the spaces and commas before it; stay where it matches not."""
        found = pattern.match(self.text, self._start())
        if found is not None:
            self.at = found.end()
        return found

    @property
    def rest(self) -> str:
        """What is not understood so far."""
        return self.text[self._start() :].strip()

    @property
    def word(self) -> str:
        """The first word of the rest, empty where there is none."""
        found = _WORD.match(self.text, self._start())
        return found[0] if found else ""

    def since(self, start: int) -> str:
        """Return what was taken from there on."""
        return self.text[start : self.at].strip(" \t\n,;")

    def _start(self) -> int:
        between = _BETWEEN.match(self.text, self.at)
        assert between, "it matches no characters too"
        return between.end()
