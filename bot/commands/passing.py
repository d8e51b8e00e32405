"""pass: let this round go by; a whole answer, for which no reason is needed."""

from __future__ import annotations

from typing import cast

from bot.chat import Ask, Group, Marked, Refused
from bot.commands import GROUP
from bot.domain import checkin
from bot.storage.checkins import MARK
from bot.storage.tx import Tx

NAME = "pass"
USAGE = ""
EXAMPLE = "pass"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Marked:
    """Answer with the round's mark; nothing is stored."""
    group = cast("Group", ask.group)
    opened = tx.rounds.open_in(group)
    if opened is None:
        raise Refused("none", group=group.name, template="checkin_close")
    if not checkin.is_about(ask.said, opened.opened_at):
        raise Refused("earlier", group=group.name, template="checkin_close")
    return Marked(MARK)
