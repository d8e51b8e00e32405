"""thanks: end one's own request, since it was held."""

from __future__ import annotations

from collections.abc import Mapping

from bot.chat import Ask, Asking, Say, say
from bot.commands import PRIVATE
from bot.commands._requests import drafts, end
from bot.domain import words
from bot.domain.requests import At
from bot.storage.tx import Tx

NAME = "thanks"
USAGE = ""
EXAMPLE = "thanks"
WHERE = PRIVATE


def run(ask: Ask, tx: Tx) -> Say | Asking:
    """End what was held, and tell whoever was there; a kind word before somebody is ends nothing."""
    mine = tx.requests.of(ask.sender)
    if not any(kept.request.who(At.MATCHED) for kept in mine):
        return say("still_open" if mine or drafts(ask, tx) else "nothing")
    if words.whole(ask.text).removeprefix(tx.house.prefix) != NAME:
        return Asking(say("whether"), ("yes", "not yet"), NAME)  # "thank you" may be meant for the match alone
    return say("ended" if end(ask, tx) else "nothing")


def answered(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Say:
    """End it if it is over."""
    del about
    if choice == 1:
        return say("ended" if end(ask, tx) else "nothing")
    return say("goes_on")
