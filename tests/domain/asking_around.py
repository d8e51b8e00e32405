"""A support request of Ana's and what is around it, for tests of what comes of each event."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.request_events import Event, Tell
from bot.domain.requests import Around, Asked, At, Request, Rules
from bot.domain.support import Step, step

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
RULES = Rules(
    size=3,
    agree=10 * MINUTE,
    again=2 * HOUR,
    wait={"now": 5 * MINUTE, "today": 2 * HOUR, "week": 24 * HOUR},
    touch={"now": 10 * MINUTE, "today": 2 * HOUR, "week": 2 * HOUR},
    expire={"now": 6 * HOUR, "today": 24 * HOUR, "week": 7 * 24 * HOUR},
)


def request(*asked: Asked, **more: Any) -> Request:
    """Return a request that Ana opened at noon and whose first wave went out then."""
    first = Request("ana", "now", "listen", named=False, opened_at=NOON, expires_at=NOON + 6 * HOUR)
    return replace(first, **{"wave": 1, "next_at": NOON + 5 * MINUTE, "asked": asked, **more})


def one(person: str, at: At, **more: Any) -> Asked:
    """Return somebody who was asked at noon in the first wave."""
    until = NOON + (10 * MINUTE if at in {At.OFFERED, At.ASIDE} else 5 * MINUTE)
    said = NOON + MINUTE if at in {At.YES, At.OFFERED, At.ASIDE, At.MATCHED} else None
    return replace(Asked(person, at, 1, NOON, until, said), **more)


def around(  # noqa: PLR0913 - what is true is these facts
    now: datetime = NOON + 2 * MINUTE,
    *,
    free: Iterable[str] = (),
    again_at: datetime | None = None,
    apart: Iterable[str] = (),
    unready: Iterable[str] = (),
    rules: Rules = RULES,
) -> Around:
    """Return what is true at that moment: who may be asked, in order, who is kept apart and who is not ready."""
    waiting, kept_apart, not_ready = tuple(free), frozenset(apart), frozenset(unready)

    def choose(request: Request, size: int) -> tuple[str, ...]:
        here = {each.person for each in request.asked}
        return tuple(person for person in waiting if person not in here | kept_apart)[:size]

    return Around(now, rules, choose, lambda _: again_at, kept_apart, lambda person: person not in not_ready)


def comes(of: Event, to: Request, **more: Any) -> Step:
    """Return what comes of an event."""
    return step(to, of, around(**more))


def told(done: Step, person: str) -> list[str]:
    """Return the blocks that somebody is told, in their order."""
    return [each.what for each in done.effects if isinstance(each, Tell) and each.person == person]


def where(done: Step, person: str) -> At | None:
    """Return where somebody stands."""
    stands = done.request.of(person)
    return None if stands is None else stands.at
