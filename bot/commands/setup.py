"""setup: walk a facilitator through what there is to set, in private; the room reads the outcome in one message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import asked_about, for_facilitators
from bot.commands._private import answer
from bot.commands._steps import STEPS
from bot.commands._walk import Question, Walk
from bot.domain import words
from bot.storage.tx import Tx

NAME = "setup"
USAGE = ""
EXAMPLE = "setup"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Asking | Say:
    """Ask about the first step."""
    return _ask(Walk(ask, tx, for_facilitators(ask, tx), {}), 0, {})


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Asking | Say:
    """Go on to the next step; after the last show what was chosen, and post it on a yes."""
    group = for_facilitators(replace(ask, group=asked_about(ask, tx, about)), tx)
    walk, number = Walk(ask, tx, group, about), int(about["step"])
    kept = {step.name: about[step.name] for step in STEPS if step.name in about}
    if number == len(STEPS):
        return _post(walk, kept) if choice == 1 else say("left", group=group.name)
    if choice == int(about["skip"]):
        return _ask(walk, number + 1, kept)
    step = STEPS[number]
    if not choice and words.is_number(ask.words):
        return _ask(walk, number, kept)  # it was for a choice that this step doesn't have
    try:
        read = step.reads(walk, choice, ask.words)
    except Refused as refused:
        answer(ask, tx, refused.say)
        return _ask(walk, number, kept)
    if isinstance(read, Question):
        return _asking(read, number, group, kept)
    return _ask(walk, number + 1, kept if read is None else {**kept, step.name: read})


def _ask(walk: Walk, number: int, kept: Mapping[str, str]) -> Asking | Say:
    """Ask about the next step that has something to ask; after the last, whether to post what was chosen."""
    group, so_far = walk.group, replace(walk, about=kept)
    for place, step in enumerate(STEPS[number:], number):
        if (question := step.asks(so_far)) is not None:
            return _asking(question, place, group, kept)
    if not kept:
        return say("nothing", group=group.name)
    preview = Question(say("preview", group=group.name, shown=_shown(walk, kept)), ("yes",))
    return _asking(preview, len(STEPS), group, kept, skip="not now")


def _asking(question: Question, number: int, group: Group, kept: Mapping[str, str], *, skip: str = "skip") -> Asking:
    offered = (*question.offered, skip)
    about = {**kept, **question.about, "group": str(group.id), "step": str(number), "skip": str(len(offered))}
    asked = replace(question.say, facts={**question.say.facts, "offered": offered})
    return Asking(asked, offered, NAME, about, slot=NAME, free=question.free)


def _shown(walk: Walk, kept: Mapping[str, str]) -> list[Mapping[str, object]]:
    return [step.shows(walk, kept[step.name]) for step in STEPS if step.name in kept]


def _post(walk: Walk, kept: Mapping[str, str]) -> Say:
    """Carry out all that was chosen, and post it in one message."""
    tx, group, shown = walk.tx, walk.group, _shown(walk, kept)
    for step in STEPS:
        if step.name in kept:
            step.does(walk, kept[step.name])
    tx.letters.to_group(group, say("posted", who=tx.members.name(group, walk.ask.sender), shown=shown))
    return say("done", group=group.name)
