"""checkin close: end the open round before its time."""

from __future__ import annotations

from typing import cast

from bot.chat import Ask, Group, Refused, Say, say
from bot.commands import GROUP
from bot.domain import checkin
from bot.storage.tx import Tx

NAME = "checkin close"
USAGE = ""
EXAMPLE = "checkin close"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Close the group's round; the room is thanked, nobody is counted or named."""
    group = cast("Group", ask.group)
    opened = tx.rounds.open_in(group)
    if opened is None:
        raise Refused("none", group=group.name)
    if not checkin.is_about(ask.said, opened.opened_at):
        raise Refused("earlier", group=group.name)
    tx.rounds.close(opened, ask.now)
    tx.jobs.cancel("checkin", str(opened.id))
    tx.letters.to_group(group, say("closed"))
    return say("done", group=group.name) if ask.private else None
