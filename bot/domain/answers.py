"""Which open question an answer is for: with several that take it, none (N28)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain import naming, words

_NUMBERED = re.compile(r"(?P<number>\d{1,2})[.):]?\s+(?P<answer>.+)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open question: its own number, its choices, and the place in the list in which it was last shown.

    A ``free`` one takes any text, where nothing else does. Of one that is ``named`` the choices are names: what begins
    a word of one of them, and of no other, means it.
    """

    id: int
    choices: tuple[str, ...]
    listed: int | None = None
    free: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """The answer is the choice, counted from 1, of this question; 0 is a text of the person's own.

    ``text`` is that where it is not the whole of what was typed.
    """

    id: int
    choice: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Several:
    """Each of these takes the answer, or the one that was named by its number is gone: they are to be listed."""

    ids: tuple[int, ...]


def meant(text: str, waiting: Sequence[Waiting]) -> Taken | Several | None:
    """Return what an answer means to the questions that wait, the oldest first.

    ``2 yes`` is for the second of those that were listed last, or that would be listed for ``yes``.
    """
    numbered = _NUMBERED.fullmatch(words.plainly(text))
    listed = {question.listed: question for question in waiting if question.listed is not None}
    if numbered and (len(waiting) > 1 or listed):
        number, answer = int(numbered["number"]), numbered["answer"]
        taking = _taking(answer, waiting)
        in_order = listed or {place: question for place, (question, _) in enumerate(taking, 1)}
        if (named := in_order.get(number)) is not None and (n := words.choice(answer, named.choices)) is not None:
            return Taken(named.id, n)
        if named is not None and named.free and listed:
            return Taken(named.id, 0, answer)
        if taking:
            return Several(tuple(question.id for question, _ in taking))
    match _taking(text, waiting):
        case []:
            return None
        case [(question, n)]:
            return Taken(question.id, n)
        case taking:
            return Several(tuple(question.id for question, _ in taking))


def written(text: str, waiting: Sequence[Waiting]) -> Taken | Several | None:
    """Return which question takes a text that is no choice of any, and no command: a part of a name, or any."""
    match [(one.id, place) for one in waiting if one.named and (place := naming.begun(text, one.choices))]:
        case [(number, place)]:
            return Taken(number, place)
        case [_, *_] as several:
            return Several(tuple(number for number, _ in several))
    match [question.id for question in waiting if question.free]:
        case []:
            return None
        case [number]:
            return Taken(number, 0)
        case numbers:
            return Several(tuple(numbers))


def _taking(answer: str, waiting: Sequence[Waiting]) -> list[tuple[Waiting, int]]:
    return [(question, n) for question in waiting if (n := words.choice(answer, question.choices)) is not None]
