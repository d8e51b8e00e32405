"""What commands about check-ins that repeat share: the one that is meant, what is said of it, and adding one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bot.chat import Ask, Asking, Group, Refused, Say
from bot.commands import _meetings
from bot.commands._facilitating import announced
from bot.commands.meeting_add import HOW_OFTEN, LATER
from bot.domain import repeat_words, schedule_words, settings, things
from bot.domain.repeat import MOST, Repeat
from bot.domain.repeat_words import Not, Plan
from bot.storage.checkins import COMMAND
from bot.storage.repeats import CHANGED
from bot.storage.tx import Tx

OFTEN: Final = "often"
"""The step in which it is asked how often."""


def facts(ask: Ask, tx: Tx, group: Group, one: Repeat) -> dict[str, Any]:
    """Return what every message about a check-in that repeats knows: as of a meeting, and how long a round is open."""
    length = one.length or tx.settings.get(group, settings.CHECKIN_FOR)
    return {**_meetings.facts(ask, tx, group, one), "length": length}


def read(ask: Ask, tx: Tx, group: Group, words: str) -> Plan | Not:
    """Read a check-in that repeats, in the group's zone where none is named."""
    zone, usual = tx.settings.get(group, settings.TIMEZONE), tx.settings.get(group, settings.CHECKIN_FOR)
    return repeat_words.read(words, ask.said, zone, usual)


def added(ask: Ask, tx: Tx, group: Group, plan: Plan) -> Say | None:
    """Keep it, and say so in the room."""
    those = tx.repeats.of(group)
    if len(those) >= MOST:
        raise Refused("full", template="checkin", most=MOST, name=those[0].name, group=group.name)
    same = next((each for each in those if each.schedule == plan.schedule), None)
    if same is not None:
        raise Refused("same", template="checkin", **facts(ask, tx, group, same))
    one = tx.repeats.add(group, tx.meta.seal(CHANGED, ask.event), plan, ask.sender)
    if not one.upcoming(ask.now):
        raise not_understood(ask, Not("past", ask.words), group)
    return announced(ask, tx, group, Say("added", facts(ask, tx, group, one), "checkin"))


def how_often(ask: Ask, tx: Tx, group: Group, words: str) -> Asking | None:
    """Ask whether a day of the week is meant once or every week; nothing where it can be neither."""
    either = [schedule_words.as_often(ask.words, words, often) for often in HOW_OFTEN]
    if not all(isinstance(read(ask, tx, group, each), Plan) for each in either):
        return None
    question = Say("how_often", {"words": words, "group": group.name}, "checkin")
    about = {"step": OFTEN, "group": str(group.id), **dict(zip(HOW_OFTEN, either, strict=True))}
    return Asking(question, ("every week", "once"), COMMAND, about)


def not_understood(ask: Ask, unclear: Not, group: Group) -> Refused:
    """Return the refusal of a check-in that is to repeat, with one that works."""
    return Refused(
        "unclear",
        template="checkin",
        why=unclear.why,
        words=unclear.words,
        understood=unclear.understood,
        begun=COMMAND,
        later=(ask.now + LATER).date().isoformat(),
        group=group.name,
    )


def which(ask: Ask, tx: Tx, group: Group, command: str) -> Repeat:
    """Return the one that the words name; without a name the only one of the group."""
    those, words = tx.repeats.of(group), ask.words.strip()
    if not those:
        raise Refused("none", template="checkin_schedules", group=group.name)
    names = [each.name for each in those]
    match things.at_start(words, names):
        case str(name), rest:
            meant = next(each for each in those if each.name == name)
        case None, typed:
            raise _no_such(typed, command, names, group)
        case _ if len(those) > 1 and not words:
            raise Refused("which", template="checkin_cancel", begun=command, names=names, group=group.name)
        case _:
            meant, rest = those[0], words
    if rest.strip(" .,;"):
        raise _no_such(rest, command, names, group)
    return meant


def _no_such(typed: str, begun: str, names: Sequence[str], group: Group) -> Refused:
    return Refused("no_such", template="checkin_cancel", typed=typed, begun=begun, names=names, group=group.name)
