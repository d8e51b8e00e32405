"""A minute has passed since somebody wrote what Kith can't read: they are told, so that nobody waits for an answer."""

from __future__ import annotations

from datetime import timedelta

from bot.chat import Say, Sealed
from bot.storage.jobs import Job
from bot.storage.tx import Tx

KIND = "unread"
LATEST = timedelta(hours=1)
"""In a room what was written longer ago than this is let be: most of it was for others, and has been read by them."""

AGAIN = timedelta(days=1)
"""In a room the same person hears of it once in this time."""
ANYBODY = timedelta(hours=1)
"""In a room anybody hears of it once in this time: many accounts with nonsense are not to fill it."""


def run(job: Job, tx: Tx) -> None:
    """Say that it could not be read, unless that was said since it came, or its key has come."""
    sealed = tx.undecrypted.waiting(job.subject)
    if sealed is None:
        return
    chat = tx.chats.in_room(sealed.room, (sealed.sender,))
    if chat is not None and chat.state == "open" and chat.person == sealed.sender:
        if not tx.undecrypted.told_since(sealed.now, sealed.room):
            tx.letters.reply(sealed.room, Say("private", rings=True), person=chat.person, to=sealed.event)
            tx.undecrypted.told(sealed.event, tx.now)
    elif chat is None and _concerns_a_group(sealed, tx):
        tx.letters.reply(sealed.room, Say("room"), to=sealed.event)
        tx.undecrypted.told(sealed.event, tx.now)


def _concerns_a_group(sealed: Sealed, tx: Tx) -> bool:
    """Return whether a room is to hear of it: from a member who is still there, recent, and not spoken of already."""
    group = tx.groups.in_room(sealed.room)
    if group is None or sealed.sender not in tx.members.of(group) or tx.now - sealed.said > LATEST:
        return False
    an_hour_ago = tx.now - ANYBODY
    return not (
        tx.undecrypted.told_since(min(sealed.now, an_hour_ago), sealed.room)
        or tx.undecrypted.told_since(tx.now - AGAIN, sealed.room, sealed.sender)
    )
