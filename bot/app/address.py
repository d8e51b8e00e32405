"""Where a letter goes, and what is noted when it got there or could not."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from dataclasses import replace

from bot.app.lane import InTx
from bot.chat import (
    Chat,
    Delivery,
    File,
    Join,
    Later,
    Letter,
    NotPrivate,
    Open,
    Priority,
    Redact,
    Say,
    Sent,
    Undeliverable,
    Under,
    Words,
)
from bot.storage.letters import LETTER
from bot.storage.outbox import Owed
from bot.storage.tx import Tx

log = logging.getLogger(__name__)

CROWDED = 3
"""Chats in a row that turned out not to be private before a letter is given up."""
IN_THE_AIR = 64
"""Words and marks that are being sent at the same time, whatever their destinations."""
DOORS = 4
"""Rooms that are being joined, left or opened at the same time; a homeserver may take minutes for one."""

AFTER_THE_WORD = 0.1
"""Seconds until it is looked again whether the word to an asker has gone that goes before a ping."""
SPARED = 1.0
"""Seconds until it is looked again whether the answer has gone that a redaction spares."""


class Address:
    """Finds or opens the room of a letter, sends it, and notes the outcome."""

    def __init__(self, in_tx: InTx, chat: Chat) -> None:
        """Send through ``chat``."""
        self._in_tx = in_tx
        self._chat = chat
        self._air = asyncio.Semaphore(IN_THE_AIR)
        self._doors = asyncio.Semaphore(DOORS)
        self._crowded: Counter[str] = Counter()

    async def send(self, owed: Owed) -> Later | None:
        """Send one letter; return :class:`Later` where it is still owed and is to be tried again."""
        letter = await self._ready(owed)
        if not isinstance(letter, Letter):
            return letter
        outcome = await self._handed_over(letter)
        match outcome:
            case Sent(event=event):
                self._crowded.pop(owed.dest, None)
                await self._in_tx(lambda tx: _sent(tx, letter, event))
                return None
            case Later():
                return outcome
            case NotPrivate():
                return await self._elsewhere(owed, letter)
            case Undeliverable(why=why):
                log.warning("one %s can't be delivered: %s", type(letter.content).__name__, why)
                await self._in_tx(lambda tx: _undelivered(tx, letter))
                return None

    async def _ready(self, owed: Owed) -> Letter | Later | None:
        """Return the letter with all that it needs to go; ``None`` where it waits for the morning or goes no more."""
        if await self._is_stale(owed) or await self._waits(owed):
            return None
        letter = await self._with_event(owed.letter)
        if isinstance(letter, Letter) and not letter.room:
            letter = await self._with_room(owed, letter)
            if await self._is_stale(owed) or await self._waits(owed):  # opening a chat may take long
                return None
        if isinstance(letter, Letter) and await self._stands_behind(owed):
            return Later(AFTER_THE_WORD, "the word to its asker goes first")
        if isinstance(letter, Letter) and letter.person is not None and not await self._is_owed(letter):
            letter = None  # they left or were forgotten while it was on its way here (N13)
        if letter is None:
            await self._in_tx(lambda tx: tx.outbox.dropped(owed.letter.key, tx.now))
        return letter

    async def _is_stale(self, owed: Owed) -> bool:
        """Return whether a letter tells nothing any more (N12), as its time is over or it was dropped."""

        def look(tx: Tx) -> bool:
            if owed.until is not None and owed.until <= tx.now:
                tx.outbox.dropped(owed.letter.key, tx.now)
                _not_opened(tx, owed.letter)
            return not tx.outbox.is_owed(owed.letter.key)

        return owed.until is not None and await self._in_tx(look)

    async def _stands_behind(self, owed: Owed) -> bool:
        """Return whether it is a ping, and its asker is told something first."""
        return owed.rank[0] == Priority.PING and await self._in_tx(lambda tx: tx.support.has_to_wait(owed.letter.key))

    async def _waits(self, owed: Owed) -> bool:
        """Return whether it has become quiet where a letter goes that nobody asked for (N10)."""
        return owed.unasked and await self._in_tx(lambda tx: tx.holding.waits(owed.letter.key))

    async def _is_owed(self, letter: Letter) -> bool:
        return await self._in_tx(lambda tx: _may_go(tx, letter.key))

    async def _handed_over(self, letter: Letter) -> Delivery:
        """Send when there is room for it; whoever waits longest goes first."""
        async with self._air if isinstance(letter.content, Words | Under | File) else self._doors:
            return await self._chat.send(letter)

    async def _with_event(self, letter: Letter) -> Letter | Later | None:
        """Put the event in that a mark under one of Kith's own messages is for; ``None`` where that was never sent.

        What is to be spared of a redaction is waited for.
        """
        match letter.content:
            case Under(on=on) as under if on.startswith(LETTER):
                event = await self._in_tx(lambda tx: tx.outbox.event_of(on.removeprefix(LETTER)))
                return None if event is None else replace(letter, content=replace(under, on=event))
            case Redact(spare=str(spare)) if spare.startswith(LETTER):
                key = spare.removeprefix(LETTER)
                event, owed = await self._in_tx(lambda tx: (tx.outbox.event_of(key), tx.outbox.is_owed(key)))
                return Later(SPARED, "its answer goes first") if owed else replace(letter, content=Redact(event))
            case _:
                return letter

    async def _with_room(self, owed: Owed, letter: Letter) -> Letter | Later | None:
        """Put the room of the person's private chat in, opening one where there is none."""
        person = owed.dest
        room, opening = await self._in_tx(lambda tx: _chat_of(tx, person))
        if room is None:
            match outcome := await self._handed_over(opening):
                case Sent(room=room):
                    if not await self._in_tx(lambda tx: tx.chats.opened(opening.key, room, tx.now)):
                        return Later(0.0, "that chat had ended")
                case Later():
                    return outcome
                case Undeliverable() | NotPrivate():
                    log.warning("a private chat can't be opened: %s", getattr(outcome, "why", "not private"))
                    await self._in_tx(lambda tx: tx.chats.not_opened(opening.key))
                    await self._in_tx(lambda tx: _unreachable(tx, owed))
                    return None
        return replace(letter, room=room)

    async def _elsewhere(self, owed: Owed, letter: Letter) -> Later | None:
        """The room is no private chat (any more): what is owed goes to a new one (N9)."""

        def silence(tx: Tx) -> None:
            tx.chats.ended(letter.room, "silent")
            if letter.person is not None:
                tx.outbox.to_person_instead(letter.room, letter.person)

        await self._in_tx(silence)
        self._crowded[owed.dest] += 1
        if self._crowded[owed.dest] < CROWDED:
            return Later(0.0, "not private")
        # Whoever declines again and again is not to be invited for ever.
        del self._crowded[owed.dest]
        await self._in_tx(lambda tx: _unreachable(tx, owed))
        return None


def _chat_of(tx: Tx, person: str) -> tuple[str | None, Letter]:
    """Return the person's room, or ``None`` and the letter that opens one; that it is tried is kept before it is."""
    chat = tx.chats.of(person)
    if chat is not None and chat.key is not None and chat.room is None:
        return None, Letter(chat.key, Open(looked_for=True), person=person)
    key = tx.letters.opening_key(person, tx.chats.how_many(person))
    if chat is None:
        tx.chats.opening(person, key, tx.now)
    return (chat.room if chat else None), Letter(key, Open(), person=person)


def _may_go(tx: Tx, key: str) -> bool:
    return tx.outbox.is_owed(key) and tx.support.may_go(key) and tx.rota.may_go(key)


def _sent(tx: Tx, letter: Letter, event: str | None) -> None:
    tx.outbox.sent(letter.key, event, tx.now)
    tx.support.delivered(letter.key)


def _unreachable(tx: Tx, owed: Owed) -> None:
    """Give up a person's letter; where they asked in a room, one fixed line says so there."""
    tx.outbox.dropped(owed.letter.key, tx.now)
    tx.support.refused(owed.letter.key)
    tx.rota.refused(owed.letter.key)
    if owed.asked_in is not None:
        tx.letters.cause = owed.cause
        tx.letters.reply(owed.asked_in, Say("no_chat", template="fixed"))
        if owed.letter.person is not None:
            tx.support.unheard(owed.letter.person)


def _undelivered(tx: Tx, letter: Letter) -> None:
    tx.outbox.dropped(letter.key, tx.now)
    tx.support.refused(letter.key)
    tx.rota.refused(letter.key)
    if isinstance(letter.content, Join):
        tx.chats.was_none(letter.room)
    _not_opened(tx, letter)


def _not_opened(tx: Tx, letter: Letter) -> None:
    """Close the round that a letter opens: what could not be said in the room was not opened there."""
    if opened := tx.rounds.of_letter(letter.key):
        tx.rounds.close(opened, tx.now)
        tx.jobs.cancel("checkin", str(opened.id))
