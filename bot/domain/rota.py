"""The chair of a turn: what comes of each event, whatever state it is in.

`step` is total. It returns the chair as it is then and what follows from it: who is asked, who holds it, and what is
told to whom. It sends nothing and reads no clock; whoever calls it keeps all of that in one transaction.

Before a meeting its turn is offered to whoever is next (:mod:`bot.domain.rotation`). A pass, or no answer in time, and
the next is asked; whoever did not answer or passed may still say yes until somebody else does. With nobody left the
chair is open, which is a normal state: whoever takes it has it. Somebody who takes a turn while another is asked about
it waits for that answer, and so does, before anybody is asked, whoever rests; in the last day nobody waits.

Whoever holds it may have it covered, and holds it until somebody says yes; swap it, with the other's yes or not at all;
or hand it on, and it is open. Then the others are asked one by one, in the last day all at once; a pass of what all are
asked, or of a cover, says nothing about anybody's place. Whoever passes, hands on or was covered returns as rotation
has it; whoever swaps keeps their place. Nobody hears who let it go by: a chair is held by somebody who said yes, or
"asked", or "open".
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from bot.domain import rota_people
from bot.domain.chair import At, Chair, look_at
from bot.domain.chair_events import (
    Around,
    Cover,
    Effect,
    Event,
    Exchanged,
    HandOn,
    Left,
    Looked,
    Moved,
    Off,
    On,
    Pass,
    Refused,
    Started,
    SwapNo,
    SwapWith,
    SwapYes,
    Unask,
    WentAway,
    Yes,
)
from bot.domain.rota_course import Course

LATE: Final = timedelta(minutes=5)
"""A chair closes so long after its start where Kith was away: whoever is asked still may have answered."""
ENOUGH: Final = 0.5
"""Whose time to answer the start cut to less than this part of the usual one let nothing go by."""


@dataclass(frozen=True, slots=True)
class Step:
    """The chair as it is now, and what follows, in its order."""

    chair: Chair
    effects: tuple[Effect, ...]


def step(chair: Chair, event: Event, around: Around) -> Step:
    """Return what comes of this event; of one about a turn that started nothing, but that whoever wrote hears so."""
    course = Course(chair, around)
    if around.now >= chair.start:
        _settle(course)  # what is said after the start comes too late
    _hear(course, event)
    _settle(course)
    return Step(course.chair, tuple(course.effects))


def has_to_go_on(chair: Chair, now: datetime, offer: timedelta) -> bool:
    """Return whether something may come of looking at it, since a moment has come or others may be willing now.

    Where not, looking again changes nothing, so that what changes for a whole group need not step each of its chairs.
    """
    when = look_at(chair, offer)
    may_ask = chair.covering or (chair.asking and chair.holder is None)
    return when is not None and (now >= when or (may_ask and not chair.off and not chair.who(At.ASKED)))


def _hear(course: Course, event: Event) -> None:
    match event:
        case Yes() | Pass() | SwapWith() | SwapYes() | SwapNo() | Cover() | HandOn():
            rota_people.hear(course, event)
        case Exchanged() | Left() | WentAway() | Refused():
            if not course.chair.closed:
                rota_people.befall(course, event)
        case Moved(start) | On(start):
            if not course.chair.closed:
                course.place(start)
        case Off():
            if not course.chair.closed:
                course.switch_off()
        case Looked():
            pass
        case _:
            assert_never(event)


def _settle(course: Course) -> None:
    """Do whatever the time has come for."""
    chair = course.chair
    if chair.closed:
        return
    if course.now >= chair.start:
        _start(course)
        return
    if chair.off:
        return
    if chair.swap is not None and course.now >= chair.swap.until:
        course.end_swap("swap_lapsed")
    for one in course.chair.who(At.ASKED):
        if course.now >= one.until:
            course.keep(replace(one, at=At.LAPSED, since=one.until))
    if course.chair.holder is None and course.now >= course.chair.start - course.around.offer:
        course.to(asking=True)
    course.go_on()
    if course.chair.tell_at is not None and course.now >= course.chair.tell_at:
        course.to(tell_at=None)
        course.tell_holder("cover_nobody")


def _start(course: Course) -> None:
    """Close it: whoever holds it does it now, and whoever let it go by returns."""
    chair = course.chair
    if not chair.off:
        usual = min(course.around.answer, course.around.offer)
        for one in chair.who(At.ASKED):
            passed = course.now - chair.start < LATE and one.until - one.since >= ENOUGH * usual
            course.keep(replace(one, at=At.LAPSED, since=one.until, counts=one.counts and passed))
        course.end_swap(None)
        course.effects += [Unask(one.person) for one in course.chair.who(At.LAPSED, At.WAITS)]
        course.effects.append(Started(chair.holder, course.chair.passed, chair.rested))
    course.to(closed=True)
