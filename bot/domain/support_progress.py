"""One step of a support request under way: what can be done with it, each time with what follows.

See :mod:`bot.domain.support` for what makes these happen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from bot.domain.request_events import Effect, Held, Ping, Tell, Unask
from bot.domain.requests import REACHED, Around, Asked, At, Request

TELL: Final = timedelta(seconds=15)
"""After so long at the latest the asker hears how many were asked."""
THANKS_WITHIN: Final = timedelta(hours=12)
"""Whoever was asked longer ago does not hear that a request is held."""
NOBODY_YET: Final = "nobody_yet"
"""Why a wave goes out whose time has come: nobody said yes to the one before."""


class Progress:
    """The request as far as it has come, and what follows so far, in its order."""

    def __init__(self, request: Request, around: Around) -> None:
        """Begin with the request as it was."""
        self.request, self.around, self.now = request, around, around.now
        self.effects: list[Effect] = []

    @property
    def asks(self) -> bool:
        """Whether more people are to be asked as time goes on."""
        return not (self.request.closed or self.request.held or self.request.offered or self.request.paused)

    # ---------------------------------------------------------------------- the next step

    def go_on(self, why: str, **facts: object) -> None:
        """Offer whoever waits, else ask the next; the asker hears why."""
        self.to(paused=False)
        if not self.offer_the_next(because=why, **facts):
            self.wave(why, **facts)

    def offer_the_next(self, **facts: object) -> bool:
        """Offer whoever said yes first of those who wait; return whether there is one."""
        waiting = [
            (one.said, one.person)
            for one in self.request.who(At.YES)
            if one.person not in self.around.apart and one.said and self.now - one.said < self.around.rules.again
        ]
        first = self.request.of(min(waiting)[1]) if waiting else None
        if first is None:
            return False
        self.offer(first, "wait_after_all", **facts)
        return True

    def offer(self, one: Asked, waits: str, **facts: object) -> None:
        """Ask the asker about somebody who said yes; who gave their name has agreed already."""
        if self.request.named:
            self.match(one, **facts)
            return
        until = self.now + self.around.rules.agree
        self.keep(replace(one, at=At.OFFERED, until=until))
        self.to(tell_at=None)
        self.tell(one.person, waits, until=until)
        self.tell_asker("offer", person=one.person, until=until, **facts)

    def match(self, one: Asked, **facts: object) -> None:
        """Bring the two together."""
        self.keep(replace(one, at=At.MATCHED, until=self.now))
        self.to(paused=False, tell_at=None, touch_at=self.now + self.around.rules.touch[self.request.mode])
        self.effects.append(Held(one.person))
        self.tell(one.person, "matched")
        self.tell_asker("match", person=one.person, **facts)
        if self.request.held:
            self.to(next_at=None)
            self._thank()
        elif self.request.next_at is not None and self.now >= self.request.next_at:
            self.go_on("more")  # the wave before went by while the asker was asked about them

    def _thank(self) -> None:
        """Tell whoever was asked that it is held; nobody else is asked now."""
        for other in self.request.asked:
            if other.at is At.OWED:
                self.forget(other)
                self.effects.append(Unask(other.person, held=True))
            elif other.at in {At.RANG, At.NOT_NOW, At.YES}:
                self.effects.append(Unask(other.person, held=True))
                if self.now - other.since < THANKS_WITHIN:
                    self.tell(other.person, "held_by_others")

    # ------------------------------------------------------------------------------ waves

    def wave(self, why: str, **facts: object) -> None:
        """Ask the next listeners; where nobody is free say so, and when somebody may be."""
        self.take_back()
        rules = self.around.rules
        chosen = self.around.choose(self.request, rules.size)
        if not chosen:
            self._rest(why, **facts)
            return
        until = self.now + rules.wait[self.request.mode]
        self.to(wave=self.request.wave + 1, why=why, next_at=until, tell_at=self.now + TELL)
        if why != NOBODY_YET:  # which is said together with how many were asked
            self.tell_asker(f"asking_{why}", **facts, at=until)
        for person in chosen:
            self._ping(person, until)

    def take_back(self) -> None:
        """Take back pings that never rang within their wait: they would be stale (N12)."""
        for one in self.request.who(At.OWED):
            if self.now >= one.until:
                self.forget(one)
                self.effects.append(Unask(one.person, held=False))

    def _rest(self, why: str, **facts: object) -> None:
        """Ask nobody until somebody may be asked."""
        again = self.around.again_at(self.request)
        waiting = [one for one in self.request.who(At.OWED, At.RANG, At.NOT_NOW) if one.until > self.now]
        moments = [one.until for one in waiting]
        if again is not None and again < self.request.expires_at:
            moments.append(again)
        self.to(next_at=min(moments, default=None), tell_at=None)
        still = sum(one.at is not At.OWED for one in waiting)
        self.tell_asker("nobody", **facts, why=why, at=self.request.next_at, still=still)

    def tell_of_the_wave(self) -> None:
        """Tell the asker how many were asked, as soon as it is known, and after a while as far as it is known."""
        request = self.request
        wave = [one for one in request.asked if one.wave == request.wave]
        rang, owed = (sum(one.at in which for one in wave) for which in (REACHED, {At.OWED}))
        if request.tell_at is None or (owed and self.now < request.tell_at):
            return
        self.to(tell_at=None)
        if rang or owed:
            what = "asked_more" if request.why == NOBODY_YET else "asked"
            self.tell_asker(what, number=rang, at=request.next_at)
        else:
            self.wave("unreached")

    def replaced(self, one: Asked) -> None:
        """Ask the next in line instead of somebody of this wave who can't be asked."""
        if one.wave == self.request.wave and self.asks and self.now < one.until:
            for person in self.around.choose(self.request, 1):
                self._ping(person, one.until)

    def _ping(self, person: str, until: datetime) -> None:
        self.keep(Asked(person, At.OWED, self.request.wave, self.now, until))
        self.effects.append(Ping(person))

    # ----------------------------------------------------------------------------- ending

    def let_go(self, one: Asked, to: At = At.LET_GO) -> None:
        """Let somebody go who said yes, in the one line that is the same whatever the reason (N15)."""
        self.keep(replace(one, at=to))
        self.tell(one.person, "let_go")

    def close(self, why: str | None) -> None:
        """End it; the asker hears ``why``, and whoever waits or is with them that it is over."""
        held = self.request.held
        if why is not None:
            waited = self.request.offered is not None or self.request.paused  # for the asker, and not they for others
            self.tell_asker(why, waited=waited)
        for one in self.request.asked:
            if one.at in {At.OFFERED, At.ASIDE} or (one.at is At.YES and not held):
                self.let_go(one)
            elif one.at is At.MATCHED:
                self.tell(one.person, "over")
            self.effects.append(Unask(one.person, held=held))
        self.to(closed=True)

    # ------------------------------------------------------------------------ bookkeeping

    def to(self, **now: object) -> None:
        """Let the request be like this from now on."""
        changed: Any = now  # its own fields
        self.request = replace(self.request, **changed)

    def keep(self, one: Asked) -> None:
        """Keep how somebody stands."""
        self.to(asked=(*(other for other in self.request.asked if other.person != one.person), one))

    def forget(self, one: Asked) -> None:
        """Forget that somebody was to be asked."""
        self.to(asked=tuple(other for other in self.request.asked if other.person != one.person))

    def tell(self, person: str, what: str, /, **facts: object) -> None:
        """Tell somebody something."""
        self.effects.append(Tell(person, what, facts))

    def tell_asker(self, what: str, /, **facts: object) -> None:
        """Tell the asker something."""
        self.tell(self.request.asker, what, **facts)
