"""What people can say: every module here is a command, found by its name.

A command is a module with ``NAME``, ``USAGE``, ``EXAMPLE``, ``WHERE`` and ``run(ask, tx)``; ``ALONE``, where it has
that, is its example in private. In ``USAGE`` what stands between ``<`` and ``>`` is named, in English here and by
`help` in every language, and all else is typed as it stands. A command decides and never talks: it returns an
outcome, whose words are the block of that name in the template that is named like the module.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from typing import Protocol, cast, runtime_checkable

from bot.chat import Ask, Asking, Marked, Say
from bot.storage.tx import Tx

Answer = Say | Asking | Marked | None


class Where(Enum):
    """What a command is about, which says where it can be typed and where it is answered."""

    ANYWHERE = "anywhere"
    """Answered where it stands; needs no group."""
    GROUP = "group"
    """About a group: the room it stands in, or the group that its sender means in private."""
    PRIVATE = "private"
    """About its sender: typed in a room it is answered in private."""
    CONSENT = "consent"
    """About its sender in a group, who has to mean it: typed in a room, it is asked about in private first."""
    MEMBER = "member"
    """About its sender in a group: typed in a room it is answered in private, and there it is asked which group."""
    PRIVATE_CONSENT = "private consent"
    """About its sender, who has to mean it, in whatever group: typed in a room, it is asked about in private first."""


ANYWHERE, GROUP, PRIVATE, CONSENT = Where.ANYWHERE, Where.GROUP, Where.PRIVATE, Where.CONSENT
MEMBER, PRIVATE_CONSENT = Where.MEMBER, Where.PRIVATE_CONSENT


class Command(Protocol):
    """The module of a command."""

    __name__: str
    NAME: str
    USAGE: str
    EXAMPLE: str
    WHERE: Where

    def run(self, ask: Ask, tx: Tx) -> Answer:
        """Carry it out, or raise :class:`bot.chat.Refused`."""
        ...


@runtime_checkable
class Answering(Command, Protocol):
    """The module of a command that asks something back: see :class:`bot.chat.Asking`."""

    def answered(self, ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Answer:
        """Go on with the choice, counted from 1, or raise :class:`bot.chat.Refused`."""
        ...


@runtime_checkable
class Ending(Command, Protocol):
    """The module of a command because of which Kith sends somebody something unasked: `stop` ends that.

    It says in one line of its own template what it ended, ``None`` where there was nothing.
    """

    def ends(self, person: str, tx: Tx) -> Say | None:
        """End it for this person, in every group; at once, for no reason and announced to nobody."""
        ...


@cache
def commands() -> Mapping[str, Command]:
    """Return every command by its name."""
    found = (
        cast("Command", import_module(f"{__name__}.{module.name}"))
        for module in pkgutil.iter_modules(__path__)
        if not module.name.startswith("_")
    )
    return {command.NAME: command for command in sorted(found, key=lambda command: command.NAME)}


def template(command: Command) -> str:
    """Return the name of the template that speaks for a command."""
    return command.__name__.rpartition(".")[2]
