"""What a text says to Kith: a command, nearly one, or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from bot.chat import Say
from bot.commands import Command, commands
from bot.domain import words

FIXED = "fixed"

# Whole messages that people type in need, and what they mean (BEHAVIOUR.md section 1).
SPOKEN = {
    **dict.fromkeys(
        ("help me", "i need someone", "i need support", "anyone there", "talk", "sos", "need support"), "support"
    ),
    **dict.fromkeys(("crisis", "emergency", "112", "911", "988", "999"), "resources"),
    **dict.fromkeys(("hi", "new"), "hello"),
}
NEVER_BLOCKED = frozenset({"support", "resources"})
"""Carried out whatever follows them: somebody in need is not to be taught how to type."""
URGENT = NEVER_BLOCKED | {"help"}
"""Mean themselves at any point of any dialogue, whatever a choice is called."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A command and the words that follow it."""

    command: Command
    words: str


@dataclass(frozen=True, slots=True)
class Near:
    """One edit away from a command, or from words that mean one: what was typed nearly, and the command's name."""

    typed: str
    name: str


@dataclass(frozen=True, slots=True)
class Partly:
    """The beginning is a command's and the rest is not understood: what to say to that."""

    say: Say


def meaning(text: str) -> Meant | Near | Partly | None:
    """Return what a text means that is addressed to Kith, without prefix or name."""
    if spoken := SPOKEN.get(words.whole(text)):
        return Meant(commands()[spoken], "")
    if found := words.command(text, tuple(commands())):
        command = commands()[found.name]
        if command.USAGE or found.name in NEVER_BLOCKED or not words.whole(found.words):
            return Meant(command, found.words)
        if (first := found.name.partition(" ")[0]) in NEVER_BLOCKED:
            return Meant(commands()[first], found.words)  # "resources none of these answer" asks for them
        # "pass out" is no pass: what takes no words is carried out without any, or not at all.
        return Partly(Say("rest", {"name": found.name, "rest": found.words}, FIXED))
    typed = words.whole(text)
    first, _, rest = typed.partition(" ")
    if family := [name for name in commands() if name.startswith(f"{first} ")]:
        return Partly(Say("part", {"part": first, "rest": rest, "examples": family}, FIXED))
    known = {**{name: name for name in commands()}, **SPOKEN}
    near = [name for name in get_close_matches(typed, known, cutoff=0.7) if words.one_edit(typed, name)]
    return Near(near[0], known[near[0]]) if near else None
