"""What is said in the room as a meeting begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from bot.chat import Say
from bot.domain.meeting import Meeting
from bot.domain.recurrence import Occurrence
from bot.storage.texts import AGREEMENTS
from bot.storage.tx import Tx

LATEST: Final = timedelta(minutes=10)
"""How long after the start an opening is said: later, people are in the middle of it (PRODUCT.md N12)."""


def say_opening(meeting: Meeting, begun: Sequence[Occurrence], tx: Tx) -> None:
    """Say one opening for what has begun, in a message that rings, unless it was said or the group rests."""
    group = tx.groups.by_id(meeting.group)
    those = [one for one in begun if tx.now - one.at <= LATEST]
    if group is None or not those or tx.settings.rests_until(group, tx.now) is not None:
        return
    if any(tx.openings.said(meeting, one, tx.now) for one in those):
        return
    tx.openings.say(meeting, those, tx.now)
    text = meeting.opening or tx.texts.get(group, AGREEMENTS) or ""
    practice = tx.practices.of(group).upcoming or ""
    tx.practices.shown(group)
    facts = {"meeting": meeting, "text": text, "practice": practice}
    tx.letters.to_group(group, Say("opens", facts, "meeting_opening", rings=True))
