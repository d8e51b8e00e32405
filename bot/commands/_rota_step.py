"""The step of `setup` that asks which roles go round, where the group meets and none does yet."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import say
from bot.commands._walk import Question, Step, Walk
from bot.commands.rota_add import add, read
from bot.storage.meetings import CHANGED as MEETING
from bot.storage.roles import CHANGED

FIRST = "facilitator"


def _asks(walk: Walk) -> Question | None:
    meets = MEETING in walk.about or walk.tx.meetings.of(walk.group)
    if not meets or walk.tx.roles.of(walk.group):
        return None
    return Question(say("roles", group=walk.group.name), (FIRST,), free=True)


def _reads(walk: Walk, choice: int, typed: str) -> str:
    return FIRST if choice else ", ".join(read(typed, walk.tx, walk.group))


def _does(walk: Walk, kept: str) -> None:
    add(walk.ask, walk.tx, walk.group, read(kept, walk.tx, walk.group))


def _shows(walk: Walk, kept: str) -> Mapping[str, object]:
    return {"name": CHANGED, "names": kept.split(", ")}


STEP = Step(CHANGED, _asks, _reads, _does, _shows)
