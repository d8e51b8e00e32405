"""Holds a part of `bot` to a higher limit of coverage than the whole has.

A plugin of pytest, loaded by `make test`. pytest-cov holds the whole to
`fail_under` of pyproject.toml and knows one limit only.
"""

from __future__ import annotations

import io

import coverage
import pytest

LIMITS = {"bot/domain": 100.0}

_short = pytest.StashKey[list[str]]()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the session where a part is below its limit; pytest-cov has combined all data by now."""
    if hasattr(session.config, "workerinput"):  # a worker of pytest-xdist has a part of the data
        return
    data = coverage.Coverage()
    data.load()
    short = []
    for part, limit in LIMITS.items():
        report = io.StringIO()
        percent = data.report(include=[f"{part}/*"], skip_covered=True, file=report)
        if percent < limit:
            short.append(f"{part} is covered to {percent:.1f} %, its limit is {limit:.0f} %\n{report.getvalue()}")
    session.config.stash[_short] = short
    if short and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say which part is short of its limit, before pytest's own last line."""
    for line in config.stash.get(_short, []):
        terminalreporter.write_line(line, red=True, bold=True)
