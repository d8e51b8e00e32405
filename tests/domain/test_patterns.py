from __future__ import annotations

import pytest

from bot.domain.patterns import matches


@pytest.mark.parametrize(
    ("person", "patterns"),
    [
        ("@ana:example.org", ("*:example.org",)),
        ("@ana:example.org", ("@ana:example.org",)),
        ("@ana:example.org", ("@ana:example.net", "*:example.org")),
        ("@ana:[::1]", ("*:[::1]",)),
    ],
)
def test_a_star_stands_for_any_text_and_all_else_for_itself(person: str, patterns: tuple[str, ...]) -> None:
    assert matches(person, patterns)


@pytest.mark.parametrize(
    ("person", "patterns"),
    [
        ("@ana:example.org", ()),
        ("@ana:example.org.example.net", ("*:example.org",)),
        ("@ana:exampleXorg", ("*:example.org",)),
        ("@anna:example.org", ("@ana:example.org",)),
        ("@ana:x", ("*:[a-z]",)),
    ],
)
def test_nobody_else_is_meant(person: str, patterns: tuple[str, ...]) -> None:
    assert not matches(person, patterns)
