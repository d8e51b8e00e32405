"""settings: every setting of the group, with its value, its default and what it means."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.domain import settings, words
from bot.storage.tx import Tx

NAME = "settings"
USAGE = "[<name>]"
EXAMPLE = "settings checkin.for"
WHERE = GROUP


def run(ask: Ask, tx: Tx) -> Say:
    """Show them all, or one; to anybody."""
    group = group_of(ask)
    wanted = words.whole(ask.words)
    if wanted and wanted not in settings.SETTINGS:
        raise Refused("unknown", said=NAME, wanted=ask.words, near=settings.nearest(wanted) or "")
    names = [wanted] if wanted else list(settings.SETTINGS)
    shown = [
        {
            "name": name,
            "value": tx.settings.shown(group, name),
            "default": tx.settings.default(name),
        }
        for name in names
    ]
    return say("one" if wanted else "all", settings=shown, group=group.name)
