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
from bot.domain.support_progress import NOBODY_YET, Progress

AWAY: Final = timedelta(seconds=5)
"""A promised word that is later than this is said before anybody is asked (N5)."""


@dataclass(frozen=True, slots=True)
class Step:
    """The request as it is now, and what follows, in its order."""

    request: Request
    effects: tuple[Effect, ...]


def step(request: Request, event: Event, around: Around) -> Step:
    """Return what comes of this event; of one about a request that is closed, nothing."""
    if request.closed:
        return Step(request, ())
    progress = Progress(request, around)
    _hear(progress, event)
    _settle(progress)
    return Step(progress.request, tuple(progress.effects))


def _hear(progress: Progress, event: Event) -> None:
    match event:
        case Opened() | AskedAgain() | More() | Agreed() | SomeoneElse() | InTouch() | Ended():
            support_asker.hear(progress, event)
        case Yes() | NotNow() | HandOn() | Left() | Off() | Changed() | Delivered() | Refused():
            support_listeners.hear(progress, event)
        case Looked():
            pass
        case _:
            assert_never(event)


def _settle(progress: Progress) -> None:
    """Do whatever the time has come for."""
    if not progress.request.closed and progress.now >= progress.request.expires_at:
        progress.close("expired_held" if progress.request.who(At.MATCHED) else "expired")
    if progress.request.closed:
        return
    for one in progress.request.who(At.ASIDE):
        if progress.now >= one.until:
            progress.let_go(one)
    if (offered := progress.request.offered) is not None and progress.now >= offered.until:
        progress.let_go(offered)
        progress.to(paused=True, next_at=None, tell_at=None)
        progress.tell_asker("lapsed", gone=offered.person)
    if progress.request.touch_at is not None and progress.now >= progress.request.touch_at:
        progress.to(touch_at=None)
        if matched := progress.request.who(At.MATCHED):
            progress.tell_asker("touch", person=max(matched, key=lambda one: one.until).person)
    progress.tell_of_the_wave()
    promised = progress.request.next_at
    if progress.asks and promised is not None and progress.now >= promised and not progress.offer_the_next():
        progress.wave("away" if progress.now - promised > AWAY else NOBODY_YET)
    progress.take_back()
