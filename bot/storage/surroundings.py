"""What is true around a support request: what its group set, and who may be asked for it, now or later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from bot.chat import Group
from bot.domain import settings, waves
from bot.domain.requests import MODES, SAID_YES, Around, Asked, At, Request, Rules
from bot.domain.waves import Candidate
from bot.storage.moments import moment
from bot.storage.requests import Kept

if TYPE_CHECKING:
    from bot.storage.tx import Tx

_PAST: Final = moment(0)
_NOT_AGAIN: Final = SAID_YES | {At.DECLINED}
"""Whoever stands there in a request is not pinged for it once more."""
_WAITED_FOR: Final = frozenset({At.OWED, At.RANG, At.NOT_NOW, At.YES, At.OFFERED, At.ASIDE})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A group and its listeners as a request finds them at a moment."""

    tx: Tx
    group: Group
    now: datetime

    def around(self, kept: Kept) -> Around:
        """Return what is true around a request now."""
        asker, group, rules, now = kept.request.asker, self.group, self.rules(), self.now
        apart = self.tx.not_with.apart_from(asker, {one.person for one in kept.request.asked})

        def choose(request: Request, size: int) -> tuple[str, ...]:
            people = self._candidates(kept.name, request)
            return waves.wave(people, request.kind, seed=kept.name, size=size, now=now, again=rules.again)

        def again_at(request: Request) -> datetime | None:
            people = self._candidates(kept.name, request)
            return waves.next_time(people, request.kind, now=now, again=rules.again)

        def ready(person: str) -> bool:
            listener = self.tx.listeners.one(person, group)
            return listener is not None and kept.request.kind in listener.kinds and listener.is_ready(now)

        return Around(now, rules, choose, again_at, apart, ready)

    def rules(self) -> Rules:
        """Return what the group set about support."""

        def get(setting: settings.Setting[settings.V_co]) -> settings.V_co:
            return self.tx.settings.get(self.group, setting)

        soon, otherwise = get(settings.TOUCH)
        now, today, week = MODES
        return Rules(
            size=get(settings.WAVE),
            agree=get(settings.AGREE),
            again=get(settings.AGAIN),
            wait={now: get(settings.WAIT_NOW), today: get(settings.WAIT_TODAY), week: get(settings.WAIT_WEEK)},
            touch={now: soon, today: otherwise, week: otherwise},
            expire={
                now: get(settings.EXPIRE_NOW),
                today: get(settings.EXPIRE_TODAY),
                week: get(settings.EXPIRE_WEEK),
            },
        )

    def _candidates(self, name: str, request: Request) -> Iterable[Candidate]:
        """Return whoever might be asked, now or later: never the asker, nor anybody who is kept apart from them."""
        listeners = {one.person: one for one in self.tx.listeners.of(self.group) if one.person != request.asker}
        apart = self.tx.not_with.apart_from(request.asker, listeners)
        rang = self.tx.requests.rang_for(self.group, self.now)
        again = self.tx.settings.get(self.group, settings.AGAIN)
        lately = self.tx.requests.rang_for_asker(self.group, request.asker, self.now, again)
        busy = self._busy(name)
        for person, listener in listeners.items():
            here = request.of(person)
            if person not in apart and (here is None or here.at not in _NOT_AGAIN):
                yield Candidate(
                    listener,
                    rang=rang.get(person, ()),
                    busy_until=max((busy.get(person), _inside(here)), key=lambda at: at or _PAST),
                    asked_here=lately.get(person) if here is None else here.since,
                )

    def _busy(self, name: str) -> Mapping[str, datetime]:
        """Return until when other requests, of whatever group, have whom they asked; an asker is asked nothing."""
        busy: dict[str, datetime] = {}
        for kept in self.tx.requests.of_group():
            busy[kept.request.asker] = kept.request.expires_at
            for one in kept.request.asked if kept.name != name else ():
                until = kept.request.expires_at if one.at is At.MATCHED else _inside(one)
                if until is not None and until > busy.get(one.person, self.now):
                    busy[one.person] = until
        return busy


def _inside(one: Asked | None) -> datetime | None:
    """Return until when somebody who was asked is waited for, or waits."""
    return one.until if one is not None and one.at in _WAITED_FOR else None
