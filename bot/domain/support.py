"""A support request: what comes of each event, whatever state it is in.

`step` is total. It returns the request as it is then and what follows from it: who is asked, who is no longer, and what
is told to whom. It sends nothing and reads no clock; whoever calls it keeps all of that in one transaction.

A request goes in waves. A few listeners are asked at the same time and have the wait of the request's mode; then the
next are. The first yes is offered to the asker, or, where they gave their name, is a match at once; later yeses wait in
their order and are offered before anybody else is asked. Silence, a lapse and "not now" all look the same from outside.

Somebody who said yes and must not be brought together with the asker (not-with) waits as anybody who is offered, until
as long as that would have lasted, and hears the line of whoever is let go: nothing tells that there is such an entry.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, assert_never

from bot.domain import support_asker, support_listeners
from bot.domain.request_events import (
    Agreed,
    AskedAgain,
    Changed,
    Delivered,
    Effect,
    Ended,
    Event,
    HandOn,
    InTouch,
    Left,
    Looked,
    More,
    NotNow,
    Off,
    Opened,
    Refused,
    SomeoneElse,
    Yes,
)
from bot.domain.requests import Around, At, Request
from bot.domain.turns import NOBODY_YET, Turn

AWAY: Final = timedelta(seconds=5)
"""A promised word that is later than this is said before anybody is asked (PRODUCT.md N5)."""


@dataclass(frozen=True, slots=True)
class Step:
    """The request as it is now, and what follows, in its order."""

    request: Request
    effects: tuple[Effect, ...]


def step(request: Request, event: Event, around: Around) -> Step:
    """Return what comes of this event; of one about a request that is closed, nothing."""
    if request.closed:
        return Step(request, ())
    turn = Turn(request, around)
    _hear(turn, event)
    _settle(turn)
    return Step(turn.request, tuple(turn.effects))


def _hear(turn: Turn, event: Event) -> None:
    match event:
        case Opened() | AskedAgain() | More() | Agreed() | SomeoneElse() | InTouch() | Ended():
            support_asker.hear(turn, event)
        case Yes() | NotNow() | HandOn() | Left() | Off() | Changed() | Delivered() | Refused():
            support_listeners.hear(turn, event)
        case Looked():
            pass
        case _:
            assert_never(event)


def _settle(turn: Turn) -> None:
    """Do whatever the time has come for."""
    if not turn.request.closed and turn.now >= turn.request.expires_at:
        turn.close("expired_held" if turn.request.who(At.MATCHED) else "expired")
    if turn.request.closed:
        return
    for one in turn.request.who(At.ASIDE):
        if turn.now >= one.until:
            turn.let_go(one)
    if (offered := turn.request.offered) is not None and turn.now >= offered.until:
        turn.let_go(offered)
        turn.to(paused=True, next_at=None, tell_at=None)
        turn.tell_asker("lapsed", gone=offered.person)
    if turn.request.touch_at is not None and turn.now >= turn.request.touch_at:
        turn.to(touch_at=None)
        if matched := turn.request.who(At.MATCHED):
            turn.tell_asker("touch", person=max(matched, key=lambda one: one.until).person)
    turn.tell_of_the_wave()
    promised = turn.request.next_at
    if turn.asks and promised is not None and turn.now >= promised and not turn.offer_the_next():
        turn.wave("away" if turn.now - promised > AWAY else NOBODY_YET)
    turn.take_back()
