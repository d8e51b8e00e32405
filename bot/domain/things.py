"""Names of a group's things that people type: a short word and a number, ``lake-4``, and never a person's name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_WORDS: Final = (
    "lake", "pond", "dune", "moss", "path", "boat", "lamp", "gate", "drum", "leaf", "seed",
    "nest", "wave", "cove", "kite", "tent", "loaf", "yarn", "raft", "barn", "tide", "plum", "mill",
)  # fmt: skip
"""None of them is what people call each other, a day, a month or a city; as many as have no divisor with the step."""
_STEP: Final = 5
_TYPED: Final = re.compile(r"(?P<word>[a-z]{2,12})(?:\s?-\s?|\s)?(?P<number>\d{1,6})(?=[\s,.:;!?]|$)", re.IGNORECASE)
_WORD: Final = re.compile(r"(?P<word>[a-z]{4})(?=[\s,.:;!?]|$)", re.IGNORECASE)


def name(number: int) -> str:
    """Return the name of a group's thing of this number; two that follow each other have different words."""
    return f"{_WORDS[(number - 1) * _STEP % len(_WORDS)]}-{number}"


def at_start(text: str, names: Sequence[str]) -> tuple[str | None, str] | None:
    """Return which name a text begins with, and the rest of it; None where it begins with none.

    The word alone does where one thing alone has it. What looks like a name and is none of these is None with
    the words that do.
    """
    if (found := _TYPED.match(text)) and found["word"].lower() in _WORDS:
        called = f"{found['word'].lower()}-{int(found['number'])}"
        return (called, _after(text, found)) if called in names else (None, found[0])
    if (word := _WORD.match(text)) and word["word"].lower() in _WORDS:
        called_so = [each for each in names if each.startswith(f"{word['word'].lower()}-")]
        return (called_so[0], _after(text, word)) if len(called_so) == 1 else (None, word[0])
    return None


def _after(text: str, found: re.Match[str]) -> str:
    return text[found.end() :].lstrip(" \t\n,.:;!?")
