"""What commands about their sender share: where their answer goes when they write it themselves."""

from __future__ import annotations

from bot.chat import Ask, File, Say
from bot.storage.tx import Tx


def answer(ask: Ask, tx: Tx, say: Say) -> str:
    """Answer in the private chat that the message stood in, else in the sender's own; return the letter's key."""
    if tx.chats.in_room(ask.room) is not None:
        return tx.letters.reply(ask.room, say, person=ask.sender)
    return tx.letters.to_person(ask.sender, say, asked_in=ask.room)


def send(ask: Ask, tx: Tx, file: File) -> str:
    """Send a file to where the answer goes; return the letter's key."""
    if tx.chats.in_room(ask.room) is not None:
        return tx.letters.file(file, ask.sender, room=ask.room)
    return tx.letters.file(file, ask.sender, asked_in=ask.room)
