"""A group's own questions for its check-ins, as people type them: ``"How are you arriving?" "What would help?"``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MOST: Final = 3
LONGEST: Final = 140
"""Characters of each; all of them stand in one line."""
WHY: Final = frozenset({"no_prompt", "many", "long", "outside"})
"""Every word that says why they are unclear."""
_QUOTED: Final = re.compile(r'"([^"]*)"\s*[,;]?\s*')


@dataclass(frozen=True, slots=True)
class Unclear:
    """Why the questions are unclear, one of `WHY`, and the words that are, or how many there are."""

    why: str
    words: str


def read(text: str) -> tuple[str, ...] | Unclear:
    """Read one to three questions in quotes; one alone needs none."""
    text = " ".join(text.split())
    found, outside = [prompt.strip() for prompt in _QUOTED.findall(text)], _QUOTED.sub("", text).strip()
    if not found and '"' not in text:
        found, outside = [text], ""
    if outside:
        return Unclear("outside", outside)
    if not all(found):
        return Unclear("no_prompt", text)
    if len(found) > MOST:
        return Unclear("many", str(len(found)))
    long = next((prompt for prompt in found if len(prompt) > LONGEST), None)
    return tuple(found) if long is None else Unclear("long", f"{long[:40]}\N{HORIZONTAL ELLIPSIS}")
