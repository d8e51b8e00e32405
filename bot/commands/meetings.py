"""meetings: when the group meets next, whatever its meetings are, for anybody to read."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.storage.tx import Tx

NAME = "meetings"
USAGE = ""
EXAMPLE = "meetings"
WHERE = GROUP

SHOWN = 5


def run(ask: Ask, tx: Tx) -> Say:
    """Show the next five occurrences of all of them, and those that run."""
    group = group_of(ask)
    those = tx.meetings.of(group)
    running = [(each, on) for each in those if (on := each.running(ask.now)) is not None]
    following = [(each, on) for each in those for on in each.upcoming(ask.now, SHOWN)]
    shown = sorted([*running, *following], key=lambda pair: (pair[1].at, pair[0].number))[:SHOWN]
    if not shown:
        raise Refused("none", template="meeting", group=group.name)
    own = tx.people.own(ask.sender).zone or ""
    return say("those", shown=shown, group=group.name, now=ask.now, own=own)
