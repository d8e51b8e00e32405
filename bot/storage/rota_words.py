"""What is said about a turn of the rota: the facts that each message knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from bot.chat import Group, Say
from bot.domain.chair_events import Tell
from bot.storage.chairs import Kept
from bot.storage.roles import Role
from bot.storage.rota_line import moments

if TYPE_CHECKING:
    from bot.storage.tx import Tx

ROTA: Final = "rota"
"""The kind of a chair's job and of its questions, and the template that speaks for it."""


def facts(tx: Tx, kept: Kept, group: Group, role: Role, person: str | None = None) -> dict[str, Any]:
    """Return what every message about a turn knows; where one person reads it, their zone is among it."""
    meeting = tx.meetings.known(kept.meeting)
    return {
        "role": role.name,
        "meeting": meeting,
        "group": group.name,
        "start": kept.chair.start,
        "date": kept.dates[0].isoformat(),
        "count": len(moments(meeting, kept.dates)),
        "now": tx.now,
        "zone": tx.people.zone(person, group) if person is not None else "",
        "own": "" if person is None else tx.people.own(person).zone or "",
    }


def told(tx: Tx, kept: Kept, group: Group, role: Role, tell: Tell, *, rings: bool) -> Say:  # noqa: PLR0913 - of which turn
    """Return what somebody is told; whoever else it is about is named as the group calls them."""
    known = {**facts(tx, kept, group, role, tell.person), **tell.facts}
    for fact in ("person", "to"):
        if fact in tell.facts:
            known["who"] = tx.members.name(group, str(tell.facts[fact])) if tell.facts[fact] else ""
    if "back" in tell.facts:
        known["back"] = back(tx, tell.facts["back"])
    return Say(tell.what, known, ROTA, rings=rings)


def back(tx: Tx, name: object) -> dict[str, Any] | str:
    """Return when the turn of this name is, which is given for another; nothing where none is."""
    kept = tx.chairs.named(str(name)) if name is not None else None
    return "" if kept is None else {"start": kept.chair.start}
