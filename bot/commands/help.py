"""help: five lines that fit the place, or one command's syntax with an example."""

from __future__ import annotations

import re
from difflib import get_close_matches

from bot.chat import Ask, Refused, Say, say
from bot.commands import ANYWHERE, commands, template
from bot.domain import words
from bot.storage.tx import Tx

NAME = "help"
USAGE = "[<command>]"
EXAMPLE = "help checkin open"
WHERE = ANYWHERE

LONGEST_NAME = 2
"""Words in the longest name of a command."""
SWITCHES = frozenset({"on", "off", "at", "none"})
"""Words that many look up with the command that takes them."""


def run(ask: Ask, tx: Tx) -> Say:
    """Tell what can be said here."""
    wanted = words.bare(ask.words).removeprefix(tx.house.prefix)
    if not wanted:
        return _overview(ask, tx)
    wanted = _switched(wanted) or wanted
    named = {name: command for name, command in commands().items() if name == wanted or name.startswith(f"{wanted} ")}
    if wanted in named or len(named) == 1:
        name, command = (wanted, named[wanted]) if wanted in named else next(iter(named.items()))
        usage = f"{name} {command.USAGE}".strip()
        example = getattr(command, "ALONE", command.EXAMPLE) if ask.private else command.EXAMPLE
        return say("one", usage=usage, example=example, of=template(command))
    if named:
        return say("several", wanted=wanted, names=list(named))
    near = [name for name in get_close_matches(wanted, commands(), cutoff=0.7) if words.one_edit(wanted, name)]
    if not near and ask.private:
        # Somebody in need who begins with "help" is not to be told about syntax.
        raise Refused("not_understood", template="fixed", rings=True)
    if not near and len(wanted.split()) > LONGEST_NAME:
        return _overview(ask, tx)  # nor is it to be repeated where everybody reads
    raise Refused("unknown", wanted=ask.words, near=near[0] if near else "")


def _switched(wanted: str) -> str | None:
    """Return the command that is meant with a word of its own behind it, like ``remind off``, which is none itself."""
    name, _, word = wanted.rpartition(" ")
    if wanted in commands() or name not in commands() or word not in SWITCHES:
        return None
    return name if re.search(rf"\b{word}\b", re.sub("<[^>]*>", "", commands()[name].USAGE)) else None


def _overview(ask: Ask, tx: Tx) -> Say:
    """Return what can be said here; in a room, where people are reached is told first if they can be."""
    if ask.private:
        return say("private")
    return say("room", support=ask.group is not None and tx.support.is_on(ask.group))
