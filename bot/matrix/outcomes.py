"""What the homeserver's answer means for a letter: sent, refused for good, or to be tried again."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.chat import Delivery, Later, Sent, Undeliverable
from bot.matrix.loose import text

if TYPE_CHECKING:
    from bot.matrix.wire import Answer

# What the homeserver's operator can undo, so that the letter is not refused for good.
_PASSES = frozenset({"M_USER_LOCKED", "M_USER_SUSPENDED", "M_CONSENT_NOT_GIVEN", "M_RESOURCE_LIMIT_EXCEEDED"})


def delivery(answer: Answer, room: str) -> Delivery:
    """Return what an answer means for its letter."""
    if answer.good:
        return Sent(text(answer.body.get("event_id")), room)
    if answer.final and answer.code not in _PASSES:
        return Undeliverable(answer.code)
    if answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:  # what stands before the homeserver says so without a code
        return Undeliverable("M_TOO_LARGE")
    return later(answer)


def counted(answer: Answer, room: str) -> Delivery:
    """Return what an answer to a message means, which homeservers count by account."""
    outcome = delivery(answer, room)
    if isinstance(outcome, Later) and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return replace(outcome, limited=True)
    return outcome


def later(answer: Answer) -> Later:
    """Return when to try again after ``answer``."""
    everybody_waits = answer.code in _PASSES or answer.status in {
        0,
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
    return Later(answer.retry_after, answer.code or f"status {answer.status}", refused=not everybody_waits)
