"""checkin: in private, how somebody is, which they may share; with a schedule, a check-in that repeats in the group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.chat import Ask, Asking, Group, Refused, Say
from bot.commands import GROUP, _arriving, _repeats
from bot.commands._facilitating import asked_about, facilitators, for_facilitators, group_of
from bot.commands.meeting_add import HOW_OFTEN
from bot.domain import repeat_words, settings, words
from bot.domain.repeat_words import INCOMPLETE, Not, Plan
from bot.storage.tx import Tx

NAME = "checkin"
USAGE = "[<schedule> [for 4h] | <your words>]"
EXAMPLE = "checkin weekly sun 18:00 for 4h"
ALONE = "checkin A long day, and glad to be here"
"""An example for whoever asks in private, where anybody may say how they are."""
WHERE = GROUP

NEAR = ("open", "close", "prompts", "schedules", "cancel", "remind")
"""What may stand behind it, and be mistyped."""

RULES = frozenset({"weekly", "monthly", "wöchentlich", "monatlich"})
"""What begins a schedule, and nothing that somebody says of how they are."""


def run(ask: Ask, tx: Tx) -> Say | Asking | None:
    """Let a check-in repeat where the words are a schedule; else take them as how somebody is."""
    group = group_of(ask)
    if not ask.words.strip():
        return _arriving.asks(tx, ask.sender, group)
    plan = _repeats.read(ask, tx, group, ask.words)
    if isinstance(plan, Plan):
        return _repeats.added(ask, tx, for_facilitators(ask, tx), plan)
    if _is_a_try(ask, tx, group, plan):
        for_facilitators(ask, tx)
        question = _repeats.how_often(ask, tx, group, plan.words) if plan.why == "how_often" else None
        if question is not None:
            return question
        raise _repeats.not_understood(ask, plan, group)
    if meant := _mistyped(ask.words):
        raise Refused("mistyped", template="fixed", typed=ask.words, begun=NAME, meant=f"{NAME} {meant}")
    return _arriving.said(ask, tx, group, ask.words)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say | Asking | None:
    """Go on with what was asked: how often, how somebody is, or what becomes of their words."""
    group = asked_about(ask, tx, about)
    if about["step"] == _repeats.OFTEN:
        return run(replace(ask, group=group, words=about[HOW_OFTEN[choice - 1]]), tx)
    return _arriving.answered(ask, tx, group, about, choice)


def _is_a_try(ask: Ask, tx: Tx, group: Group, unclear: Not) -> bool:
    """Return whether words that are no schedule were meant as one.

    In the room nobody says how they are with a command. In private these words are a person's own, unless they are
    the beginning of a schedule and nothing else: one that can be nothing but that, or a facilitator's.
    """
    if not ask.private:
        zone = tx.settings.get(group, settings.TIMEZONE)
        return unclear.why != "nothing" or repeat_words.holds_one(ask.words, ask.said, zone)
    if unclear.why in INCOMPLETE and words.whole(ask.words).split()[0] in RULES:
        return True
    leads = ask.sender in {one.person for one in facilitators(tx, group)}
    return leads and (unclear.why in INCOMPLETE or unclear.why == "how_often")


def _mistyped(typed: str) -> str | None:
    """Return the word that was mistyped behind `checkin`; a sentence is none."""
    first, _, rest = words.whole(typed).partition(" ")
    sure = not rest or rest.startswith(('"', "for ")) or any(sign.isdigit() for sign in rest)
    return next((word for word in NEAR if sure and words.one_edit(first, word)), None)
