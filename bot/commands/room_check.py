"""room check: who can come in and read, how many can set the group up, and how old its places are, in plain words."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import facilitators, group_of
from bot.domain import patterns
from bot.storage.tx import Tx

NAME = "room check"
USAGE = ""
EXAMPLE = "room check"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """Look at the room as its state tells; nothing is changed."""
    group = group_of(ask)
    look = tx.groups.look(group)
    ignored = [one.name for one in tx.members.all_in(group) if patterns.matches(one.person, tx.house.ignore)]
    checked_at = tx.resources.checked_at(group)
    return say(
        "look",
        group=group.name,
        encrypted=look.encrypted,
        join_rule=look.join_rule,
        history=look.history,
        bots=ignored,
        facilitators=len(facilitators(tx, group)),
        places=len(tx.resources.of(group)),
        declined=tx.resources.declined(group),
        days=0 if checked_at is None else (ask.now - checked_at).days,
    )
