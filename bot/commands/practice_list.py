"""practice list: the group's practices with their numbers, for anybody to read."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.commands._practices import need_some
from bot.storage.tx import Tx

NAME = "practice list"
USAGE = ""
EXAMPLE = "practice list"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """Show how each begins."""
    group = group_of(ask)
    those = tx.practices.of(group)
    need_some(those, group)
    return say("those", texts=those.texts, next=those.next, group=group.name)
