"""checkin prompts: the questions of the group's check-ins; facilitators change them, and the room hears of it."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import announced, for_facilitators, group_of
from bot.domain import prompts, words
from bot.storage import checkins
from bot.storage.texts import PROMPTS
from bot.storage.tx import Tx

NAME = PROMPTS
USAGE = '["<question>" "<question>"|off]'
EXAMPLE = 'checkin prompts "How are you arriving?" "What would help a little?"'
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say | None:
    """Keep them in place of the ones before; without any, show which are asked."""
    group = group_of(ask)
    before = checkins.prompts(tx, group)
    if not ask.words.strip():
        return say("those", prompts=before, group=group.name)
    for_facilitators(ask, tx)
    asked = () if words.is_off(ask.words) or words.whole(ask.words) == "default" else prompts.read(ask.words)
    if isinstance(asked, prompts.Unclear):
        raise Refused("unclear", why=asked.why, words=asked.words, group=group.name)
    if asked == before:
        raise Refused("same", prompts=before, group=group.name)
    tx.texts.put(group, PROMPTS, "\n".join(asked) or None, ask.sender, ask.now)
    who = tx.members.name(group, ask.sender)
    return announced(ask, tx, group, say("changed", prompts=asked, who=who, group=group.name))
