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
from bot.domain.turns import Turn


def hear(turn: Turn, event: OfListener) -> None:
    """Let the request go on with what a listener said, or what happened to them."""
    match event:
        case Yes(person):
            _yes(turn, person)
        case NotNow(person):
            _not_now(turn, person)
        case HandOn(person):
            _hands_on(turn, person)
        case Left(person):
            _left(turn, person)
        case Off(person):
            _off(turn, person)
        case Changed(person):
            _changed(turn, person)
        case Delivered(person):
            _delivered(turn, person)
        case Refused(person):
            _refused(turn, person)
        case _:
            assert_never(event)


def _yes(turn: Turn, person: str) -> None:
    one = turn.request.of(person)
    if one is None:  # their ping was in the air when it was taken back
        one = Asked(person, At.OWED, turn.request.wave, turn.now, turn.now)
    match one.at:
        case At.OWED | At.RANG | At.NOT_NOW:
            _said_yes(turn, one)
        case At.OFFERED | At.ASIDE | At.YES if _is_over_now(turn, one):
            pass  # what this very moment brings tells them, and a time that has passed is no promise
        case At.OFFERED | At.ASIDE:
            turn.tell(person, "wait", until=one.until)
        case At.YES:
            turn.tell(person, "held_by_others" if turn.request.held else "later")
        case At.MATCHED:
            turn.tell(person, "matched")
        case At.LET_GO | At.DECLINED | At.GONE:
            turn.tell(person, "let_go")
        case _:
            assert_never(one.at)


def _is_over_now(turn: Turn, one: Asked) -> bool:
    """Return whether the time has come at which somebody who waits is let go."""
    lapsed = one.at in {At.OFFERED, At.ASIDE} and turn.now >= one.until
    return lapsed or turn.now >= turn.request.expires_at


def _said_yes(turn: Turn, one: Asked) -> None:
    _rang(turn, one)
    one = replace(one, at=At.YES, said=turn.now)
    turn.keep(one)
    if turn.request.held:
        turn.tell(one.person, "held_by_others")
    elif one.person in turn.around.apart:
        until = turn.now + turn.around.rules.agree
        turn.keep(replace(one, at=At.ASIDE, until=until))
        turn.tell(one.person, "wait", until=until)
    elif turn.request.offered is not None:
        turn.tell(one.person, "later")
    else:
        turn.offer(one, "wait")


def _not_now(turn: Turn, person: str) -> None:
    one = turn.request.of(person)
    if one is not None and one.at in SAID_YES:
        _hands_on(turn, person)
        return
    if one is not None and one.at in {At.OWED, At.RANG}:
        _rang(turn, one)
        turn.keep(replace(one, at=At.NOT_NOW, said=turn.now))
    turn.tell(person, "not_now")


def _rang(turn: Turn, one: Asked) -> None:
    """Whoever answers has heard it, also where the homeserver has not said so yet."""
    if one.at is At.OWED:
        turn.effects.append(Count(one.person))


def _hands_on(turn: Turn, person: str) -> None:
    turn.tell(person, "handed_on")
    if (one := turn.request.of(person)) is not None:
        _leaves(turn, one, At.DECLINED)


def _left(turn: Turn, person: str) -> None:
    if (one := turn.request.of(person)) is not None:
        _leaves(turn, one, At.GONE)


def _off(turn: Turn, person: str) -> None:
    one = turn.request.of(person)
    if one is not None and one.at is not At.MATCHED:
        _leaves(turn, one, At.GONE)


def _leaves(turn: Turn, one: Asked, to: At) -> None:
    """Let somebody go of their own accord; the asker has a next step at once (PRODUCT.md N26)."""
    others = turn.asks or turn.request.offered is not None
    turn.keep(replace(one, at=to))
    match one.at:
        case At.MATCHED if others:  # a second person is being asked for already
            turn.to(touch_at=None)
            turn.tell_asker("one_cannot_stay", gone=one.person, at=turn.request.next_at)
        case At.MATCHED:
            turn.to(touch_at=None)
            turn.go_on("cannot_stay", gone=one.person)
        case At.OFFERED:
            turn.go_on("cannot", gone=one.person)
        case At.OWED:
            turn.effects.append(Unask(one.person, held=False))
            turn.replaced(one)
        case At.RANG | At.NOT_NOW:
            turn.effects.append(Unask(one.person, held=False))
        case _:
            pass


def _changed(turn: Turn, person: str) -> None:
    one, apart = turn.request.of(person), person in turn.around.apart
    if one is not None and one.at is At.OWED and (apart or not turn.around.ready(person)):
        _leaves(turn, one, At.GONE)
    elif one is not None and one.at is At.OFFERED and apart:
        turn.keep(replace(one, at=At.ASIDE))
        turn.go_on("cannot", gone=person)


def _delivered(turn: Turn, person: str) -> None:
    one = turn.request.of(person)
    if one is not None and one.at is At.OWED:
        turn.keep(replace(one, at=At.RANG))
        turn.effects.append(Count(person))


def _refused(turn: Turn, person: str) -> None:
    one = turn.request.of(person)
    if one is not None and one.at is At.OWED:
        turn.keep(replace(one, at=At.GONE))
        turn.replaced(one)
