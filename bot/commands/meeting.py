"""meeting: the next meeting, or that of one name: when in its zone, where, and who holds what; for anybody to read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from bot.chat import Ask, Refused, Say, say
from bot.commands import GROUP
from bot.commands._facilitating import group_of
from bot.commands._meetings import facts
from bot.commands._which_meeting import called, no_such
from bot.domain import words
from bot.domain.meeting import Meeting
from bot.domain.recurrence import Occurrence
from bot.storage.tx import Tx

NAME = "meeting"
USAGE = "[<name>]"
EXAMPLE = "meeting"
WHERE = GROUP

NEAR = ("add", "skip", "move", "edit", "end", "opening", "ics")
"""What may stand behind it, and be mistyped."""
_MEANT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("cancel", "remove", "delete", "stop", "off", "absagen", "löschen"), "meeting end"),
    **dict.fromkeys(("change", "ändern"), "meeting edit"),
    **dict.fromkeys(("reschedule", "verschieben"), "meeting move"),
    **dict.fromkeys(("list", "all", "next", "show", "liste", "alle"), "meetings"),
    **dict.fromkeys(("new", "create", "neu"), "meeting add"),
}
"""What is called otherwise for other things of a group, or elsewhere, and no meeting's name or title."""


def run(ask: Ask, tx: Tx) -> Say:
    """Show the one that runs, else the next that is named, or the next of all."""
    group, typed = group_of(ask), ask.words.strip(" .!?")
    those = tx.meetings.of(group)
    if not those:
        raise Refused("none", group=group.name)
    if typed:
        found = called(typed, those)
        if found is None and (meant := _meant(typed)):
            raise Refused("mistyped", template="fixed", typed=typed, begun=NAME, meant=meant)
        if found is None or not found[0]:
            raise no_such(ask, group, found[1] if found else typed, NAME, those)
        those, rest = found
        if rest:
            raise Refused("behind", begun=f"{NAME} {those[0].name}", rest=rest, group=group.name)
    found_on = [(on, each) for each in those if (on := _now_or_next(each, ask.now)) is not None]
    if not found_on:
        raise Refused("none", group=group.name)
    on, meeting = min(found_on, key=lambda pair: (pair[0].at, pair[1].number))
    return say("one", on=on, seats=tx.seats.shown(group, meeting, on), **facts(ask, tx, group, meeting))


def _meant(typed: str) -> str | None:
    """Return the command that words behind this one mean where they begin with another word for it, or nearly so."""
    first, _, rest = typed.partition(" ")
    near = next((f"{NAME} {word} {rest}".strip() for word in NEAR if words.one_edit(first.casefold(), word)), None)
    return _MEANT.get(first.casefold()) or near


def _now_or_next(meeting: Meeting, now: datetime) -> Occurrence | None:
    return meeting.running(now) or next(iter(meeting.upcoming(now)), None)
