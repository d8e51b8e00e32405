"""What standing arrangements share: they are for facilitators, and the room hears of each change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from bot.chat import Ask, Group, Refused, Say
from bot.domain import settings
from bot.storage.members import LONGEST_NAME, Member
from bot.storage.tx import Tx


def group_of(ask: Ask) -> Group:
    """Return the group that a command is about; `app` finds it before it calls a command about one."""
    return cast("Group", ask.group)


def asked_about(ask: Ask, tx: Tx, about: Mapping[str, str]) -> Group:
    """Return the group that a question was about; refuse where its sender and Kith are not in it together any more."""
    group = tx.groups.by_id(int(about["group"]))
    if group is None or ask.sender not in tx.members.of(group):
        raise Refused("gone_group", template="fixed")
    return group


def facilitators(tx: Tx, group: Group) -> tuple[Member, ...]:
    """Return the group's facilitators by name."""
    return tx.facilitators.of(group, tx.settings.get(group, settings.POWER_LEVEL))


def seen(tx: Tx, group: Group) -> Mapping[str, str]:
    """Return what everybody in the group's room is called there, by ID.

    Whoever asked to be forgotten is among them: all in the room see them, so that "no member" would tell that they did.
    """
    room = tx.rooms.get(group.room)
    forgotten = () if room is None else tx.forgotten.among(room.joined, group)
    names = {} if room is None else room.names
    kept = {one.person: one.name for one in tx.members.all_in(group)}
    called = {person: names.get(person, "")[:LONGEST_NAME] or tx.members.name(group, person) for person in forgotten}
    return called | kept


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
