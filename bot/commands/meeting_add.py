"""meeting add: let the group meet, once or again and again; the room hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from bot.chat import Ask, Asking, Group, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import asked_about, for_facilitators
from bot.commands._meetings import changed, facts
from bot.domain import duration, meeting_words, schedule_words, settings
from bot.domain.meeting import MOST, Meeting
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
            meeting = add(ask, tx, group, plan)
            return changed(ask, tx, group, meeting, say("added", **facts(ask, tx, group, meeting)))
        case Not("how_often", words) as unclear:
            if both := either(ask.words, words, ask.said, zone):
                about = {"group": str(group.id), **{often: text for often, (text, _) in both.items()}}
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


def either(typed: str, words: str, now: datetime, zone: str) -> Mapping[str, tuple[str, Plan]]:
    """Return what was typed as every week and as once, and what each means; nothing where one of them means none."""
    texts = {often: schedule_words.as_often(typed, words, often) for often in HOW_OFTEN}
    read = {often: (text, meeting_words.read(text, now, zone)) for often, text in texts.items()}
    both = {often: (text, plan) for often, (text, plan) in read.items() if isinstance(plan, Plan)}
    return both if len(both) == len(HOW_OFTEN) else {}


def add(ask: Ask, tx: Tx, group: Group, plan: Plan) -> Meeting:
    """Add a meeting, and refuse one that is there already, that is over, or for which there is no room."""
    those = tx.meetings.of(group)
    if len(those) >= MOST:
        raise Refused("full", template="meeting_add", most=MOST, name=those[0].name, group=group.name)
    same = next((each for each in those if (each.schedule, each.title) == (plan.schedule, plan.title)), None)
    if same is not None:
        raise Refused("same", template="meeting_add", change=_change(same, plan), **facts(ask, tx, group, same))
    meeting = tx.meetings.add(group, tx.meta.seal(CHANGED, ask.event), plan, ask.sender)
    if not meeting.upcoming(ask.now):
        raise not_understood(ask, Not("past", ask.words), NAME, group)
    return meeting


def _change(meeting: Meeting, plan: Plan) -> str:
    """Return what gives a meeting that is there the place or length that was said; nothing where it has both."""
    if plan.place and plan.place != meeting.place:
        return f"meeting edit {meeting.name} where {plan.place}"
    if plan.length and plan.length != meeting.length:
        return f"meeting edit {meeting.name} for {duration.words(plan.length)}"
    return ""
