"""remind me off: be reminded in private no more; at once, for no reason, announced to nobody."""

from __future__ import annotations

from bot.chat import Ask, Say
from bot.commands import MEMBER
from bot.commands._facilitating import group_of
from bot.storage.tx import Tx

NAME = "remind me off"
USAGE = ""
EXAMPLE = "remind me off"
WHERE = MEMBER


def run(ask: Ask, tx: Tx) -> Say:
    """End it in one group. `remind me` with another word for off does so too."""
    group = group_of(ask)
    was = bool(tx.reminders.own(ask.sender, group))
    tx.reminders.remind(ask.sender, group, ())
    return Say("off", {"was": was, "group": group.name}, "remind_me_off")
