"""practice edit: put other words in the place of one of the group's practices; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._practices import number_of, parted, read
from bot.storage.tx import Tx

NAME = "practice edit"
USAGE = '<number> "<text>"'
EXAMPLE = 'practice edit 1 "What helped a little this week?"'
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Replace it whole; its number stays."""
    group = for_facilitators(ask, tx)
    those = tx.practices.of(group)
    typed, rest = parted(ask)
    number = number_of(typed, those, group, NAME, rest)
    text, *more = read(rest, those, group, f"{NAME} {number}")
    if more:
        raise Refused("several", count=1 + len(more), begun=f"{NAME} {number}", group=group.name)
    tx.practices.change(group, those.edited(number, text), ask.sender, ask.now)
    who, old = tx.members.name(group, ask.sender), those.texts[number - 1]
    return announced(ask, tx, group, say("edited", text=text, old=old, number=number, who=who, group=group.name))
