"""aftercare: one line on the day after a request was held, or none."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import CONSENT
from bot.commands._facilitating import group_of
from bot.domain import words
from bot.storage.tx import Tx

NAME = "aftercare"
USAGE = "[on|off]"
EXAMPLE = "aftercare on"
WHERE = CONSENT


def run(ask: Ask, tx: Tx) -> Say:
    """Keep whether its sender wants that line."""
    group, typed = group_of(ask), words.whole(ask.words)
    if not typed:
        return say("is_on" if tx.requests.wants_aftercare(ask.sender, group) else "is_off", group=group.name)
    if typed not in {"on", "off"}:
        raise Refused("unclear", typed=ask.words)
    tx.requests.aftercare(ask.sender, group, on=typed == "on")
    return say("on" if typed == "on" else "off", group=group.name)


def ends(person: str, tx: Tx) -> Say | None:
    """Write to nobody on the day after any more, in no group."""
    wanted = [group for group in tx.groups.of(person) if tx.requests.wants_aftercare(person, group)]
    for group in wanted:
        tx.requests.aftercare(person, group, on=False)
    tx.jobs.cancel("aftercare", person)
    return say("stopped") if wanted else None
