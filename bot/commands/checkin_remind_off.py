"""checkin remind off: no nudge to check in any more; at once, for no reason."""

from __future__ import annotations

from bot.chat import Ask, Say
from bot.commands import PRIVATE
from bot.storage.nudges import slot
from bot.storage.tx import Tx

NAME = "checkin remind off"
USAGE = ""
EXAMPLE = "checkin remind off"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """End it in the group that it was typed in or that they chose, else in all: this never waits for an answer."""
    those = [group for group, _ in tx.nudges.of(ask.sender)]
    meant = ask.group.id if ask.group is not None else tx.people.chosen(ask.sender, ask.now)
    chosen = [group for group in those if group.id == meant]
    ended = chosen if ask.group is not None else chosen or those
    for group in ended:
        tx.nudges.end(ask.sender, group)
        tx.outbox.dropped(tx.questions.drop(ask.sender, slot(group)), ask.now)
    left = [group.name for group in those if group not in ended]
    return Say("off", {"groups": [group.name for group in ended], "left": left}, "checkin_remind_off")
