"""What commands share that take a time zone as people call it: which one is meant, or why that is not clear."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from bot.chat import Ask, Group, Refused
from bot.domain import settings, zones
from bot.storage.tx import Tx


def read(typed: str, ask: Ask, usual: Sequence[str], begun: str) -> str | tuple[str, ...]:
    """Return the zone that is meant, or the several that may be; ``usual`` is as in :func:`zones.read`.

    Refused, it says what was not understood after ``begun``, the command.
    """
    match zones.read(typed, ask.said, usual):
        case zones.Meant(zone):
            return zone
        case zones.Several(found):
            return found
        case zones.Unclear("many"):
            raise Refused("many", template="timezone", typed=typed, begun=begun)
        case zones.Unclear("clock"):
            raise Refused("clock", template="timezone", typed=typed, begun=begun)
        case zones.Unclear():
            raise Refused("name", template="timezone", typed=typed, begun=begun)
        case never:
            assert_never(never)


def usual(ask: Ask, tx: Tx, group: Group) -> tuple[str, ...]:
    """Return the zones that somebody means who types a time for a group: their own, else the one that it set."""
    those = (tx.people.own(ask.sender).zone, tx.settings.get(group, settings.TIMEZONE))
    return tuple(zone for zone in those if zone and zone != settings.TIMEZONE.default)
