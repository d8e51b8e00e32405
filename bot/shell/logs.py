"""The log: what Kith does, on standard error; never what anybody wrote."""

from __future__ import annotations

import json
import logging
import sys
from datetime import UTC, datetime


class AsJson(logging.Formatter):
    """One JSON object a line: ``at``, ``level``, ``from``, ``says``."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        return json.dumps({"at": at, "level": record.levelname, "from": record.name, "says": record.getMessage()})


def without_words(record: logging.LogRecord) -> bool:
    """Leave of a library's record where it was made and the kind of error, since all else may be somebody's words.

    asyncio, for one, writes the message and the arguments of whatever nobody waited for (N14).
    """
    if record.name.partition(".")[0] != "bot":
        kind = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else "no error"
        record.msg, record.args = f"reports something in {record.module}, line {record.lineno} ({kind})", ()
    record.exc_info = record.exc_text = record.stack_info = None
    return True


def start(level: str, form: str) -> None:
    """Write Kith's own records of this level and above; of libraries, warnings and above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        AsJson() if form == "json" else logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    )
    handler.addFilter(without_words)
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(level.upper())
