"""A YAML file as a tree of texts, lists and maps in which every key knows its line; nothing else is built from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Tree = str | None | list["Tree"] | dict[str, "Tree"]
Steps = tuple[str | int, ...]

MOST_BYTES: Final = 1_000_000
DEEPEST: Final = 10

# What the standard schema gives to a node by itself or by `!!`. Another tag was meant as text: `command_prefix: !`.
_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}"
    for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value", "seq", "map")
)

# The parser's own words may repeat what stands in the file, and that may be a password: they choose a hint, no more.
_QUOTES: Final = 'a value that begins with @ * & ! % ` | > or holds ": " wants quotes: "@kith:example.org"'
_HINTS: Final = {
    "'\\t'": "spaces, never a tab",
    "another document": "one document, without a second ---",
    "end of stream": "every quote and bracket that is opened is closed",
    "',' or": "every quote and bracket that is opened is closed",
    "could not find expected": "key: value, with keys of one level indented alike",
    "<block end>": "key: value, with keys of one level indented alike",
    "<document start>": "key: value, with keys of one level indented alike",
}
_NO_REFERENCE: Final = f"no anchors and no references; {_QUOTES}"
_LONGEST_FOUND: Final = 60


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing that is wrong in a file: ``line`` counts from 1, and is None for what no line holds.

    ``found`` never repeats a secret. ``nearest`` is the known key that the found one resembles.
    """

    file: str
    line: int | None
    key: str
    found: str
    allowed: str = ""
    nearest: str | None = None

    def __str__(self) -> str:
        """Return the mistake in one line: ``config.yaml:9: log.level: found "loud", allowed: debug, info``."""
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        told = ": ".join(part for part in (place, self.key, self.found) if part)
        allowed = f", allowed: {self.allowed}" if self.allowed else ""
        return told + allowed + (f" (did you mean {self.nearest}?)" if self.nearest else "")


class ConfigMistakes(Exception):
    """A configuration that can't be used, with everything that is wrong in it."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        """Keep the mistakes in the order of their lines; those without a line come last."""
        self.mistakes = tuple(sorted(mistakes, key=lambda mistake: (mistake.line is None, mistake.line or 0)))
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass(slots=True)
class Page:
    """A file that was read: the text of every value, the line of every key, and what was wrong on the way.

    ``lines`` is by the steps that lead to a value: keys, and for the items of a list their numbers from 0. What is
    wrong with one value in one line is told once: the first mistake there stays.
    """

    file: str
    tree: dict[str, Tree] = field(default_factory=dict)
    lines: dict[Steps, int] = field(default_factory=dict)
    mistakes: dict[tuple[Steps, int | None], Mistake] = field(default_factory=dict)

    def at(self, steps: Steps) -> Tree:
        """Return what stands there, or the text that it is read from; None where nothing stands."""
        here: Tree = self.tree
        for step in steps:
            match here, step:
                case dict(), str():
                    here = here.get(step)
                case list(), int():
                    here = here[step]
                case _:
                    return here
        return here

    def wrong(self, steps: Steps, found: str, allowed: str = "", nearest: str | None = None) -> None:
        """Note a mistake in the line of its key or item; what is missing has the line of what it is missing in."""
        above = (steps[:count] for count in range(len(steps), 0, -1))
        line = next((self.lines[place] for place in above if place in self.lines), None)
        self._note(steps, line, found, allowed, nearest)

    def fill(self, node: yaml.MappingNode) -> None:
        """Take over the keys of the file's top level, and note what is wrong with them."""
        self.tree = self._map(node, ())

    def _note(self, steps: Steps, line: int | None, found: str, allowed: str, nearest: str | None = None) -> None:
        mistake = Mistake(self.file, line, dotted(steps), found, allowed, nearest)
        self.mistakes.setdefault((steps, line), mistake)

    def _read(self, node: yaml.Node, steps: Steps, line: int) -> Tree:
        self.lines[steps] = line
        if node.tag not in _TAGS:
            self._note(steps, line, "found a YAML tag", _QUOTES)
        match node:
            case yaml.MappingNode():
                return self._map(node, steps)
            case yaml.SequenceNode():
                return [self._read(item, (*steps, at), item.start_mark.line + 1) for at, item in enumerate(node.value)]
            case _:
                return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)

    def _map(self, node: yaml.MappingNode, steps: Steps) -> dict[str, Tree]:
        found: dict[str, Tree] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                self._note(steps, line, "found a key that is no text", "a word")
                continue
            inner = (*steps, key.value)
            if key.value in found:
                self._note(inner, line, f"written twice (first in line {self.lines[inner]})", "once")
                continue
            found[key.value] = self._read(value, inner, line)
        return found


def dotted(steps: Steps) -> str:
    """Return the keys that lead there, joined by dots; the numbers of list items are left to the line."""
    return shown(".".join(step for step in steps if isinstance(step, str)))


def shown(text: str) -> str:
    """Return a text fit for one line of a terminal: shortened, and without what can't be printed."""
    short = text if len(text) <= _LONGEST_FOUND else text[:_LONGEST_FOUND] + "…"
    return "".join(character if character.isprintable() else "?" for character in short)


def read(path: Path) -> Page:
    """Return what stands in the file, an empty one as an empty page.

    Raises ConfigMistakes where the file can't be read, isn't UTF-8, isn't YAML or isn't a map of keys. Anchors and
    aliases are refused (a few lines of them can stand for a gigabyte), and so is what is nested too deep.
    """
    page = Page(str(path))
    text = _text(path)
    try:
        node = _Composer(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or ""
        hint = error.note or next((hint for words, hint in _HINTS.items() if words in problem), _QUOTES)
        raise _stop(path, "this is not readable as YAML", hint, None if mark is None else mark.line + 1) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _stop(path, "found a character that YAML does not know", "printable text", line) from None
    match node:
        case None | yaml.ScalarNode(tag="tag:yaml.org,2002:null"):
            return page
        case yaml.MappingNode():
            page.fill(node)
            return page
        case _:
            raise _stop(path, "found no keys", "lines like: homeserver: https://matrix.example.org", 1)


def _text(path: Path) -> str:
    example = "a readable file; config.example.yaml is a start"
    try:
        if not path.is_file():
            raise _stop(path, "there is no such file", example)
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _stop(path, f"can't be read ({error.strerror})", example) from None
    if len(raw) > MOST_BYTES:
        raise _stop(path, "this is too long for a configuration", "a file below 1 MB")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _stop(path, "this is not UTF-8", "text in UTF-8", raw.count(b"\n", 0, error.start) + 1) from None


def _stop(path: Path, found: str, allowed: str, line: int | None = None) -> ConfigMistakes:
    return ConfigMistakes((Mistake(str(path), line, "", found, allowed),))


class _Composer(yaml.SafeLoader):
    """PyYAML's composer, which gives nodes with marks and builds nothing, without anchors, aliases and depth."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Return the next node; MarkedYAMLError with a ``note`` for what Kith refuses."""
        event = self.peek_event()  # type: ignore[no-untyped-call] # the stubs leave it out
        if getattr(event, "anchor", None) is not None:
            raise yaml.MarkedYAMLError(problem_mark=event.start_mark, note=_NO_REFERENCE)
        if self.depth == DEEPEST:
            raise yaml.MarkedYAMLError(problem_mark=event.start_mark, note=f"{DEEPEST} levels at most")
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node
