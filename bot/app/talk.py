"""What people say to Kith: whether it is a command, an answer or neither, and what comes of it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.app import answering, carry
from bot.app.meaning import FIXED, NEVER_BLOCKED, URGENT, Meant, Near, Partly, meaning
from bot.app.rooms import ignored
from bot.chat import Ask, House, Mark, Say
from bot.commands import Where, commands, resources
from bot.domain import checkin, words
from bot.storage.tx import Tx

if TYPE_CHECKING:
    from bot.app.memory import Memory

BURST = timedelta(seconds=10)
EDIT_HOLDS = timedelta(minutes=5)

GREETINGS = "(?:hi|hey|hello|hallo|dear|ok|okay)"
"""What may stand before Kith's name in private."""
ROUND_ANSWERS = ("pass", "witness")
PRIVATELY = frozenset({Where.PRIVATE, Where.CONSENT, Where.MEMBER, Where.PRIVATE_CONSENT})
"""What is about somebody is answered in private, wherever it was typed."""


class Talk:
    """Hears messages. Holds, in memory alone, when each person was last not understood."""

    def __init__(self) -> None:
        """Remember nobody yet."""
        self._muddled: dict[str, datetime] = {}

    def heard(self, tx: Tx, ask: Ask) -> None:
        """Act on a message if it is a command or an awaited answer; otherwise change nothing (N16)."""
        if ignored(tx.house, ask.sender) or tx.inbox.has(ask.event):
            return
        if ask.edits is not None and not _mended(tx, ask):
            return
        tx.letters.cause, tx.letters.typed = ask.event, (ask.event, ask.room)
        chat = tx.chats.in_room(ask.room, (ask.sender,))
        if chat is not None:
            if chat.state == "open" and chat.person == ask.sender:
                self._in_private(tx, replace(ask, private=True))
        elif (group := tx.groups.in_room(ask.room)) and not ask.before_join:
            _in_group(tx, replace(ask, group=group))
        if ask.edits is not None:
            tx.inbox.became(ask.edits, ask.event)

    def sorry(self, tx: Tx, ask: Ask, reference: str, memory: Memory) -> None:
        """Say the fixed sentence for something that broke where its answer would have stood; once for a message.

        Whoever asked for places gets them all the same, from memory (N18).
        """
        if tx.inbox.has(ask.event):
            return
        tx.letters.cause, tx.letters.typed = ask.event, (ask.event, ask.room)
        in_a_room = tx.chats.in_room(ask.room) is None
        said = addressed(tx.house, ask) if in_a_room else alone(tx.house, ask)
        meant = None if said is None else meaning(said, private=not in_a_room)
        command = meant.command if isinstance(meant, Meant) else None
        if command is not None and command.NAME == resources.NAME:
            carry.answer(tx, ask, memory.shown(ask), "broke")
            return
        if in_a_room and command is not None and command.WHERE in PRIVATELY:
            tx.letters.mark(ask.room, ask.event, carry.PRIVATELY)
            ask = replace(ask, private=True)
        ask = replace(ask, private=ask.private or not in_a_room)
        places = memory.some(ask) if command is not None and command.NAME in NEVER_BLOCKED else ()
        facts = {"reference": reference, "places": places}
        carry.answer(tx, ask, Say("broke", facts, FIXED, rings=ask.private), "broke")

    def marked(self, tx: Tx, mark: Mark) -> None:
        """Take a numbered reaction under a question as its answer."""
        if not ignored(tx.house, mark.sender) and not tx.inbox.has(mark.event):
            answering.marked(tx, mark)

    def _in_private(self, tx: Tx, ask: Ask) -> None:
        text = alone(tx.house, ask)
        meant = meaning(text, private=True)
        # The words of a choice mean the choice: "pass" under an offer passes that. What helps at once never waits.
        urgent = isinstance(meant, Meant) and meant.command.NAME in URGENT
        if not urgent and answering.typed(tx, ask, text):
            return
        match meant:
            case Meant(command, said):
                carry.run(tx, replace(ask, words=said), command)
            case Near() as near:
                answering.ask_whether(tx, ask, near)
            case Partly(say) if say.outcome == "part":
                carry.answer(tx, ask, say, "refused")
            case _ if answering.written(tx, ask, text):
                pass
            case _:
                self._not_understood(tx, ask)

    def _not_understood(self, tx: Tx, ask: Ask) -> None:
        last = self._muddled.get(ask.sender)
        self._muddled = {who: when for who, when in self._muddled.items() if ask.now - when < BURST}
        self._muddled[ask.sender] = ask.now
        if last is None or ask.now - last >= BURST:
            carry.answer(tx, ask, Say("not_understood", rings=True, template=FIXED), "not understood")


def _mended(tx: Tx, ask: Ask) -> bool:
    """An edit counts if its original was answered with an input error in the last five minutes."""
    return ask.edits is not None and tx.inbox.outcome(ask.edits, ask.now - EDIT_HOLDS) == carry.refused(tx, ask)


def alone(house: House, ask: Ask) -> str:
    """Return what is said to Kith in private, where it needs neither prefix nor name and may have both."""
    said = addressed(house, ask)
    text = words.plainly(ask.text) if said is None else said
    name = re.escape(house.name)
    unnamed = re.sub(rf"(?<![\s,])[\s,]+{name}[.!?]*$", "", text, flags=re.IGNORECASE)
    ungreeted = re.sub(rf"^(?:{GREETINGS}[\s,]+)?{name}[\s,:!.]+", "", text, flags=re.IGNORECASE)
    return next((said for said in (unnamed, ungreeted) if isinstance(meaning(said, private=True), Meant)), text)


def addressed(house: House, ask: Ask) -> str | None:
    """Return what is said to Kith in a room: after the prefix, or after its name or pill."""
    text = words.plainly(ask.text)
    if text.startswith(house.prefix):
        return text.removeprefix(house.prefix).strip()
    names = "|".join(re.escape(name) for name in (house.me, house.name, house.me[1:].partition(":")[0]))
    colon = "[:,]?" if ask.mentions_kith else "[:,]"
    called = re.match(rf"@?(?:{names}){colon}\s+(?P<rest>.+)", text, re.IGNORECASE | re.DOTALL)
    return called["rest"].removeprefix(house.prefix).strip() if called else None


def _in_group(tx: Tx, ask: Ask) -> None:
    said = addressed(tx.house, ask)
    if said is None:
        bare = words.whole(ask.text)
        opened = tx.rounds.open_in(ask.group) if ask.group and bare in ROUND_ANSWERS else None
        if opened is not None and checkin.is_about(ask.said, opened.opened_at):
            carry.run(tx, ask, commands()[bare])
        return
    by_name = not words.plainly(ask.text).startswith(tx.house.prefix)
    meant = meaning(said, private=by_name)  # by its name it is Kith that is meant, and no other bot
    match meaning(said, private=False) if isinstance(meant, Near) else meant:
        case Meant(command, following):
            carry.run(tx, replace(ask, words=following), command)
        case Near(typed=typed):
            carry.answer(tx, ask, Say("near", {"near": typed}, FIXED), "refused")
        case Partly(say):
            carry.answer(tx, ask, say, "refused")
        case None:
            pass
