"""What nio logs: that something went wrong and where, and never with which words.

nio puts whole events, decrypted ones too, into its warnings (N14).
"""

from __future__ import annotations

import logging

log = logging.getLogger(__name__)


class _Place(logging.Handler):
    """Passes on where an error was logged and leaves out what it says."""

    def emit(self, record: logging.LogRecord) -> None:
        log.warning("nio reports an error in %s, line %d", record.module, record.lineno)


def hush() -> None:
    """Let nothing of nio's own words through; doing it twice changes nothing."""
    nio = logging.getLogger("nio")
    nio.setLevel(logging.ERROR)
    nio.propagate = False
    nio.handlers[:] = [_Place()]
    # The store and its queries hold keys and people.
    logging.getLogger("peewee").setLevel(logging.ERROR)
