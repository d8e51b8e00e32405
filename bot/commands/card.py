"""card: a few own words about what helps you and what doesn't, for whoever says yes to you."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import CONSENT, card_show
from bot.commands._facilitating import group_of
from bot.domain import words
from bot.storage.cards import LONGEST
from bot.storage.tx import Tx

NAME = "card"
USAGE = '"<words>"'
EXAMPLE = 'card "Sit with me. Please no advice."'
WHERE = CONSENT

AFTER = ("show", "clear")
"""What may stand behind it, and be mistyped; in quotes it is a card."""


def run(ask: Ask, tx: Tx) -> Say:
    """Keep the words as the sender's card in this group, in place of the one before; without any, show it."""
    group, text = group_of(ask), words.quoted(ask.words)
    if not text:
        return card_show.shown(ask, tx)
    if meant := next((word for word in AFTER if words.one_edit(words.whole(ask.words), word)), None):
        raise Refused("mistyped", template="fixed", typed=ask.words, begun=NAME, meant=f"{NAME} {meant}")
    if len(text) > LONGEST:
        raise Refused("long", length=len(text), longest=LONGEST)
    again = tx.cards.of(ask.sender, group) is not None
    tx.cards.put(ask.sender, group, text)
    return say("kept", group=group.name, again=again)
