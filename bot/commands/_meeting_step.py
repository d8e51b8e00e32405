"""The step of `setup` that asks when the group meets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta

from bot.chat import say
from bot.commands._meetings import SHOWN
from bot.commands._walk import LONGEST_SHOWN, Question, Step, Walk
from bot.commands.meeting_add import HOW_OFTEN, NAME, add, either, not_understood
from bot.domain import meeting_words, schedule_words, settings
from bot.domain.meeting import Meeting
from bot.domain.meeting_words import Not, Plan
from bot.storage.meetings import CHANGED


def _asks(walk: Walk) -> Question | None:
    if walk.tx.meetings.of(walk.group):
        return None
    return Question(say("meeting", group=walk.group.name, zone=_zone(walk)), (), free=True)


def _zone(walk: Walk) -> str:
    """Return the zone that the group has once all this is posted."""
    return walk.about.get(settings.TIMEZONE.name) or walk.tx.settings.get(walk.group, settings.TIMEZONE)


def _reads(walk: Walk, choice: int, typed: str) -> str | Question:
    if choice:
        return walk.about[HOW_OFTEN[choice - 1]]
    now, zone = walk.ask.said, _zone(walk)
    match meeting_words.read(typed, now, zone):
        case Plan() as plan:
            return _packed(plan)
        case Not("how_often", unsure) as unclear:
            if both := either(typed, unsure, now, zone):
                about = {often: _packed(plan) for often, (_, plan) in both.items()}
                question = say("meeting_often", words=unsure[:LONGEST_SHOWN], group=walk.group.name)
                return Question(question, ("every week", "once"), about=about)
        case Not() as unclear:
            pass
    raise not_understood(walk.ask, unclear, NAME, walk.group)


def _does(walk: Walk, kept: str) -> None:
    plan, those = _unpacked(kept), walk.tx.meetings.of(walk.group)
    if (plan.schedule, plan.title) not in [(each.schedule, each.title) for each in those]:  # else somebody added it
        add(walk.ask, walk.tx, walk.group, plan)


def _shows(walk: Walk, kept: str) -> Mapping[str, object]:
    plan, now = _unpacked(kept), walk.ask.now
    meeting = Meeting("", walk.group.id, 0, "", plan.schedule, now, plan.title, plan.length, plan.place)
    return {"name": CHANGED, "meeting": meeting, "next": meeting.upcoming(now, SHOWN), "now": now}


def _packed(plan: Plan) -> str:
    """Return a plan as it waits for the end of the walk: what was meant by "tomorrow" stays."""
    length = None if plan.length is None else plan.length // timedelta(seconds=1)
    return json.dumps([str(plan.schedule), plan.title, length, plan.place], ensure_ascii=False)


def _unpacked(kept: str) -> Plan:
    schedule, title, length, place = json.loads(kept)
    lasting = None if length is None else timedelta(seconds=length)
    return Plan(schedule_words.parse(schedule), title, lasting, place)


STEP = Step(CHANGED, _asks, _reads, _does, _shows)
