"""meeting opening: what is said in the room as a meeting begins; without it the agreements are."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators, group_of
from bot.commands._meetings import OPENING, facts
from bot.commands._which_meeting import Meant, which
from bot.commands.agreements_set import LONGEST
from bot.domain import words
from bot.storage.texts import AGREEMENTS
from bot.storage.tx import Tx

NAME = "meeting opening"
USAGE = '[<name>] ["<text>"|off]'
EXAMPLE = 'meeting opening "We begin with a minute of quiet."'
WHERE = GROUP

REPEATED = 100
"""Characters of a text that are repeated behind the name that was missing."""


def run(ask: Ask, tx: Tx) -> Say | None:
    """Keep the text with its lines, and post it in the room; alone it shows what is said, to anybody."""
    group = group_of(ask)
    meant = which(ask, tx, group, NAME, _behind)
    old, typed = meant.meeting, meant.rest.strip()
    agreed = tx.texts.get(group, AGREEMENTS) is not None
    if not typed:
        return say("shown", agreed=agreed, **facts(ask, tx, group, old))
    for_facilitators(ask, tx)
    text = words.quoted(typed)
    if words.is_off(text) or words.whole(text) == "agreements":
        text = ""
    elif not text.strip('" '):
        raise Refused("no_text", begun=meant.begun, group=group.name)
    if len(text) > LONGEST:
        raise Refused("long_text", begun=meant.begun, length=len(text), longest=LONGEST, group=group.name)
    if text == old.opening:
        raise Refused("same", **facts(ask, tx, group, old))
    new = tx.meetings.change(group, replace(old, opening=text), OPENING, ask.sender)
    return announced(ask, tx, group, say("changed", agreed=agreed, **facts(ask, tx, group, new)))


def _behind(meant: Meant) -> str:
    """Return the words, or that some are meant where they are too many to repeat."""
    return meant.rest if len(meant.rest) <= REPEATED else '"…"'
