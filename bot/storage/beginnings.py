"""How a support request begins: at once, or after one question at most, whose answer is not waited for long."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from bot.chat import Group, Say
from bot.domain.asking import LISTEN, Wish
from bot.domain.request_events import AskedAgain
from bot.domain.requests import MODES, Request
from bot.storage.following import SUPPORT, Answer, slot

if TYPE_CHECKING:
    from bot.storage.tx import Tx

MOST_HELD: Final = 3
"""Requests of one person in a group that are held within a day. What nobody held is not counted."""
WHICH: Final = slot("which", "back")
"""The slot of the question which group is meant."""
UNANSWERED: Final = "support_unanswered"
"""The kind of the job that goes on without an answer to that."""
WAITS: Final = timedelta(seconds=60)
HOLDS: Final = timedelta(days=30)
"""How long it is known whom to tell that nobody was asked, after however long a time away."""


def when_in(group: Group) -> str:
    """Return the slot of the question when somebody would like a person of this group."""
    return slot("when", f"back {group.id}")


def begin(  # noqa: PLR0913 - a request is these facts
    tx: Tx, person: str, group: Group, wish: Wish, name: str, *, teller: str = ""
) -> Answer:
    """Open a request, or ask more people for the one that is open; return what its asker hears first.

    Where support was switched off meanwhile nobody is asked.
    """
    if already := tx.requests.of(person, group):
        (kept,) = already
        if wish.note:
            tx.support.notes(kept, wish.note)
        return tx.support.hears(kept.name, AskedAgain(wish.mode, wish.kind, wish.named), teller)
    if not tx.support.is_on(group):
        return off(tx, person)
    if tx.requests.held_lately(person, group, tx.now) >= MOST_HELD:
        facts = {"group": group.name, "places": tx.resources.some(group, tx.house), "seen": False}
        return Say("limit", facts, SUPPORT, rings=True)
    mode, now = wish.mode or MODES[0], tx.support.now
    expires = now + tx.support.rules(group).expire[mode]
    request = Request(person, mode, wish.kind or LISTEN, wish.named or False, now, expires)
    return tx.support.opens(name, group, request, wish.note, teller)


def off(tx: Tx, person: str) -> Say:
    """Return what somebody hears for whom nobody can be asked."""
    places = tx.resources.some_of(tx.groups.of(person), tx.house)
    return Say("off", {"places": places, "seen": False}, SUPPORT, rings=True)
