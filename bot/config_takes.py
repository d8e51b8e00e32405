"""What a key of ``config.yaml`` takes, said to the operator, and the kinds of a group's settings among it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from bot.domain import duration
from bot.domain.settings import Kind

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Taken(Generic[T_co]):
    """What a key takes: ``allowed`` says it to the operator, ``read`` takes it or raises ValueError."""

    allowed: str
    read: Callable[[str], T_co]

    def parse(self, raw: object) -> T_co:
        """Return the value that ``raw`` spells; ValueError says what is allowed and repeats nothing of ``raw``."""
        if not isinstance(raw, str):
            raise ValueError(self.allowed)  # noqa: TRY004 - a mistake in the file, as any other
        try:
            return self.read(raw.strip())
        except ValueError:
            raise ValueError(self.allowed) from None


ALLOWED: Final = {
    "length": duration.ALLOWED,
    "lengths": "two lengths of time like 10m, 2h (for now, otherwise), or one for both",
    "ahead": "up to five lengths of time before a start, like 1d, 1h, from 5m to 14d, or off",
    "switch": "on or off",
    "zone": "a time zone like Europe/Berlin, or UTC",
    "language": "one of {tags}",
    "day": "a date like 2026-12-27, or off",
    "whole": "a whole number from {least} to {most}",
}
"""What the kinds of settings take, in the words of the template `settings`."""


def said(kind: Kind[T]) -> Taken[T]:
    """Return a kind of settings as what a key takes."""
    bounds = {name: ", ".join(bound) if isinstance(bound, tuple) else bound for name, bound in kind.bounds.items()}
    return Taken(ALLOWED[kind.name].format(**bounds), kind.read)
