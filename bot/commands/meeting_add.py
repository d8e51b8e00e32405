"""meeting add: let the group meet, once or again and again; the room hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import asked_about, for_facilitators
from bot.commands._meetings import changed, facts
from bot.domain import meeting_words, settings
from bot.domain.meeting import MOST
from bot.domain.meeting_words import Not, Plan
from bot.storage.meetings import CHANGED
from bot.storage.tx import Tx

NAME = "meeting add"
USAGE = '["<title>"] <schedule> [<time zone>] [<length>] [where <link or place>]'
EXAMPLE = 'meeting add "Wednesday circle" weekly wed 19:00 90m where https://example.org/circle'
WHERE = GROUP

LATER = timedelta(days=60)
"""How far off a date is in an example that works."""
HOW_OFTEN = ("weekly", "once")
"""What makes one of a day of the week and a time."""


def run(ask: Ask, tx: Tx) -> Say | Asking | None:
    """Add it; ask whether a day of the week is meant once or every week."""
    group = for_facilitators(ask, tx)
    zone = tx.settings.get(group, settings.TIMEZONE)
    match meeting_words.read(ask.words, ask.said, zone):
        case Plan() as plan:
            return _added(ask, tx, group, plan)
        case Not("how_often", words) as unclear:
            either = [meeting_words.as_often(ask.words, words, often) for often in HOW_OFTEN]
            plans = [meeting_words.read(text, ask.said, zone) for text in either]
            if all(isinstance(plan, Plan) for plan in plans):
                about = {"group": str(group.id), **dict(zip(HOW_OFTEN, either, strict=True))}
                question = say("how_often", words=words, group=group.name)
                return Asking(question, ("every week", "once"), NAME, about)
        case Not() as unclear:
            pass
    raise not_understood(ask, unclear, NAME, group)


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say | Asking | None:
    """Add it as often as was chosen, as if that had been typed."""
    group = asked_about(ask, tx, about)
    return run(replace(ask, group=group, words=about[HOW_OFTEN[choice - 1]]), tx)


def not_understood(ask: Ask, unclear: Not, begun: str, group: Group, of: str = "add") -> Refused:
    """Return the refusal of a meeting, or of one part ``of`` it, with one that works."""
    return Refused(
        "unclear",
        template="meeting_add",
        why=unclear.why,
        words=unclear.words,
        understood=unclear.understood,
        title=unclear.title,
        begun=begun,
        of=of,
        later=(ask.now + LATER).date().isoformat(),
        group=group.name,
    )


def _added(ask: Ask, tx: Tx, group: Group, plan: Plan) -> Say | None:
    those = tx.meetings.of(group)
    if len(those) >= MOST:
        raise Refused("full", most=MOST, group=group.name)
    same = next((each for each in those if (each.schedule, each.title) == (plan.schedule, plan.title)), None)
    if same is not None:
        raise Refused("same", **facts(ask, tx, group, same))
    meeting = tx.meetings.add(group, tx.meta.seal(CHANGED, ask.event), plan, ask.sender)
    if not meeting.upcoming(ask.now):
        raise not_understood(ask, Not("past", ask.words), NAME, group)
    return changed(ask, tx, group, meeting, say("added", **facts(ask, tx, group, meeting)))
