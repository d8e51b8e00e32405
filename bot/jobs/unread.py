"""A minute has passed since somebody wrote what Kith can't read: they are told, so that nobody waits for an answer."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Say
from bot.storage.jobs import Job
from bot.storage.tx import Tx

KIND = "unread"
LATEST = timedelta(hours=1)
"""In a room what was written longer ago than this is let be: most of it was for others, and has been read by them."""


def run(job: Job, tx: Tx) -> None:
    """Say that it could not be read, unless that was said since it came, or its key has come."""
    sealed = tx.undecrypted.waiting(job.subject)
    if sealed is None:
        return
    chat = tx.chats.in_room(sealed.room)
    if chat is not None and chat.state == "open" and chat.person == sealed.sender:
        if not tx.undecrypted.told_since(sealed.now, sealed.room):
            tx.letters.reply(sealed.room, Say("private", rings=True), person=chat.person, to=sealed.event)
            tx.undecrypted.told(sealed.event, tx.now)
    elif chat is None and tx.groups.in_room(sealed.room) and tx.now - sealed.said <= LATEST:
        a_day_ago = tx.now - timedelta(days=1)
        if not (
            tx.undecrypted.told_since(sealed.now, sealed.room)
            or tx.undecrypted.told_since(a_day_ago, sealed.room, sealed.sender)
        ):
            tx.letters.reply(sealed.room, Say("room"), to=sealed.event)
            tx.undecrypted.told(sealed.event, tx.now)
