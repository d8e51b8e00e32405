"""agreements set: write the group's agreements down; the room reads them at once."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators
from bot.domain import words
from bot.storage.texts import AGREEMENTS
from bot.storage.tx import Tx

NAME = "agreements set"
USAGE = '"<text>"'
EXAMPLE = 'agreements set "We listen. We give no advice."'
WHERE = GROUP

LONGEST = 2000


def run(ask: Ask, tx: Tx) -> Say | None:
    """Keep them with their lines, and post them in the room."""
    group = for_facilitators(ask, tx)
    text = words.quoted(ask.words)
    if not text:
        raise Refused("no_text", group=group.name)
    if len(text) > LONGEST:
        raise Refused("long_text", length=len(text), longest=LONGEST, group=group.name)
    before = tx.texts.get(group, AGREEMENTS)
    if text == before:
        raise Refused("same", group=group.name)
    tx.texts.put(group, AGREEMENTS, text, ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("changed", text=text, who=who, replaced=before is not None, group=group.name))
