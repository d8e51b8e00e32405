"""What switching support on and off shares."""

from __future__ import annotations

from typing import Any

from bot.chat import Ask, Group
from bot.domain import settings
from bot.domain.listening import coverage
from bot.storage.support import SWITCH
from bot.storage.tx import Tx

ON_OFF = ("off", "on")


def switch(ask: Ask, tx: Tx, group: Group, *, on: bool) -> None:
    """Switch support on or off, so that it can be taken back."""
    tx.settings.changed(group, SWITCH, ON_OFF[not on], ON_OFF[on], ask.sender, ask.now)
    tx.support.switch(group, on=on)


def covered(tx: Tx, group: Group) -> dict[str, Any]:
    """Return how many listen by day and by night, in words and never in numbers."""
    found = coverage(tx.listeners.of(group), tx.now, tx.settings.get(group, settings.TIMEZONE))
    return {"day": found.day, "night": found.night}
