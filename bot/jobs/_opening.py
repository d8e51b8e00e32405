"""What is said in the room as a meeting begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from bot.chat import Group, Priority, Say
from bot.domain.meeting import Meeting
from bot.storage.texts import AGREEMENTS
from bot.storage.tx import Tx

LATEST: Final = timedelta(minutes=10)
"""How long after the start an opening is said: later, people are in the middle of it (N12)."""


def say_opening(tx: Tx, group: Group, meeting: Meeting) -> None:
    """Say one opening for what has begun by now, in a message that rings, unless it was said or the group rests.

    It is the same letter whichever job looked at the meeting.
    """
    begun = [one for one in meeting.begun(tx.now - LATEST, tx.now) if one.at >= meeting.made_at]
    those = [one for one in begun if not tx.openings.said(meeting, one, tx.now)]
    if not those or tx.settings.rests_until(group, tx.now) is not None:
        return
    tx.openings.note(meeting, those, tx.now)
    text = meeting.opening or tx.texts.get(group, AGREEMENTS) or ""
    practice = tx.practices.of(group).upcoming or ""
    tx.practices.shown(group)
    facts = {"meeting": meeting, "text": text, "practice": practice, "seats": tx.seats.shown(group, meeting, those[-1])}
    tx.letters.cause = f"opening {meeting.id} {those[-1].date} {those[-1].at.isoformat()}"
    say = Say("opens", facts, "meeting_opening", rings=True)
    tx.letters.to_group(group, say, priority=Priority.REMINDER, until=those[-1].at + LATEST)
