"""resources edit: put other words in the place of one on the group's list; the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.commands._listing import must_be_new, number_of, read
from bot.domain import places
from bot.storage.tx import Tx

NAME = "resources edit"
USAGE = f"<number> {places.FORM}"
EXAMPLE = "resources edit 1 Night line, 0800 111 0 111, 20:00-06:00, police no"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Replace it whole; its number stays."""
    group = for_facilitators(ask, tx)
    those = tx.resources.of(group)
    typed, _, line = ask.words.partition(" ")
    number = number_of(typed, those, group, EXAMPLE)
    place, old = read(line, EXAMPLE), those[number - 1]
    if place == old:
        raise Refused("same", name=old.name)
    others = [*those[: number - 1], *those[number:]]
    must_be_new(place, others, group)
    others.insert(number - 1, place)
    tx.resources.change(group, others, ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("edited", place=place, old=old, who=who, group=group.name))
