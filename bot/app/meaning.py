"""What a text says to Kith: a command, nearly one, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from bot.chat import Say
from bot.commands import Command, commands
from bot.domain import words

FIXED = "fixed"

# Whole messages that people type in need, in a private chat or after Kith's name, and what they mean.
NEED = {
    **dict.fromkeys(
        (
            "help me", "help me please", "please help", "please help me", "i need help", "i need someone",
            "i need support", "need support", "i need to talk", "need to talk", "i need to talk to someone",
            "can someone talk to me", "can i talk to someone", "talk to someone", "anyone there", "is anyone there",
            "anybody there", "is anybody there", "anyone here", "anyone awake", "talk", "sos",
        ),
        "support",
    ),
    **dict.fromkeys(
        (
            "crisis", "emergency", "emergency number", "crisis line", "hotline", "112", "911", "988", "999",
            "in danger", "in danger now", "i'm in danger", "i want to die", "suicidal", "suicide",
        ),
        "resources",
    ),
    **dict.fromkeys(("hi", "new"), "hello"),
}  # fmt: skip
# What people type to Kith alone, above all at first: in a room it may be for somebody else, or another bot.
SPOKEN = {
    **NEED,
    **dict.fromkeys(
        (
            "hey", "hey there", "hi there", "hello there", "good morning", "good evening", "👋", "test",
            "is this thing on", "are you there", "are you a bot", "who are you", "what are you", "what is this",
            "what's this", "who runs this", "is this private", "who can read this", "new here", "i'm new",
            "i'm new here", "i just joined", "just joined", "first time here",
        ),
        "hello",
    ),
    **dict.fromkeys(
        (
            "what can you do", "what can i do", "how does this work", "how do i use this", "how do you work",
            "commands", "menu", "start", "/start", "/help", "what now",
        ),
        "help",
    ),
    **dict.fromkeys(("thank you", "thx", "danke", "many thanks", "thanks a lot", "thank you so much"), "thanks"),
    **dict.fromkeys(("nevermind", "nvm", "forget it", "cancel"), "never mind"),
    **dict.fromkeys(("stop messaging me", "stop writing to me", "unsubscribe", "leave me alone"), "stop"),
}  # fmt: skip
NEVER_BLOCKED = frozenset({"support", "resources"})
"""Carried out whatever follows them: somebody in need is not to be taught how to type."""
URGENT = NEVER_BLOCKED | {"help", "stop", "forget me", "forget me here"}
"""Mean themselves at any point of any dialogue, whatever a choice is called."""

LEAVES_FORGOTTEN = frozenset({"forget me", "forget me here", "my data", "my data file", "privacy", "resources"})
"""What somebody who was forgotten can say without being known again."""


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


@cache
def _spoken(*, private: bool) -> Mapping[str, str]:
    return {words.bare(said) or said: name for said, name in (SPOKEN if private else NEED).items()}


def meaning(text: str, *, private: bool) -> Meant | Near | Partly | None:
    """Return what a text means that is addressed to Kith, without prefix or name."""
    said, text = _spoken(private=private), words.checkin(text)
    if spoken := said.get(words.bare(text) or words.whole(text)):
        return Meant(commands()[spoken], "")
    if found := words.command(text, tuple(commands())):
        return _begun(found)
    typed = words.whole(text)
    first, _, rest = typed.partition(" ")
    if family := [name for name in commands() if name.startswith(f"{first} ")]:
        return Partly(Say("part", {"part": first, "rest": rest, "examples": family}, FIXED))
    known = {**{name: name for name in commands()}, **said}
    near = [name for name in get_close_matches(typed, known, cutoff=0.7) if words.one_edit(typed, name)]
    return Near(near[0], known[near[0]]) if near else None


def _begun(found: words.Found) -> Meant | Partly:
    """Return what a text means that begins with the name of a command."""
    command, first = commands()[found.name], found.name.partition(" ")[0]
    if command.USAGE or found.name in NEVER_BLOCKED:
        return Meant(command, found.words)
    if not words.bare(found.words):
        return Meant(command, "")
    if first in NEVER_BLOCKED:
        return Meant(commands()[first], found.words)  # "resources none of these answer" asks for them
    # "pass out" is no pass: what takes no words is carried out without any, or not at all.
    return Partly(Say("rest", {"name": found.name, "rest": found.words}, FIXED))
