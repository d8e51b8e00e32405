"""practice add: add to what the group does together at its openings; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._practices import read
from bot.domain.practice import MOST
from bot.storage.tx import Tx

NAME = "practice add"
USAGE = '"<text>" ["<text>"]'
EXAMPLE = 'practice add "What would help a little?"'
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Add one or several behind the last."""
    group = for_facilitators(ask, tx)
    those = tx.practices.of(group)
    texts = read(ask.words, those, group, NAME)
    if (count := len(those.texts) + len(texts)) > MOST:
        raise Refused("full", count=len(those.texts), new=len(texts), most=MOST, group=group.name)
    tx.practices.change(group, those.added(texts), ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    first = len(those.texts) + 1
    return announced(ask, tx, group, say("added", texts=texts, first=first, count=count, who=who, group=group.name))
