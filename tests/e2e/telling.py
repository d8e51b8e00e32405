"""What a failed test of this folder tells of itself, beside what its people saw.

The log of every Kith in it, what that Kith keeps, without a word that anybody wrote, and how the homeserver ended.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import FILE

LAST = 30  # lines of a homeserver's log

# No content, no source and no question: what people wrote has no place in a report either.
_KEPT = {
    "chat": "SELECT state, room, person, at FROM chat ORDER BY id",
    "letters": "SELECT state, dest, cause, key, written_at, done_at, json_extract(content, '$.is') AS kind"
    " FROM letters ORDER BY seq",
    "jobs": "SELECT kind, subject, due, next, tries FROM jobs ORDER BY next",
    "undecrypted": "SELECT event, room, session, at FROM undecrypted ORDER BY seq",
    "inbox": "SELECT event, outcome, at FROM inbox ORDER BY at",
}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of what failed what the programs of the test left behind."""
    report = yield
    if report.failed and isinstance(item, pytest.Function):
        report.sections.extend(told(item.funcargs))
    return report


def told(fixtures: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return titles and texts: what the programs in a test's folder, and its homeserver, have to tell."""
    folder: Path | None = fixtures.get("tmp_path")
    sections: list[tuple[str, str]] = []
    if folder is not None:
        sections += [(f"log of {log.parent.name}", log.read_text()) for log in sorted(folder.rglob("kith.log"))]
        sections += [(f"kept in {file.relative_to(folder)}", _kept(file)) for file in sorted(folder.rglob(FILE))]
    homes = {fixtures["server"].folder} if "server" in fixtures else set()
    homes |= {log.parent for log in folder.rglob("homeserver.log")} if folder else set()
    return sections + [(f"end of the log of {home.name}", _last(home / "homeserver.log")) for home in sorted(homes)]


def _kept(file: Path) -> str:
    """Return the rows of a Kith's database, or why they can't be read: some tests damage it."""
    lines = []
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database:
            for table, query in _KEPT.items():
                found = database.execute(query)
                names = [column[0] for column in found.description]
                lines += [f"{table}: {', '.join(names)}", *(f"  {' · '.join(map(str, row))}" for row in found)]
    except sqlite3.Error as error:
        lines.append(f"can't be read: {error}")
    return "\n".join(lines)


def _last(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-LAST:])
