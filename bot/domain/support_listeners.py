"""What listeners say to a support request, or what happens to them, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from bot.domain.request_events import (
    Changed,
    Count,
    Delivered,
    HandOn,
    Left,
    NotNow,
    Off,
    OfListener,
    Refused,
    Unask,
    Yes,
)
from bot.domain.requests import SAID_YES, Asked, At
from bot.domain.support_progress import Progress


def hear(progress: Progress, event: OfListener) -> None:
    """Let the request go on with what a listener said, or what happened to them."""
    match event:
        case Yes(person):
            _yes(progress, person)
        case NotNow(person):
            _not_now(progress, person)
        case HandOn(person):
            _hands_on(progress, person)
        case Left(person, forgotten):
            _left(progress, person, "" if forgotten else person)
        case Off(person):
            _off(progress, person)
        case Changed(person):
            _changed(progress, person)
        case Delivered(person):
            _delivered(progress, person)
        case Refused(person):
            _refused(progress, person)
        case _:
            assert_never(event)


def _yes(progress: Progress, person: str) -> None:
    one = progress.request.of(person)
    if one is None:  # their ping was in the air when it was taken back
        one = Asked(person, At.OWED, progress.request.wave, progress.now, progress.now)
    match one.at:
        case At.OWED | At.RANG | At.NOT_NOW if _is_too_late(progress):
            _rang(progress, one)
            progress.keep(replace(one, at=At.YES, said=progress.now))  # what ends it this very moment lets them go
        case At.OWED | At.RANG | At.NOT_NOW:
            _said_yes(progress, one)
        case At.OFFERED | At.ASIDE | At.YES if _is_over_now(progress, one):
            pass  # what this very moment brings tells them, and a time that has passed is no promise
        case At.OFFERED | At.ASIDE:
            progress.tell(person, "wait", until=one.until)
        case At.YES:
            progress.tell(person, "held_by_others" if progress.request.held else "later")
        case At.MATCHED:
            progress.tell(person, "matched")
        case At.LET_GO | At.DECLINED | At.GONE:
            progress.tell(person, "let_go")
        case _:
            assert_never(one.at)


def _is_over_now(progress: Progress, one: Asked) -> bool:
    """Return whether the time has come at which somebody who waits is let go."""
    lapsed = one.at in {At.OFFERED, At.ASIDE} and progress.now >= one.until
    return lapsed or progress.now >= progress.request.expires_at


def _is_too_late(progress: Progress) -> bool:
    """Return whether nobody is asked about whoever says yes first now: the request is over."""
    return progress.now >= progress.request.expires_at and not progress.request.held


def _said_yes(progress: Progress, one: Asked) -> None:
    _rang(progress, one)
    one = replace(one, at=At.YES, said=progress.now)
    progress.keep(one)
    if progress.request.held:
        progress.tell(one.person, "held_by_others")
    elif one.person in progress.around.apart:
        until = progress.now + progress.around.rules.agree
        progress.keep(replace(one, at=At.ASIDE, until=until))
        progress.tell(one.person, "wait", until=until)
    elif progress.request.offered is not None:
        progress.tell(one.person, "later")
    else:
        progress.offer(one, "wait")


def _not_now(progress: Progress, person: str) -> None:
    one = progress.request.of(person)
    if one is not None and one.at in SAID_YES:
        _hands_on(progress, person)
        return
    if one is not None and one.at in {At.OWED, At.RANG}:
        _rang(progress, one)
        progress.keep(replace(one, at=At.NOT_NOW, said=progress.now))
    progress.tell(person, "not_now")


def _rang(progress: Progress, one: Asked) -> None:
    """Whoever answers has heard it, also where the homeserver has not said so yet."""
    if one.at is At.OWED:
        progress.effects.append(Count(one.person))


def _hands_on(progress: Progress, person: str) -> None:
    progress.tell(person, "handed_on")
    if (one := progress.request.of(person)) is not None:
        _leaves(progress, one, At.DECLINED)


def _left(progress: Progress, person: str, named: str) -> None:
    if (one := progress.request.of(person)) is not None:
        _leaves(progress, one, At.GONE, named)


def _off(progress: Progress, person: str) -> None:
    one = progress.request.of(person)
    if one is not None and one.at is not At.MATCHED:
        _leaves(progress, one, At.GONE)


def _leaves(progress: Progress, one: Asked, to: At, named: str | None = None) -> None:
    """Let somebody go of their own accord; the asker has a next step at once (N26)."""
    gone = one.person if named is None else named
    others = (progress.asks and progress.request.next_at is not None) or progress.request.offered is not None
    progress.keep(replace(one, at=to))
    if not progress.request.who(At.MATCHED):
        progress.to(touch_at=None)
    match one.at:
        case At.MATCHED if others:  # a second person is being asked for already
            progress.tell_asker("one_cannot_stay", gone=gone, at=progress.request.next_at)
        case At.MATCHED:
            progress.go_on("cannot_stay", gone=gone)
        case At.OFFERED:
            progress.go_on("cannot", gone=gone)
        case At.OWED:
            progress.effects.append(Unask(one.person, held=False))
            progress.replaced(one)
        case At.RANG | At.NOT_NOW:
            progress.effects.append(Unask(one.person, held=False))
        case _:
            pass


def _changed(progress: Progress, person: str) -> None:
    one, apart = progress.request.of(person), person in progress.around.apart
    if one is not None and one.at is At.OWED and (apart or not progress.around.ready(person)):
        _leaves(progress, one, At.GONE)
    elif one is not None and one.at is At.OFFERED and apart:
        progress.keep(replace(one, at=At.ASIDE))
        progress.go_on("cannot", gone=person)


def _delivered(progress: Progress, person: str) -> None:
    one = progress.request.of(person)
    if one is not None and one.at is At.OWED:
        progress.keep(replace(one, at=At.RANG))
        progress.effects.append(Count(person))


def _refused(progress: Progress, person: str) -> None:
    one = progress.request.of(person)
    if one is not None and one.at is At.OWED:
        progress.keep(replace(one, at=At.GONE))
        progress.replaced(one)
