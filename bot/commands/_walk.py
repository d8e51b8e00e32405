"""How `setup` walks through steps: what each asks, what it makes of an answer, and what it carries out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.chat import Ask, Group, Say
from bot.storage.tx import Tx

LONGEST_SHOWN: Final = 80
"""Characters that are repeated of what can't be read."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Who is walked through, and for which group.

    ``about`` is what the question that was answered knew; to a step that asks, it is what was kept so far.
    """

    ask: Ask
    tx: Tx
    group: Group
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Question:
    """What a step asks; after what is ``offered`` comes the choice that skips the step.

    A ``free`` one takes a text of the facilitator's own as well, as the choice 0; ``about`` is needed with the answer.
    """

    say: Say
    offered: tuple[str, ...]
    free: bool = False
    about: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set.

    ``asks`` returns its question, or ``None`` where there is nothing to ask. ``reads`` returns what is kept of an
    answer, ``None`` where that is nothing, or what is asked next; it refuses what it can't read. ``does`` carries out
    what was kept, and ``shows`` returns what the facilitator, and then the room, read of it, as facts.
    """

    name: str
    asks: Callable[[Walk], Question | None]
    reads: Callable[[Walk, int, str], str | Question | None]
    does: Callable[[Walk, str], None]
    shows: Callable[[Walk, str], Mapping[str, object]]
