"""meeting end: let a meeting take place no more; the room hears of it."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Ask, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import for_facilitators
from bot.commands._meetings import changed, facts, nothing_behind
from bot.commands._which_meeting import nothing, which
from bot.storage.tx import Tx

NAME = "meeting end"
USAGE = "[<name>]"
EXAMPLE = "meeting end"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """End it at once, all its dates with it."""
    group = for_facilitators(ask, tx)
    meant = which(ask, tx, group, NAME, nothing)
    nothing_behind(meant, meant.rest)
    told = say("ended", **facts(ask, tx, group, meant.meeting))
    meeting = tx.meetings.change(group, replace(meant.meeting, ended_at=ask.now), "end", ask.sender)
    return changed(ask, tx, group, meeting, told)
