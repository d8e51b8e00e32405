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
            "anybody there", "is anybody there", "anyone here", "anyone awake", "talk", "sos", "🆘",
            "need help", "need help now", "i need help now", "i need someone to talk to", "please help me now",
            "hilf mir", "bitte hilf mir", "ich brauche hilfe", "brauche hilfe", "ich brauche jemanden",
            "ich muss reden", "ich muss mit jemandem reden", "kann ich mit jemandem reden", "ist da jemand",
            "ist jemand da", "ist da wer", "jemand da", "jemand wach",
        ),
        "support",
    ),
    **dict.fromkeys(
        (
            "crisis", "emergency", "emergency number", "crisis line", "hotline", "112", "911", "988", "999",
            "in danger", "in danger now", "i'm in danger", "i'm not safe", "i want to die", "suicidal", "suicide",
            "krise", "notfall", "notruf", "notrufnummer", "110", "in gefahr", "ich bin in gefahr", "ich will sterben",
            "suizid",
        ),
        "resources",
    ),
    **dict.fromkeys(("hi", "new", "hallo"), "hello"),
    "hilfe": "help",
    **dict.fromkeys(
        (
            "stop messaging me", "stop writing to me", "stop please", "stop it", "stop this", "stop all",
            "stop everything", "stop now", "stop messages", "stop the messages", "stopp",
        ),
        "stop",
    ),
}  # fmt: skip
# What people type to Kith alone, above all at first: in a room it may be for somebody else, or another bot.
SPOKEN = {
    **NEED,
    **dict.fromkeys(
        (
            "hey", "hey there", "hi there", "hello there", "good morning", "good evening", "👋", "test",
            "is this thing on", "are you there", "are you a bot", "who are you", "what are you", "what is this",
            "what's this", "who runs this", "is this private", "who can read this", "new here", "i'm new",
            "i'm new here", "i just joined", "just joined", "first time here", "are you human", "are you real",
            "moin", "guten morgen", "guten tag", "guten abend", "wer bist du", "was bist du", "was ist das",
            "bist du ein bot", "bist du ein mensch", "bist du da", "neu hier", "ich bin neu", "ich bin neu hier",
        ),
        "hello",
    ),
    **dict.fromkeys(
        (
            "what can you do", "what can i do", "how does this work", "how do i use this", "how do you work",
            "commands", "menu", "start", "/start", "/help", "what now", "was kannst du", "wie geht das",
            "wie funktioniert das", "befehle", "was nun",
        ),
        "help",
    ),
    **dict.fromkeys(("thank you", "thx", "danke", "many thanks", "thanks a lot", "thank you so much"), "thanks"),
    **dict.fromkeys(
        (
            "can't make it", "i can't make it", "cannot make it", "i cannot make it", "can't come", "i can't come",
            "i'm sick", "i am sick", "ill", "i'm ill", "i am ill", "krank", "bin krank", "ich bin krank",
            "kann nicht kommen", "ich kann nicht kommen", "schaffe es nicht", "ich schaffe es nicht",
        ),
        "sick",
    ),
    **dict.fromkeys(("nevermind", "nvm", "forget it", "cancel"), "never mind"),
    **dict.fromkeys(
        (
            "unsubscribe", "leave me alone", "please stop", "hör auf", "lass mich in ruhe",
        ),
        "stop",
    ),
    **dict.fromkeys(
        ("delete me", "delete my data", "delete all my data", "erase me", "erase my data", "vergiss mich"), "forget me"
    ),
    **dict.fromkeys(("who can see this", "who sees this", "wer kann das lesen", "wer liest das"), "privacy"),
    **dict.fromkeys(("what do you know about me", "what do you have on me", "was weißt du über mich"), "my data"),
    **dict.fromkeys(("deutsch", "deutsch bitte", "auf deutsch", "auf deutsch bitte", "german", "english"), "language"),
}  # fmt: skip
NEVER_BLOCKED = frozenset({"support", "resources"})
"""Carried out whatever follows them: somebody in need is not to be taught how to type."""
URGENT = NEVER_BLOCKED | {"help", "stop", "forget me", "forget me here"}
"""Mean themselves at any point of any dialogue, whatever a choice is called."""
SURE = 6
"""Letters that a mistyped command has where words follow it: "king of the hill" is no ``ping``."""
MOST_AFTER = 2
"""Words after the first of a command's name that may still be a try at it."""
SHORT = 3
"""Letters of a last word that is not taken for mistyped where others follow it: "listen or else" is no `listen for`."""

LEAVES_FORGOTTEN = frozenset({"forget me", "forget me here", "my data", "my data file", "privacy", "resources"})
"""What somebody who was forgotten can say without being known again."""


@dataclass(frozen=True, slots=True)
class Meant:
    """A command and the words that follow it."""

    command: Command
    words: str


@dataclass(frozen=True, slots=True)
class Near:
    """One edit away from a command, or from words that mean one: what was typed nearly, and the command's name.

    ``words`` followed it.
    """

    typed: str
    name: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Partly:
    """The beginning is a command's and the rest is not understood: what to say to that."""

    say: Say


@cache
def _spoken(*, private: bool) -> Mapping[str, str]:
    return {words.bare(said) or said: name for said, name in (SPOKEN if private else NEED).items()}


def meaning(text: str, *, private: bool) -> Meant | Near | Partly | None:
    """Return what a text means that is addressed to Kith, without prefix or name."""
    said, text = _spoken(private=private), words.as_command(text)
    if spoken := said.get(words.bare(text) or words.whole(text)):
        return Meant(commands()[spoken], "")
    if found := words.command(text, tuple(commands())):
        return _begun(found)
    typed = words.whole(text)
    first, _, rest = typed.partition(" ")
    family = [name for name in commands() if name.startswith(f"{first} ")]
    if family and not (private and _is_a_sentence(first, rest)):
        return Partly(Say("part", {"part": first, "rest": rest, "examples": family}, FIXED))
    known = {**{name: name for name in commands()}, **said}
    near = [name for name in get_close_matches(typed, known, cutoff=0.7) if words.one_edit(typed, name)]
    if near and not typed.isdecimal():  # a number is an answer, or nothing
        return Near(near[0], known[near[0]])
    return _nearly_begun(words.plainly(text))


def _begun(found: words.Found) -> Meant | Near | Partly:
    """Return what a text means that begins with the name of a command."""
    command, first = commands()[found.name], found.name.partition(" ")[0]
    if command.USAGE or found.name in NEVER_BLOCKED:
        return Meant(command, found.words)
    if not words.bare(found.words):
        return Meant(command, "")
    if first in NEVER_BLOCKED:
        return Meant(commands()[first], found.words)  # "resources none of these answer" asks for them
    # "pass out" is no pass: what takes no words is carried out without any, or not at all.
    return _nearly_longer(found) or Partly(Say("rest", {"name": found.name, "rest": found.words}, FIXED))


def _nearly_longer(found: words.Found) -> Near | None:
    """Return the command whose name begins like the one that was found and goes on nearly as was typed: `listen of`."""
    for name in sorted(commands(), key=lambda name: -name.count(" ")):
        more = name.removeprefix(f"{found.name} ")
        split = found.words.split(maxsplit=more.count(" ") + 1)
        typed, rest = split[: more.count(" ") + 1], " ".join(split[more.count(" ") + 1 :])
        takes = not rest or (bool(commands()[name].USAGE) and len(more) > SHORT)
        if more != name and takes and words.one_edit(words.whole(" ".join(typed)), more):
            return Near(name, name, rest)
    return None


def _is_a_sentence(first: str, rest: str) -> bool:
    """Return whether a text that begins as a family of commands does is likely none: "my brother is ill"."""
    return bool(rest) and (len(first) <= SURE or len(rest.split()) > MOST_AFTER)


def _nearly_begun(text: str) -> Near | None:
    """Return the command that a text begins with but for one edit, where that can hardly be anything else."""
    split = text.split()
    for name in sorted(commands(), key=lambda name: -name.count(" ")):
        length = name.count(" ") + 1
        first, rest = " ".join(split[:length]).lower(), " ".join(split[length:])
        sure = SURE - 1 if any(sign.isdigit() for sign in rest) else SURE
        if rest and len(first) >= sure and words.one_edit(first, name):
            return Near(name, name, rest)
    return None
