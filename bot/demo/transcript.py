"""What was said, in the terminal: a heading for each room, who said what, and marks in words."""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterable
from datetime import datetime

from rich.cells import cell_len
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

KITH = "Kith"
WIDTH = 88  # columns; longer lines are tiring to read
COLOURS = {KITH: "bold green", "Ana": "bold cyan", "Ben": "bold yellow", "Cleo": "bold magenta", "Dee": "bold blue"}

_BLANK = "not bold"
_NARROWEST = 20  # columns of words
_INDENT = 2 + max(map(len, COLOURS)) + 2
_JOINER = "\N{ZERO WIDTH JOINER}"  # it makes one emoji of several
_TO_SOMEBODY = re.compile(r" \(https://matrix\.to/\S+\)")
_CODE = re.compile(r"`([^`\n]+)`")


class Paper(Console):
    """A console on standard output; when nobody can read it any more it falls silent, and ``alone`` hears of it."""

    def __init__(self, alone: Callable[[], None]) -> None:
        """Write at most :data:`WIDTH` columns; what the terminal's encoding lacks becomes a question mark."""
        if isinstance(sys.stdout, io.TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        super().__init__(highlight=False, markup=False, emoji=False)
        self.width = min(self.width, WIDTH)
        self._alone = alone

    def on_broken_pipe(self) -> None:
        """Say no more, also not when the interpreter flushes its streams at the end."""
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        self._alone()


class Transcript:
    """Writes to a console; ``clock`` tells the time of a heading."""

    def __init__(self, console: Console, clock: Callable[[], datetime]) -> None:
        """Write nothing yet."""
        self.console = console
        self._clock = clock
        self._heading = ("", "")

    def tells(self, words: str, style: str = "italic") -> None:
        """Write what nobody in a room said; a heading follows it."""
        self._heading = ("", "")
        self._write(Text())
        self._paragraph("", 0, self._styled(printable(words)), style)

    def says(self, room: str, name: str, words: str) -> None:
        """Write what somebody said in a room."""
        self._head(room)
        said = self._styled(printable(words)) if name == KITH else Text(printable(words))
        self._paragraph(printable(name), _INDENT, said)

    def marks(self, room: str, name: str, key: str, whose: str | None) -> None:
        """Write that somebody put a mark under a message of somebody's."""
        self._head(room)
        its = "its own" if name == KITH else "their own"
        target = "a message" if whose is None else f"{its} message" if whose == name else f"{whose}'s message"
        self._paragraph("", _INDENT, Text(printable(f"{name} put {key} under {target}")), "dim")

    def shows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Write facts, each with its name before it."""
        self._write(Text())
        for name, fact in rows:
            self._write(Text.assemble(f"  {name:<12}", (fact, "bold")))

    def _head(self, room: str) -> None:
        heading = (room, f"{self._clock():%H:%M} UTC")
        if heading != self._heading:
            self._heading = heading
            title = Text(printable(" · ".join(heading)), style="bold")
            self._write(Text(), Rule(title, align="left", style="dim"))

    def _paragraph(self, name: str, indent: int, words: Text, style: str = "") -> None:
        """Write words beside a name, each line of them ``indent`` columns from the edge."""
        # Spaces with a style of their own stand by themselves in a picture, where leading ones may be lost.
        edge = Text.assemble(
            ("  ", _BLANK), (name, COLOURS.get(name, "bold")), (" " * max(1, indent - 2 - cell_len(name)), _BLANK)
        )
        for line in words.wrap(self.console, max(_NARROWEST, self.console.width - indent)) or [Text()]:
            line.rstrip()
            line.stylize_before(style)
            self._write(edge + line if indent else line)
            edge = Text.assemble((" " * indent, _BLANK))

    def _styled(self, words: str) -> Text:
        """Return words of Kith's as a client shows them: commands in colour, links by their names."""
        words = _TO_SOMEBODY.sub("", words)
        if self.console.color_system is None or self.console.no_color:
            return Text(words)
        text = Text()
        for n, part in enumerate(_CODE.split(words)):
            text.append(part, style="cyan" if n % 2 else None)
        return text

    def _write(self, *what: Text | Rule) -> None:
        try:
            for line in what:
                self.console.print(line)
        except OSError:  # EIO: the terminal was closed
            self.console.on_broken_pipe()


def printable(text: str) -> str:
    """Return the text without what steers a terminal instead of being read."""
    return "".join(c if c.isprintable() or c in {"\n", _JOINER} else " " for c in text)
