"""What people say about a turn's chair, or what happens to them, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain.chair import Asked, At, Swap
from bot.domain.chair_events import (
    AskToSwap,
    Cover,
    Exchange,
    Exchanged,
    Freed,
    FromPerson,
    HandOn,
    Held,
    Left,
    OfPerson,
    Pass,
    Refused,
    Room,
    SwapNo,
    SwapWith,
    SwapYes,
    Unask,
    WentAway,
    Yes,
)
from bot.domain.rota_course import Course


def hear(course: Course, event: FromPerson) -> None:
    """Let the chair go on with what somebody said; a pass is heard in every state, and so is a "not now"."""
    chair = course.chair
    if isinstance(event, Pass | HandOn):
        _pass(course, event.person)
        return
    if isinstance(event, SwapNo):
        course.tell(event.person, "not_now")  # whoever asked for it hears when the time is over, as of silence
        return
    if chair.closed or chair.off:
        course.tell(event.person, "over")
        return
    match event:
        case Yes(person):
            _yes(course, person)
        case SwapWith():
            _swap(course, event)
        case SwapYes():
            _swap_yes(course, event)
        case Cover(person) if chair.holder == person:
            course.cover(person)
        case Cover(person):
            course.tell(person, "not_yours")
        case _:
            assert_never(event)


def befall(course: Course, event: OfPerson) -> None:
    """Let the chair go on with what happened to somebody."""
    match event:
        case Exchanged(person, to):
            _exchanged(course, person, to)
        case Left(person):
            _left(course, person)
        case WentAway(person):
            _went_away(course, person)
        case Refused(person):
            one = course.chair.of(person)
            if one is not None and one.at is At.ASKED:
                course.keep(replace(one, at=At.UNREACHED, since=course.now, until=course.now))
        case _:
            assert_never(event)


def _yes(course: Course, person: str) -> None:
    chair, one = course.chair, course.chair.of(person)
    if chair.holder == person:
        _keeps(course, person)
    elif chair.holder is not None and not chair.covering:
        course.tell(person, "let_go")
    elif chair.covering or course.soon or _was_asked(one) or not _somebody_may_answer(course, person):
        course.hold(person)
    else:
        if one is None or one.at is At.AHEAD:
            course.keep(Asked(person, At.WAITS, course.now, chair.start, counts=False))
        course.tell(person, "waits")


def _was_asked(one: Asked | None) -> bool:
    """Return whether they were asked, whatever they said then: their yes waits for nobody's answer."""
    return one is not None and one.at not in {At.AHEAD, At.WAITS}


def _somebody_may_answer(course: Course, person: str) -> bool:
    """Return whether somebody is asked, or is to be while this person rests."""
    others = any(other != person for other in course.around.order)
    return bool(course.chair.who(At.ASKED)) or (not course.chair.asking and person in course.around.resting and others)


def _keeps(course: Course, person: str) -> None:
    if course.chair.covering:
        course.to(covering=False, at_once=False, tell_at=None)
        course.let_go_of_the_others()
    course.tell(person, "yours")


def _pass(course: Course, person: str) -> None:
    chair, one = course.chair, course.chair.of(person)
    if chair.swap is not None and chair.swap.by == person:
        course.end_swap(None)
    if chair.closed:
        course.tell(person, "passed")
    elif chair.holder == person:
        course.free(person)
        course.keep(Asked(person, At.PASSED, course.now, course.now))
        course.tell(person, "handed_on")
    else:
        if one is None or one.at is At.WAITS:
            course.keep(Asked(person, At.AHEAD, course.now, course.now))
        elif one.at in {At.ASKED, At.LAPSED, At.LET_GO}:
            to = At.AHEAD if one.at is At.LET_GO else At.PASSED
            course.keep(replace(one, at=to, since=course.now))
        course.tell(person, "passed")


def _swap(course: Course, event: SwapWith) -> None:
    chair, one = course.chair, course.chair.of(event.person)
    asked = chair.holder is None and one is not None and one.at in {At.ASKED, At.LAPSED}
    if event.to == event.person or not (chair.holder == event.person or asked):
        course.tell(event.person, "not_yours")
        return
    course.end_swap(None)
    # The time says nothing about the other: neither their quiet hours nor whether they were asked at all.
    until = min(course.now + course.around.answer, chair.start)
    course.to(swap=Swap(event.person, event.to, until, event.back))
    if course.around.invites(event.person, event.to):
        course.effects.append(AskToSwap(event.to, event.person, until, event.back))
    course.tell(event.person, "swap_asked", to=event.to, until=until)


def _swap_yes(course: Course, event: SwapYes) -> None:
    chair, swap = course.chair, course.chair.swap
    if swap is None or swap.to != event.person:
        course.tell(event.person, "yours" if chair.holder == event.person else "swap_over")
        return
    if swap.back is not None and not event.stands:
        course.end_swap("swap_lapsed")
        course.tell(event.person, "swap_over")
        return
    if chair.of(swap.by) is not None:  # they did not let it go by: they keep their place
        course.effects.append(Unask(swap.by))
        course.forget(swap.by)
    course.hold(event.person, swapped=True)
    course.tell(swap.by, "swapped", to=swap.to, back=swap.back)
    if swap.back is not None:
        course.effects.append(Exchange(swap.back, swap.to, swap.by))


def _exchanged(course: Course, person: str, to: str) -> None:
    if course.chair.holder != person:
        return
    course.end_swap(None)  # whoever asked for it has given it away by their own yes
    course.forget(to)
    course.to(holder=to, covering=False, at_once=False, tell_at=None)
    course.let_go_of_the_others()
    course.effects += [Freed(person), Held(to)]
    if course.soon:
        course.effects.append(Room(to))


def _left(course: Course, person: str) -> None:
    chair, one = course.chair, course.chair.of(person)
    if chair.swap is not None and chair.swap.by == person:
        course.end_swap(None)
    if one is not None or (chair.swap is not None and chair.swap.to == person):
        course.effects.append(Unask(person))
        course.forget(person)
    if chair.holder == person:
        course.free(person)


def _went_away(course: Course, person: str) -> None:
    chair, one = course.chair, course.chair.of(person)
    if chair.holder == person:
        if chair.off:
            course.free(person)
        else:
            course.cover(person)
    elif one is not None and one.at in {At.ASKED, At.WAITS, At.LAPSED}:
        course.effects.append(Unask(person))
        course.forget(person)
