"""How the evening looks on paper."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from bot.demo.transcript import Transcript

EIGHT = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)


class Sheet(Transcript):
    """A transcript whose text can be read."""

    def __init__(self, *, colours: bool = False, width: int = 80) -> None:
        self.time = EIGHT
        self.out = io.StringIO()
        console = Console(
            file=self.out, width=width, force_terminal=colours, color_system="standard" if colours else None
        )
        super().__init__(console, lambda: self.time)

    def lines(self) -> list[str]:
        return self.out.getvalue().splitlines()


def test_a_room_is_a_heading_over_who_said_what() -> None:
    sheet = Sheet()

    sheet.says("River Circle (encrypted)", "Ana", "!help")
    sheet.says("River Circle (encrypted)", "Kith", "one\ntwo")
    sheet.says("Ana and Kith, private (encrypted)", "Ana", "hello")

    assert sheet.lines() == [
        "",
        "River Circle (encrypted) · 20:05 UTC ───────────────────────────────────────────",
        "  Ana   !help",
        "  Kith  one",
        "        two",
        "",
        "Ana and Kith, private (encrypted) · 20:05 UTC ──────────────────────────────────",
        "  Ana   hello",
    ]


def test_the_time_is_told_when_it_changes_and_not_before() -> None:
    sheet = Sheet()

    sheet.says("River Circle", "Ana", "one")
    sheet.time = EIGHT.replace(second=59)
    sheet.says("River Circle", "Ana", "two")
    sheet.time = EIGHT.replace(minute=6)
    sheet.says("River Circle", "Ana", "three")

    assert [line[15:20] for line in sheet.lines() if line.startswith("River")] == ["20:05", "20:06"]


@pytest.mark.parametrize(
    ("who", "whose", "words"),
    [
        ("Kith", "Cleo", "Kith put 🌱 under Cleo's message"),
        ("Kith", "Kith", "Kith put 🌱 under its own message"),
        ("Ana", "Ana", "Ana put 🌱 under their own message"),
        ("Ana", None, "Ana put 🌱 under a message"),
    ],
)
def test_a_mark_is_told_in_words(who: str, whose: str | None, words: str) -> None:
    sheet = Sheet()

    sheet.marks("River Circle", who, "🌱", whose)

    assert sheet.lines()[-1] == f"        {words}"


def test_long_words_stay_in_their_column() -> None:
    sheet = Sheet(width=40)

    sheet.says("River Circle", "Ben", "word " * 20)

    assert {len(line) - len(line.lstrip()) for line in sheet.lines()[3:]} == {8}
    assert max(map(len, sheet.lines())) == 40


def test_commands_of_kith_are_coloured_or_quoted_and_links_go_by_their_names() -> None:
    plain, coloured = Sheet(), Sheet(colours=True)

    for sheet in (plain, coloured):
        sheet.says("River Circle", "Kith", "Say `help`, or write to me (https://matrix.to/#/@kith:localhost) there")

    assert plain.lines()[-1].endswith("Say `help`, or write to me there")
    assert coloured.lines()[-1].endswith("Say \x1b[36mhelp\x1b[0m, or write to me there")


def test_what_people_write_is_shown_as_it_is_and_steers_no_terminal() -> None:
    sheet = Sheet(colours=True)

    sheet.says("[bold]Ri\x1b[2Jver", "Z\x1b]0;oe", "[red]`x`\x1b[31m\x07 :smile: 👩‍🌾")

    text = sheet.out.getvalue()
    assert "\x1b[2J" not in text
    assert "\x1b]0" not in text
    assert "\x07" not in text
    assert text.rstrip().endswith("[red]`x` [31m  :smile: 👩‍🌾")
