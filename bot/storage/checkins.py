"""How a check-in round opens and closes in its group's room, and how somebody is asked alone how they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.chat import Asking, Group, Priority, Say
from bot.domain import settings
from bot.domain.checkin import LATEST
from bot.storage.texts import PROMPTS

if TYPE_CHECKING:
    from bot.storage.rounds import Round
    from bot.storage.tx import Tx

MARK: Final = "🌱"
"""Stands under a round and under its answers without words, and means the same for all of them."""
CLOSES: Final = "checkin"
"""The kind of the job that closes a round."""
COMMAND: Final = "checkin"
"""The command that hears how somebody is."""
WORDS: Final = "words"
"""The step of its dialogue in which their own words are waited for."""


def prompts(tx: Tx, group: Group) -> tuple[str, ...]:
    """Return the group's own questions; none where it has those of every group."""
    return tuple((tx.texts.get(group, PROMPTS) or "").splitlines())


def asking(tx: Tx, group: Group, said: Say, holds: timedelta, slot: str | None = None) -> Asking:
    """Return the group's questions to one person; the next message of theirs that is no command answers them."""
    question = replace(said, facts={"prompts": prompts(tx, group), "group": group.name, **said.facts})
    about = {"step": WORDS, "group": str(group.id)}
    return Asking(question, ("pass",), COMMAND, about, holds, slot=slot, free=True)


def opens(  # noqa: PLR0913 - a round is these facts
    tx: Tx,
    group: Group,
    closes_at: datetime,
    prompt: str = "",
    *,
    priority: Priority = Priority.REPLY,
    until: datetime | None = None,
) -> dict[str, Any]:
    """Open a round, with the group's own questions where there is no other; return what is said of it.

    It is not opened where that can't be said ``until`` then.
    """
    facts = {"closes_at": closes_at, "zone": tx.settings.get(group, settings.TIMEZONE), "now": tx.now}
    asked = (prompt,) if prompt else prompts(tx, group)
    said = Say("round", {"prompts": asked, **facts}, "checkin_open", rings=True, under=(MARK,))
    letter = tx.letters.to_group(group, said, priority=priority, until=until)
    opened = tx.rounds.open(group, letter, tx.now, closes_at)
    tx.jobs.at(closes_at, CLOSES, str(opened.id), group.id)
    return facts


def closes(tx: Tx, group: Group, opened: Round) -> None:
    """Close a round whose time is over and thank the room; late or never seen there, without a word."""
    tx.rounds.close(opened, tx.now)
    if tx.outbox.is_owed(opened.letter):
        tx.outbox.dropped(opened.letter, tx.now)  # the round was never seen in the room, and is too late now
    elif tx.now - opened.closes_at <= LATEST:
        tx.letters.to_group(group, Say("closed", template="checkin_close"))
