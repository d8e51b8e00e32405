"""The reminders of a meeting that are due: to its room, and to whoever wants them in private."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.chat import Group, Priority, Say
from bot.domain import reminders
from bot.domain.meeting import Meeting
from bot.domain.recurrence import Occurrence
from bot.domain.settings import LOUD
from bot.storage.reminded import ROOM, start_of
from bot.storage.tx import Tx


def remind(tx: Tx, group: Group, meeting: Meeting) -> datetime | None:
    """Write every reminder that is due, and return when this is to be looked at next; None once all is over.

    While the group rests nobody is reminded, and nobody in their quiet hours: what is due then is due at their end,
    unless the meeting has begun (N10, N12).
    """
    now, those = tx.now, tx.reminders.of_all(group)
    rests, said, since = tx.settings.rests_until(group, now), tx.reminded.of(meeting), tx.reminded.since(meeting)
    longest = max((each for ahead in those.values() for each in ahead), default=None)
    coming = () if longest is None else meeting.within(now, longest)
    coming = tuple({one.at: one for one in reversed(coming)}.values())[::-1]  # two at one moment are heard of once
    looks = [meeting.next_look(now, (each for ahead in those.values() for each in ahead))]
    for person, ahead in those.items():
        for one in coming:
            start = start_of(one)
            known = max(meeting.made_at, since.get(start, meeting.made_at))
            wanted = {each: max(when, known) for each, when in ahead.items()}
            due = reminders.due(wanted, one.at, said.get((start, person), ()), now)
            if due is None:
                continue
            # Looked up no sooner: most of many people are reminded of nothing at this look.
            quiet = None if person == ROOM else tx.holding.quiet_until(person, group)
            free = max((each for each in (rests, quiet) if each is not None), default=None)
            if free is not None:
                looks.append(free)
                continue
            # Taken back and due again, it is another letter.
            tx.letters.cause = " ".join(
                map(str, ("remind", meeting.id, one.date, one.at.isoformat(), due, now.isoformat()))
            )
            tx.reminded.wrote(meeting, one, due, _write(tx, group, meeting, one, person), person)
    return min((each for each in looks if each is not None), default=None)


def _write(tx: Tx, group: Group, meeting: Meeting, one: Occurrence, person: str) -> str:
    facts: dict[str, Any] = {"meeting": meeting, "one": one, "now": tx.now, "group": group.name}
    facts["seats"] = tx.seats.shown(group, meeting, one)
    if person == ROOM:
        loud = tx.settings.get(group, LOUD)
        say = Say("due", {**facts, "own": ""}, "remind", rings=True, loud=loud)
        return tx.letters.to_group(group, say, priority=Priority.REMINDER, until=one.at)
    say = Say("due", {**facts, "own": tx.people.own(person).zone or ""}, "remind", rings=True)
    return tx.letters.to_person(person, say, priority=Priority.REMINDER, group=group, until=one.at)
