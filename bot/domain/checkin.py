"""What `checkin open` asks for, read from how people type it, and which round something was said in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import duration, how_long

LONGEST = timedelta(days=7)
LONGEST_PROMPT = 500
LATEST = timedelta(hours=2)
"""After this nothing is said any more of a round that was to open or to close: it would be stale (N12)."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the clocks of people's phones and servers may be behind ours."""

_QUOTED = re.compile(r'"(?P<prompt>[^"]*)"\s*(?P<rest>.*)', re.DOTALL)
_FOR = re.compile(r"(?:^|\s)(?:for|für)\s+", re.IGNORECASE)


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

    Unquoted, "for" or "für" belongs to the prompt ("what are you grateful for today")
    unless a number follows it or nothing stands before it. A length that is all that
    there is, or stands behind the quotes, needs no "for".
    """
    words = words.strip()
    if _length(words.rstrip(".!? ")):
        return _read("", f"for {words}")
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
    if _length(rest.rstrip(".!? ")):
        rest = f"for {rest}"
    if not (found := _FOR.match(rest)):
        return Unclear("rest", rest)
    typed = rest[found.end() :].strip().rstrip(".!? ")
    if (length := _length(typed)) is None:
        return Unclear("length", typed)
    return Opening(prompt or None, length) if length <= LONGEST else Unclear("too_long", typed)


def _length(typed: str) -> timedelta | None:
    """Return a length of time, of a meeting's length in every spelling and language that one takes."""
    try:
        return duration.parse(typed)
    except ValueError:
        read = how_long.read(typed)
        return read if isinstance(read, timedelta) else None


def is_about(said: datetime, opened_at: datetime) -> bool:
    """Return whether what was said at a moment may be about a round that was opened at another.

    What arrives late, from a server that was out of reach or with a key that was, may
    have been written before the round, about an earlier one.
    """
    return said + CLOCKS_DIFFER >= opened_at
