"""Which meeting is meant, by its name or title, before what is said of it or behind; else an example that works."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.chat import Ask, Group, Refused
from bot.domain import things
from bot.domain.cursor import Cursor
from bot.domain.days import take_date
from bot.domain.meeting import Meeting
from bot.storage.tx import Tx

_LIKE_A_NAME: Final = re.compile(r"[a-z]{2,12}-\d{1,6}(?=\s|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Meant:
    """The meeting that is meant, the words behind its name, and what was ``begun`` as it can be typed again."""

    ask: Ask
    group: Group
    meeting: Meeting
    rest: str
    begun: str


Behind = Callable[[Meant], str]
"""What works behind a meeting's name: the words as they were typed where they do, else others."""


def nothing(meant: Meant) -> str:
    """Return what works behind a name where nothing does."""
    return ""


def which(ask: Ask, tx: Tx, group: Group, command: str, behind: Behind) -> Meant:
    """Return the meeting that the words begin or end with, by its name or title; without one the group's only one."""
    those, words = tx.meetings.of(group), ask.words.strip()
    if not those:
        raise Refused("none", template="meeting", group=group.name)

    def tried(rest: str, among: Sequence[Meeting]) -> tuple[Meant, ...]:
        return tuple(Meant(ask, group, each, rest, f"{command} {each.name}") for each in among)

    match called(words, those) or _at_the_end(words, those):
        case (), typed:
            raise _no_such(typed, command, tried(words[len(typed) :].strip(), those), behind)
        case (_,) as one, rest:
            return tried(rest, one)[0]
        case alike, rest:
            raise _several(command, tried(rest, alike), behind)
        case _ if len(those) == 1:
            return Meant(ask, group, those[0], words, command)
    if words and behind is nothing:
        raise _no_such(words, command, tried("", those), behind)
    like = _LIKE_A_NAME.match(words)
    if like and take_date(Cursor.of(like[0]), ask.said.date(), dotted=True) is None:
        raise _no_such(like[0], command, tried(words[like.end() :].strip(), those), behind)
    raise _several(command, tried(words, those), behind)


def no_such(ask: Ask, group: Group, typed: str, begun: str, those: Sequence[Meeting]) -> Refused:
    """Return the refusal of what is no meeting's name here, behind which nothing stands."""
    return _no_such(typed, begun, _alone(ask, group, begun, those), nothing)


def one_of(ask: Ask, group: Group, begun: str, those: Sequence[Meeting]) -> Refused:
    """Return the refusal of a title that several meetings have, behind which nothing stands."""
    return _several(begun, _alone(ask, group, begun, those), nothing)


def _alone(ask: Ask, group: Group, begun: str, those: Sequence[Meeting]) -> tuple[Meant, ...]:
    return tuple(Meant(ask, group, each, "", f"{begun} {each.name}") for each in those)


def called(words: str, those: Sequence[Meeting]) -> tuple[tuple[Meeting, ...], str] | None:
    """Return the meeting that words begin with, and the rest; all of a title that several have.

    It is no meeting with what looks like a name, and nothing where the words begin with none.
    """
    if found := things.at_start(words, [each.name for each in those]):
        name, rest = found
        return tuple(each for each in those if each.name == name), rest
    for each in sorted(those, key=lambda each: -len(each.title)):
        for title in (f'"{each.title}"', each.title):
            rest = words[len(title) :]
            if each.title and words[: len(title)].casefold() == title.casefold() and rest[:1] in {"", " ", ",", ":"}:
                alike = tuple(other for other in those if other.title.casefold() == each.title.casefold())
                return alike, rest.lstrip(" ,:")
    return None


def _at_the_end(words: str, those: Sequence[Meeting]) -> tuple[tuple[Meeting, ...], str] | None:
    """Return the meeting whose whole name the words end with, and what stands before it."""
    before, _, last = words.rstrip(" .!?").rpartition(" ")
    one = tuple(each for each in those if each.name == last.casefold())
    return (one, before.rstrip(" ,:")) if one and before else None


def _no_such(typed: str, begun: str, tried: Sequence[Meant], behind: Behind) -> Refused:
    return Refused("no_such", template="meeting", typed=typed, begun=begun, **_shown(tried, behind))


def _several(begun: str, tried: Sequence[Meant], behind: Behind) -> Refused:
    return Refused("which", template="meeting", begun=begun, **_shown(tried, behind))


def _shown(tried: Sequence[Meant], behind: Behind) -> dict[str, Any]:
    """Return all that there are, with an example: the first of which what was typed can be said, else what can be."""
    for_each = [(each, behind(each)) for each in tried]
    one, words = next((pair for pair in for_each if pair[1] == pair[0].rest), for_each[0])
    those = [each.meeting for each in tried]
    return {"those": those, "example": f"{one.begun} {words}".strip(), "group": one.group.name}
