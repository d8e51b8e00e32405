"""checkin remind: be nudged to check in, in private, at times that you choose; it stops by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bot.chat import Ask, Group, Refused, Say, say
from bot.commands import CONSENT, checkin_remind_off
from bot.commands._facilitating import group_of
from bot.domain import hours, schedule_words, words
from bot.domain.days import Unclear
from bot.domain.nudging import Nudge
from bot.domain.schedule import Once
from bot.storage.tx import Tx

NAME = "checkin remind"
USAGE = "[<schedule>]"
EXAMPLE = "checkin remind daily 20:00"
WHERE = CONSENT

SHOWN = 3


def run(ask: Ask, tx: Tx) -> Say:
    """Keep the schedule in place of the one before; without one show it. Off, in any of its words, ends it."""
    group, zone = group_of(ask), tx.people.zone(ask.sender, ask.group)
    if words.is_off(ask.words):
        return checkin_remind_off.run(ask, tx)
    if not ask.words.strip():
        kept = tx.nudges.one(ask.sender, group)
        return say("is_off", group=group.name) if kept is None else say("is_on", **_facts(ask, tx, group, kept))
    text = " ".join(ask.words.split())
    match _read(text, ask.said, zone):
        case Unclear(why, typed):
            raise _refused(why, typed, schedule_words.understood_before(typed, text, why), group)
        case schedule_words.Read(schedule, "") if schedule.kind != Once():
            one = tx.nudges.put(ask.sender, group, schedule, follows=schedule.zone == zone)
            return say("on", **_facts(ask, tx, group, one))
        case schedule_words.Read(_, rest):
            understood = text[: len(text) - len(rest)].strip() if rest else ""
            raise _refused("rest" if rest else "once", rest or text, understood, group)


def _read(text: str, now: datetime, zone: str) -> schedule_words.Read | Unclear:
    """Read a schedule; a reminder on a day of the week is meant for every week."""
    found = schedule_words.read(text, now, zone)
    if isinstance(found, Unclear) and found.why == "how_often":
        weekly = schedule_words.read(schedule_words.as_often(text, found.words, "weekly"), now, zone)
        return weekly if isinstance(weekly, schedule_words.Read) else found
    return found


def ends(person: str, tx: Tx) -> Say | None:
    """Nudge them no more, in no group."""
    ended = [tx.nudges.end(person, group) for group, _ in tx.nudges.of(person)]
    return say("stopped") if any(ended) else None


def _facts(ask: Ask, tx: Tx, group: Group, one: Nudge) -> dict[str, Any]:
    """Return what is said of a nudge; ``quiet`` are the hours that it falls into, and ``awake`` is when they end."""
    following, quiet = one.upcoming(ask.now, SHOWN), tx.people.quiet(ask.sender)
    zone = tx.people.zone(ask.sender, group)
    held = following and hours.is_quiet(following[0].at, zone, quiet)
    return {
        "meeting": one,
        "next": following,
        "group": group.name,
        "now": ask.now,
        "own": zone,
        "quiet": str(quiet) if held else "",
        "awake": hours.quiet_until(following[0].at, zone, quiet) if held else "",
        "zone": zone,
    }


def _refused(why: str, typed: str, understood: str, group: Group) -> Refused:
    return Refused("unclear", why=why, words=typed, understood=understood, group=group.name)
