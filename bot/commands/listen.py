"""listen: where you listen, when and to what, and how to change it."""

from __future__ import annotations

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.domain.listening import ENDLESS, KINDS, USUAL
from bot.storage.tx import Tx

NAME = "listen"
USAGE = ""
EXAMPLE = "listen"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Tell it for every group in which they listen."""
    those = [
        {
            "group": group.name,
            "hours": str(one.hours or USUAL),
            "usual": one.hours is None,
            "zone": one.zone,
            "night": one.night,
            "never": 1 not in one.open,
            "kinds": [kind for kind in KINDS if kind in one.kinds],
            "all": len(one.kinds) == len(KINDS),
            "limit": one.limit,
            "paused": one.paused_until is not None,
            "endless": one.paused_until == ENDLESS,
            "until": one.paused_until or ask.now,
            "rings": one.proven_at is not None,
            "settled_at": one.settled_at,
            "settled": one.settled_at <= ask.now,
            "support": tx.listeners.support_since(group) is not None,
        }
        for group in tx.listeners.groups(ask.sender)
        if (one := tx.listeners.one(ask.sender, group)) is not None
    ]
    return say("those", those=those, now=ask.now) if those else say("nowhere")
