"""setup: walk a facilitator through what there is to set, in private; the room reads the outcome in one message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import for_facilitators
from bot.commands.agreements_set import LONGEST
from bot.domain import settings, words
from bot.storage.texts import AGREEMENTS
from bot.storage.tx import Tx

NAME = "setup"
USAGE = ""
EXAMPLE = "setup"
WHERE = GROUP

SKIP: Final = 2
"""Which choice of every step leaves things as they are."""
LONGEST_SHOWN: Final = 80
"""Characters of what can't be read as a time zone that are repeated."""
START: Final = "We listen. We give no advice. What is said here stays here."
"""Agreements for a group that has none and wants some at once."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to set: what is asked about it, and what an answer makes of it.

    ``asks`` returns the question and its first choice, or ``None`` where there is nothing to ask. ``reads`` returns
    what is to be kept of an answer, ``None`` where that is nothing, and refuses what it can't read. A ``free`` step
    takes a text of the facilitator's own as well, as the choice 0.
    """

    name: str
    asks: Callable[[Tx, Group], tuple[Say, str] | None]
    reads: Callable[[Tx, Group, int, str], str | None]
    free: bool = False


def run(ask: Ask, tx: Tx) -> Asking | Say:
    """Ask about the first step."""
    return _ask(tx, for_facilitators(ask, tx), 0, {})


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Asking | Say:
    """Go on to the next step; after the last show what was chosen, and post it on a yes."""
    group = tx.groups.by_id(int(about["group"]))
    if group is None or ask.sender not in tx.members.of(group):
        raise Refused("gone_group", template="fixed")
    for_facilitators(replace(ask, group=group), tx)
    number, kept = int(about["step"]), {step.name: about[step.name] for step in STEPS if step.name in about}
    if number == len(STEPS):
        return _post(ask, tx, group, kept) if choice == 1 else say("left", group=group.name)
    step = STEPS[number]
    try:
        value = None if choice == SKIP else step.reads(tx, group, choice, ask.words)
    except Refused as refused:
        _, first = step.asks(tx, group) or (None, "yes")
        return _asking(refused.say, first, number, group, kept, free=step.free)
    return _ask(tx, group, number + 1, kept if value is None else {**kept, step.name: value})


def _ask(tx: Tx, group: Group, number: int, kept: Mapping[str, str]) -> Asking | Say:
    """Ask about the next step that has something to ask; after the last, whether to post what was chosen."""
    for place, step in enumerate(STEPS[number:], number):
        if (asks := step.asks(tx, group)) is not None:
            return _asking(*asks, place, group, kept, free=step.free)
    if not kept:
        return say("nothing", group=group.name)
    preview = say("preview", group=group.name, changes=_changes(tx, group, kept), agreements=kept.get(AGREEMENTS, ""))
    return _asking(preview, "yes", len(STEPS), group, kept, other="not now")


def _asking(  # noqa: PLR0913 - a question is these facts
    question: Say,
    first: str,
    number: int,
    group: Group,
    kept: Mapping[str, str],
    *,
    other: str = "skip",
    free: bool = False,
) -> Asking:
    about = {**kept, "group": str(group.id), "step": str(number)}
    offered = (first, other)
    question = replace(question, facts={**question.facts, "offered": offered})
    return Asking(question, offered, NAME, about, slot=NAME, free=free)


def _changes(tx: Tx, group: Group, kept: Mapping[str, str]) -> list[dict[str, str]]:
    names = [step.name for step in STEPS if step.name in kept and step.name in settings.SETTINGS]
    return [{"name": name, "new": kept[name], "old": tx.settings.shown(group, name)} for name in names]


def _post(ask: Ask, tx: Tx, group: Group, kept: Mapping[str, str]) -> Say:
    """Carry out all that was chosen, and post it in one message."""
    changes, who = _changes(tx, group, kept), tx.members.name(group, ask.sender)
    for name, value in kept.items():
        if name in settings.SETTINGS:
            setting = settings.SETTINGS[name]
            tx.settings.put(group, setting, setting.parse(value), ask.sender, ask.now)
        else:
            tx.texts.put(group, name, value, ask.sender, ask.now)
    tx.letters.to_group(group, say("posted", who=who, changes=changes, agreements=kept.get(AGREEMENTS, "")))
    return say("done", group=group.name)


# ------------------------------------------------------------------------ the steps


def _asks_zone(tx: Tx, group: Group) -> tuple[Say, str]:
    zone = tx.settings.get(group, settings.TIMEZONE)
    return say("zone", group=group.name, zone=zone), "keep it"


def _reads_zone(tx: Tx, group: Group, choice: int, typed: str) -> str | None:
    before = tx.settings.get(group, settings.TIMEZONE)
    if choice == 1:
        return None
    try:
        zone = settings.TIMEZONE.parse(words.quoted(typed).rstrip(".!?"))
    except ValueError:
        raise Refused("zone_unclear", typed=typed[:LONGEST_SHOWN]) from None
    return None if zone == before else zone


def _asks_agreements(tx: Tx, group: Group) -> tuple[Say, str]:
    if tx.texts.get(group, AGREEMENTS) is None:
        return say("agreements_first", group=group.name, start=START), "these"
    return say("agreements_again", group=group.name), "keep them"


def _reads_agreements(tx: Tx, group: Group, choice: int, typed: str) -> str | None:
    before = tx.texts.get(group, AGREEMENTS)
    if choice == 1:
        return START if before is None else None
    text = words.quoted(typed)
    if len(text) > LONGEST:
        raise Refused("agreements_long", length=len(text), longest=LONGEST, start="" if before else START)
    return None if not text or text == before else text


def _asks_welcome(tx: Tx, group: Group) -> tuple[Say, str] | None:
    return None if tx.settings.get(group, settings.WELCOME) else (say("newcomers", group=group.name), "yes")


def _reads_welcome(tx: Tx, group: Group, choice: int, typed: str) -> str | None:
    return settings.WELCOME.show(value=True)


STEPS: Final = (
    Step(settings.TIMEZONE.name, _asks_zone, _reads_zone, free=True),
    Step(AGREEMENTS, _asks_agreements, _reads_agreements, free=True),
    Step(settings.WELCOME.name, _asks_welcome, _reads_welcome),
)
"""What is walked through, in this order. A step of its own kind joins here, with its blocks in the template."""
