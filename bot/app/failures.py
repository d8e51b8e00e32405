"""What went wrong in our own code: a reference number, and no word of anybody's."""

from __future__ import annotations

import logging
import secrets
import traceback

log = logging.getLogger(__name__)


def reference_for(error: BaseException, where: str) -> str:
    """Log where an error arose, under a number that the person is given, and return the number.

    The error's message is left out: it may hold what somebody typed (N14).
    """
    reference = secrets.token_hex(3)
    frames = [
        f"{frame.filename.rpartition('bot/')[2]}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    log.error("reference %s: %s in %s at %s", reference, type(error).__name__, where, " < ".join(reversed(frames)))
    return reference
