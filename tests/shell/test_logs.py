from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr
from datetime import datetime

import pytest

from bot.shell import logs


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What is written, with the handlers of the test run out of the way."""
    root, ours, err = logging.getLogger(), logging.getLogger("bot"), io.StringIO()
    before, level, our_level = root.handlers[:], root.level, ours.level
    root.handlers[:] = []
    yield err
    root.handlers[:] = before
    root.setLevel(level)
    ours.setLevel(our_level)


def _starts(written: io.StringIO, level: str, form: str) -> None:
    with redirect_stderr(written):
        logs.start(level, form)


def test_a_line_of_text_tells_when_how_grave_and_from_where(written: io.StringIO) -> None:
    _starts(written, "info", "text")

    logging.getLogger("bot.shell.run").info("ready as %s", "@kith:example.org")

    assert written.getvalue().endswith(" INFO bot.shell.run: ready as @kith:example.org\n")


def test_a_line_of_json_is_one_object(written: io.StringIO) -> None:
    _starts(written, "info", "json")

    logging.getLogger("bot.shell.run").warning('two\nlines and a "quote"')

    (line,) = written.getvalue().splitlines()
    told = json.loads(line)
    assert {key: told[key] for key in ("level", "from", "says")} == {
        "level": "WARNING",
        "from": "bot.shell.run",
        "says": 'two\nlines and a "quote"',
    }
    assert datetime.fromisoformat(told["at"]).tzinfo is not None


@pytest.mark.parametrize(
    ("level", "told"),
    [("debug", ["debug", "info", "warning", "error"]), ("info", ["info", "warning", "error"]), ("error", ["error"])],
)
def test_kiths_own_records_are_told_from_the_level_that_is_set(
    written: io.StringIO, level: str, told: list[str]
) -> None:
    _starts(written, level, "json")
    log = logging.getLogger("bot.app")

    for one in (log.debug, log.info, log.warning, log.error):
        one(one.__name__)

    assert [json.loads(line)["says"] for line in written.getvalue().splitlines()] == told


@pytest.mark.parametrize("level", ["debug", "info"])
def test_of_libraries_only_warnings_are_told(written: io.StringIO, level: str) -> None:
    _starts(written, level, "json")

    for library in ("aiosqlite", "aiohttp.client", "asyncio"):
        logging.getLogger(library).info("executing something with somebody's words")
        logging.getLogger(library).warning("careful")

    told = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [line["from"] for line in told] == ["aiosqlite", "aiohttp.client", "asyncio"]
    assert all(line["says"].startswith("reports something in test_logs, line ") for line in told)


@pytest.mark.parametrize("form", ["text", "json"])
def test_starting_again_writes_every_line_once(written: io.StringIO, form: str) -> None:
    _starts(written, "info", form)
    _starts(written, "info", form)

    logging.getLogger("bot").info("once")

    assert written.getvalue().count("once") == 1
