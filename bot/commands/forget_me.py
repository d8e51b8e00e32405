"""forget me: erase all that Kith holds about its sender; sent twice, so that it is meant."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Ask, Say, say
from bot.commands import PRIVATE
from bot.commands._private import answer
from bot.storage.erasure import erase
from bot.storage.tx import Tx

NAME = "forget me"
USAGE = ""
EXAMPLE = "forget me"
WHERE = PRIVATE

HOLDS = timedelta(minutes=10)


def run(ask: Ask, tx: Tx) -> Say | None:
    """Ask to have it sent again; then erase, say so, and take back what Kith wrote in private before that."""
    if tx.forgotten.everywhere(ask.sender):
        return say("already")
    if tx.questions.of_kind(ask.sender, NAME, ask.now) is None:
        tx.questions.ask(ask.sender, NAME, (), {}, letter="", title="", until=ask.now + HOLDS, slot=NAME)
        return say("confirm")
    chats = tx.chats.rooms_of(ask.sender)
    tx.support.left(ask.sender)
    tx.rota.left(ask.sender)
    erase(tx.db, ask.sender, ask.now)
    spare = answer(ask, tx, say("forgotten"))
    for room in chats:
        tx.letters.redact(room, spare)
    return None
