"""practice: the group's next practice, or one by its number; for anybody to read."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.commands._practices import need_some, number_of
from bot.storage.tx import Tx

NAME = "practice"
USAGE = "[<number>]"
EXAMPLE = "practice"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """Show the one that the next opening shows, and how many there are."""
    group = group_of(ask)
    those, typed = tx.practices.of(group), ask.words.strip(" .!?")
    need_some(those, group)
    number = number_of(typed, those, group, NAME) if typed else those.next
    text, count = those.texts[number - 1], len(those.texts)
    return say("one", text=text, number=number, count=count, is_next=number == those.next, group=group.name)
