"""What commands of the rota share: which role and which turn are meant."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.chat import Ask, Asking, Group, Refused, Say
from bot.commands._facilitating import asked_about, group_of
from bot.commands._meetings import NAMEABLE
from bot.commands._which_meeting import called
from bot.domain import dates, roles
from bot.domain.days import Unclear
from bot.domain.meeting import Meeting
from bot.storage import rota_words
from bot.storage.chairs import Kept
from bot.storage.roles import Role
from bot.storage.rota_following import Answer
from bot.storage.rota_words import ROTA
from bot.storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Meant:
    """The evening of a turn that is meant."""

    group: Group
    role: Role
    kept: Kept
    day: date
    meeting: str = ""


Test = Callable[[Kept], bool]


def roles_in(tx: Tx, group: Group) -> tuple[Role, ...]:
    """Return the group's roles, or refuse and say how a group gets some."""
    those = tx.roles.of(group)
    if not those:
        raise Refused("none", template=ROTA, group=group.name)
    return those


def the_role(ask: Ask, tx: Tx, begun: str) -> tuple[Group, Role]:
    """Return the role that its words name; without any the only one of the group."""
    group = group_of(ask)
    those, typed = roles_in(tx, group), ask.words.strip()
    if not typed.strip(" .!?") and len(those) == 1:
        return group, those[0]
    name = roles.which(typed, [each.name for each in those])
    role = next((each for each in those if each.name == name), None)
    if role is None:
        raise no_such_role(typed, begun, those, group)
    return group, role


def no_such_role(typed: str, begun: str, those: Sequence[Role], group: Group) -> Refused:
    """Return the refusal of what is no role here."""
    names = [each.name for each in those]
    return Refused("no_role", template=ROTA, typed=typed, begun=begun, names=names, group=group.name)


def on_none(tx: Tx, group: Group) -> Refused:
    """Return the refusal of what takes a place on a rota, or refuse where there is no rota to be on."""
    return Refused("not_on", template=ROTA, role=roles_in(tx, group)[0].name, group=group.name)


def is_mine(person: str) -> Test:
    """Return whether somebody holds a turn, is asked about it or waits for it."""
    return lambda kept: kept.chair.is_for(person)


def turn_of(  # noqa: PLR0913 - what was typed, and what of all that it may mean
    ask: Ask, tx: Tx, command: str, words: str, test: Test, on_a_date: Test | None = None, **more: str
) -> Meant | Asking | None:
    """Return the one turn that words mean, by role, meeting and date; without a date the next that passes the ``test``.

    Where several are meant it is asked which; where none is, None. A date that is named is tested by ``on_a_date``;
    what can't be read is refused with one that would pass it.
    """
    group = group_of(ask)
    those, meetings = roles_in(tx, group), tx.meetings.of(group)
    if not meetings:
        raise Refused("none", template="meeting", group=group.name)
    name, rest = roles.at_either_end(words, [role.name for role in those])
    meant: Sequence[Meeting] = meetings
    if (found := called(rest, meetings)) and found[0]:
        meant, rest = found
    mine = [role for role in those if name in {None, role.name}]
    days = _days(ask, rest, meant) if rest else None
    if isinstance(days, Unclear):
        would_do = _those(tx, group, mine, meant, on_a_date or test)
        raise Refused(
            "unclear",
            template=ROTA,
            typed=days.words or rest,
            why=days.why,
            begun=command,
            names=[role.name for role in those],
            on=min((one.day for one in would_do), default=None) or "",
            group=group.name,
        )
    candidates = _those(tx, group, mine, meant, (on_a_date or test) if days is not None else test, days)
    if days is None and candidates:
        first = min(_at(tx, each.kept, each.day) for each in candidates)
        candidates = [each for each in candidates if _at(tx, each.kept, each.day) == first]
    match candidates:
        case []:
            return None
        case [one]:
            return one
        case several:
            return which(several, command, group, **more)


def _those(  # noqa: PLR0913 - what all may be meant
    tx: Tx,
    group: Group,
    mine: Sequence[Role],
    meetings: Sequence[Meeting],
    test: Test,
    days: Mapping[str, date] | None = None,
) -> list[Meant]:
    """Return the evenings ahead that pass the ``test``, of these roles at these meetings, perhaps on these days."""
    tx.turns.ahead(group, days)
    names = {each.id: each.name for each in meetings}
    return [
        Meant(group, role, kept, day, names[kept.meeting])
        for kept in tx.chairs.of(group)
        for role in mine
        if kept.role == role.id and kept.meeting in names and not kept.chair.off
        for day in kept.dates
        if _is_ahead(tx, kept, day) and (days is None or days.get(kept.meeting) == day)
        if test(kept)
    ]


def which(several: Sequence[Meant], command: str, group: Group, **more: str) -> Asking:
    """Ask which of several turns is meant."""
    about = {"of": "which", **about_all(several, group), **more}
    alike = len({each.role.id for each in several}) < len(several)
    options = [{"role": each.role.name, "of": each.meeting if alike else ""} for each in several]
    question = Say("which", {"options": options, "group": group.name}, ROTA)
    return Asking(question, tuple(f"{one['role']} {one['of']}".strip() for one in options), command, about)


def about_all(those: Sequence[Meant], group: Group) -> dict[str, str]:
    """Return what a question about several turns of a group keeps of them, for those that read it below."""
    turns = [[each.kept.chair.name, each.day.isoformat()] for each in those]
    return {"group": str(group.id), "turns": json.dumps(turns)}


def how_many(about: Mapping[str, str]) -> int:
    """Return how many turns a question was about."""
    return len(json.loads(about["turns"]))


def first_day(about: Mapping[str, str]) -> str:
    """Return the date of the first of the turns that a question is about."""
    (_, day), *_ = json.loads(about["turns"])
    return str(day)


def chosen(ask: Ask, tx: Tx, about: Mapping[str, str], choice: int) -> Meant:
    """Return the turn that was chosen, or refuse where it is no more."""
    group = asked_about(ask, tx, about)
    name, day = json.loads(about["turns"])[choice - 1]
    return _meant(tx, group, name, date.fromisoformat(day))


def asked_turn(ask: Ask, tx: Tx, about: Mapping[str, str]) -> Meant:
    """Return the turn that a question was about, or refuse where it is no more."""
    group = asked_about(ask, tx, about)
    kept = tx.chairs.named(about["chair"])
    if kept is None:
        raise Refused("gone", template=ROTA, group=group.name)
    return _meant(tx, group, kept.chair.name, kept.dates[0])


def _meant(tx: Tx, group: Group, name: str, day: date) -> Meant:
    kept = tx.chairs.named(name)
    role = None if kept is None else tx.roles.by_id(kept.role)
    if kept is None or role is None:
        raise Refused("gone", template=ROTA, group=group.name)
    return Meant(group, role, kept, day)


def facts(ask: Ask, tx: Tx, meant: Meant) -> dict[str, Any]:
    """Return what every message about a turn knows, as its sender reads it."""
    return rota_words.facts(tx, meant.kept, meant.group, meant.role, ask.sender)


def evening(tx: Tx, meant: Meant, person: str) -> Kept:
    """Return the chair of the evening alone where this person holds a longer turn, else of the whole turn."""
    return tx.turns.evening(meant.kept, meant.day, person)


def told(answer: Answer, meant: Meant) -> Answer:
    """Return what is answered; where the turn is no more, that."""
    if answer is None:
        raise Refused("gone", template=ROTA, group=meant.group.name)
    return answer


def _days(ask: Ask, rest: str, meetings: Sequence[Meeting]) -> dict[str, date] | Unclear:
    """Return which date of which meeting is meant."""
    days: dict[str, date] = {}
    unclear: Unclear | None = None
    for meeting in meetings:
        planned = [each for each in meeting.as_planned(ask.now, NAMEABLE) if not meeting.skips(each)]
        match dates.named(rest, ask.said, meeting.zone, planned):
            case Unclear() as one:
                unclear = unclear or one
            case found if found.rest.strip(" .!?,;"):
                unclear = unclear or Unclear("date", found.rest)
            case found:
                days[meeting.id] = found.occurrence.date
    if days:
        return days
    assert unclear is not None, "each of the meetings was looked at"
    return unclear


def _at(tx: Tx, kept: Kept, day: date) -> Any:  # noqa: ANN401 - a moment, of what is known to be ahead
    meeting = tx.meetings.known(kept.meeting)
    return None if meeting is None else meeting.takes_place(day)


def _is_ahead(tx: Tx, kept: Kept, day: date) -> bool:
    at = _at(tx, kept, day)
    return at is not None and bool(at > tx.now)
