"""What `checkin open` and `checkin prompts` take, as people type it, and which round something was said in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import duration

LONGEST = timedelta(days=7)
LONGEST_PROMPT = 500
LATEST = timedelta(hours=2)
"""After this nothing is said of a round any more that was due, to open or to close: it would be stale (PRODUCT.md N12)."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the clocks of people's phones and servers may be behind ours."""

MOST_PROMPTS = 3
LONGEST_OF_PROMPTS = 140
"""Characters of each of a group's own questions, which stand in one line."""

_EACH_QUOTED = re.compile(r'"([^"]*)"\s*[,;]?\s*')
_QUOTED = re.compile(r'"(?P<prompt>[^"]*)"\s*(?P<rest>.*)', re.DOTALL)
_FOR = re.compile(r"(?:^|\s)for\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opening:
    """What to open: the group's own questions where ``prompt`` is ``None``, its own length where ``length`` is."""

    prompt: str | None
    length: timedelta | None


@dataclass(frozen=True, slots=True)
class Unclear:
    """What was not understood: ``length``, ``rest``, ``prompt_long`` or ``too_long``, and the words."""

    why: str
    words: str


def opening(words: str) -> Opening | Unclear:
    """Read ``["prompt"] [for 2h]``; the prompt needs no quotes.

    Unquoted, "for" belongs to the prompt ("what are you grateful for today")
    unless a number follows it or nothing stands before it.
    """
    words = words.strip()
    if quoted := _QUOTED.fullmatch(words):
        return _read(quoted["prompt"], quoted["rest"])
    if found := list(_FOR.finditer(words)):
        last = found[-1]
        if not words[: last.start()].strip() or words[last.end() : last.end() + 1].isdigit():
            return _read(words[: last.start()], words[last.start() :].strip())
    return _read(words, "")


def _read(prompt: str, rest: str) -> Opening | Unclear:
    prompt = prompt.strip()
    if len(prompt) > LONGEST_PROMPT:
        return Unclear("prompt_long", f"{prompt[:40]}\N{HORIZONTAL ELLIPSIS}")
    if not rest:
        return Opening(prompt or None, None)
    if not (found := _FOR.match(rest)):
        return Unclear("rest", rest)
    typed = rest[found.end() :].strip().rstrip(".!? ")
    try:
        length = duration.parse(typed)
    except ValueError:
        return Unclear("length", typed)
    return Opening(prompt or None, length) if length <= LONGEST else Unclear("too_long", typed)


def prompts(words: str) -> tuple[str, ...] | Unclear:
    """Read a group's own questions, one to three in quotes; one alone needs none.

    What was not understood: ``no_prompt``, ``many``, ``long`` or what stands ``outside`` of the quotes.
    """
    words = " ".join(words.split())
    outside = _EACH_QUOTED.sub("", words).strip()
    found = [prompt.strip() for prompt in _EACH_QUOTED.findall(words)]
    if not found and '"' not in words:
        found, outside = [words], ""
    if outside:
        return Unclear("outside", outside)
    if not all(found):
        return Unclear("no_prompt", words)
    if len(found) > MOST_PROMPTS:
        return Unclear("many", str(len(found)))
    long = next((prompt for prompt in found if len(prompt) > LONGEST_OF_PROMPTS), None)
    return tuple(found) if long is None else Unclear("long", f"{long[:40]}\N{HORIZONTAL ELLIPSIS}")


def is_about(said: datetime, opened_at: datetime) -> bool:
    """Return whether what was said at a moment may be about a round that was opened at another.

    What arrives late, from a server that was out of reach or with a key that was, may
    have been written before the round, about an earlier one.
    """
    return said + CLOCKS_DIFFER >= opened_at
