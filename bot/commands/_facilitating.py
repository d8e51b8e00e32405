"""What standing arrangements share: they are for facilitators, and the room hears of each change."""

from __future__ import annotations

from typing import cast

from bot.chat import Ask, Group, Refused, Say
from bot.domain import settings
from bot.storage.members import Member
from bot.storage.tx import Tx


def group_of(ask: Ask) -> Group:
    """Return the group that a command is about; `app` finds it before it calls a command about one."""
    return cast("Group", ask.group)


def facilitators(tx: Tx, group: Group) -> tuple[Member, ...]:
    """Return the group's facilitators by name."""
    return tx.facilitators.of(group, tx.settings.get(group, settings.POWER_LEVEL))


def for_facilitators(ask: Ask, tx: Tx) -> Group:
    """Return the group if its sender is a facilitator in it; else refuse, and say who is one."""
    group = group_of(ask)
    those = facilitators(tx, group)
    if ask.sender not in {one.person for one in those}:
        raise Refused("facilitators", template="fixed", names=[one.name for one in those], group=group.name)
    return group


def ask_for_more(tx: Tx, group: Group, before: int) -> None:
    """Ask the room for another facilitator where there were more before, and one is left, or nobody."""
    left = len(facilitators(tx, group))
    if left < before and left <= 1:
        tx.letters.to_group(group, Say("one_left" if left else "nobody_left", template="fixed"))


def announced(ask: Ask, tx: Tx, group: Group, say: Say) -> Say | None:
    """Say in the group's room what was changed; whoever changed it in private hears it there too."""
    tx.letters.to_group(group, say)
    return say if ask.private else None
