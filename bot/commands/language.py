"""language: the language in which Kith writes to somebody in private."""

from __future__ import annotations

from bot.chat import Ask, Refused, Say, say
from bot.commands import PRIVATE
from bot.domain import languages
from bot.storage.people import Own
from bot.storage.tx import Tx

NAME = "language"
USAGE = "[<tag>]"
EXAMPLE = "language en"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say:
    """Keep the language, and answer in it at once; or tell which it is."""
    if not ask.words:
        tag = tx.people.language(ask.sender)
        return say("is", tag=tag, others=[other for other in languages.LANGUAGES if other != tag])
    try:
        tag = languages.read(ask.words)
    except ValueError:
        raise Refused("unknown", typed=ask.words, tags=list(languages.LANGUAGES)) from None
    tx.people.sets(ask.sender, Own(language=tag))
    return say("set", tag=tag)
