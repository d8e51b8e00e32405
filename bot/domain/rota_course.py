"""One step of a turn's chair under way: what can be done with it, each time with what follows.

See :mod:`bot.domain.rota` for what makes these happen.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from bot.domain.chair import SOON, Asked, At, Chair
from bot.domain.chair_events import Around, Effect, Freed, Held, Offer, Room, Tell, Unask


class Course:
    """The chair as far as it has come, and what follows so far, in its order."""

    def __init__(self, chair: Chair, around: Around) -> None:
        """Begin with the chair as it was."""
        self.chair, self.around, self.now = chair, around, around.now
        self.effects: list[Effect] = []

    @property
    def soon(self) -> bool:
        """Whether it starts within a day."""
        return self.now >= self.chair.start - SOON

    # -------------------------------------------------------------------------- asking

    def go_on(self) -> None:
        """Ask the next, where somebody is to be asked and nobody is."""
        chair = self.chair
        if chair.off or not (chair.covering or (chair.asking and chair.holder is None)):
            return
        if self.soon and self._seat_who_waits():
            return
        if self.soon and (chair.covering or chair.handed_on):
            if not chair.at_once:
                self._ask_all()
        elif not chair.who(At.ASKED):
            self._ask_the_next()

    def _ask_all(self) -> None:
        self.to(at_once=True)
        for person in self._willing():
            self._offer(person, "soon")
        if self.chair.covering:
            self.to(tell_at=self.now + (self.chair.start - self.now) / 2, told=True)

    def _ask_the_next(self) -> None:
        """Ask whoever is next; with nobody left whoever rests may have it who waits, or its holder hears of it."""
        covering = self.chair.covering
        if self._seat_who_waits(but=self.around.resting):
            return
        following = next(iter(self._willing()), None)
        if not covering:
            self._count_who_passed_ahead(before=following)
        if following is not None:
            self._offer(following, "cover" if covering else "turn")
        elif not self._seat_who_waits() and covering and not self.chair.told:
            answers = (one.until for one in self.chair.who(At.PASSED, At.LAPSED))
            self.to(tell_at=max((self.now, *answers)), told=True)

    def _willing(self) -> tuple[str, ...]:
        """Return who may be asked and can be told before it starts, first whose turn it is.

        To whom nothing can be sent is passed over, and that is kept: it is a pass of theirs, unless it is to cover.
        """
        willing = []
        for person in self.around.order:
            one, rings = self.chair.of(person), self.around.rings(person)
            if person == self.chair.holder or (rings is not None and rings >= self.chair.start):
                continue
            if one is None or one.at is At.LET_GO or (one.at is At.LAPSED and one.again):
                if rings is None:
                    self.keep(Asked(person, At.UNREACHED, self.now, self.now, counts=not self.chair.covering))
                else:
                    willing.append(person)
        return tuple(willing)

    def _count_who_passed_ahead(self, before: str | None) -> None:
        """Let it be a pass for whoever passed before they were asked: it was their turn before this person's, if any's.

        It shows as if they had been asked now and kept silent (N15).
        """
        for person in self.around.order:
            if person == before:
                return
            one = self.chair.of(person)
            if one is not None and one.at is At.AHEAD:
                self.keep(replace(one, at=At.PASSED, until=self._until(self.now), counts=True))

    def _offer(self, person: str, what: Literal["turn", "cover", "soon"]) -> None:
        """Ask somebody; that they let it go by when they were asked first stays, whatever they say now."""
        until = self._until(max(self.now, self.around.rings(person) or self.now))
        let_by = self.chair.passed.get(person)
        self.keep(Asked(person, At.ASKED, self.now, until, counts=what == "turn", let_by=let_by))
        self.effects.append(Offer(person, what, until))

    def _until(self, rings: datetime) -> datetime:
        return min(rings + self.around.answer, self.chair.start)

    def _seat_who_waits(self, but: frozenset[str] = frozenset()) -> bool:
        """Give it to whoever would take it and spoke up first, and return whether there is one."""
        waiting = next((one for one in self.chair.who(At.WAITS) if one.person not in but), None)
        if waiting is not None:
            self.hold(waiting.person)
        return waiting is not None

    def let_go_of_the_others(self) -> None:
        """Tell whoever is asked or waits that somebody else said yes; they keep their place."""
        for one in self.chair.who(At.ASKED, At.WAITS, At.LAPSED):
            self.effects.append(Unask(one.person))
            if one.at is not At.LAPSED:
                self.keep(replace(one, at=At.LET_GO))
                self.tell(one.person, "let_go")

    # ------------------------------------------------------------------------- holding

    def hold(self, person: str, *, swapped: bool = False) -> None:
        """Let somebody hold it, who said so; whoever held it before does no more."""
        before, known = self.chair.holder, self.chair.holder is not None or self.chair.handed_on
        self.forget(person)
        self._end_swap_since_held(swapped=swapped)
        if before is not None:
            self.effects.append(Freed(before))
            if not swapped:
                self.keep(Asked(before, At.PASSED, self.now, self.now))
                self.tell(before, "covered", person=person)
        self.to(
            holder=person,
            rested=self.around.resting - {person},
            covering=False,
            handed_on=False,
            at_once=False,
            tell_at=None,
        )
        self.let_go_of_the_others()
        self.effects.append(Held(person))
        self.tell(person, "yours")
        if self.soon and known:
            self.effects.append(Room(person))

    def cover(self, person: str) -> None:
        """Ask the others for whoever holds it."""
        if not self.chair.covering:
            self._anew()
            self.to(covering=True, told=False)
        self.tell(person, "covering", soon=self.soon)

    def free(self, person: str) -> None:
        """Let nobody hold it."""
        self.end_swap(None)
        self._anew()
        for one in self.chair.who(At.ASKED) if not self.soon else ():  # to cover it, which is another question
            self.effects.append(Unask(one.person))
            self.forget(one.person)
        self._show_as_asked_again()
        self.to(holder=None, rested=frozenset(), asking=False, covering=False, handed_on=True, tell_at=None)
        self.effects.append(Freed(person))
        if self.soon and not self.chair.off:
            self.effects.append(Room(None))

    def _anew(self) -> None:
        for one in self.chair.who(At.LAPSED):
            self.keep(replace(one, again=True))

    def _show_as_asked_again(self) -> None:
        """Let whoever was asked and passed look like whoever kept silent, who is asked again now."""
        for one in self.chair.who(At.PASSED):
            if one.until != one.since:  # they held it themselves, for all to see
                rings = self.around.rings(one.person) or self.now
                self.keep(replace(one, until=self._until(max(self.now, rings))))

    def _end_swap_since_held(self, *, swapped: bool) -> None:
        """End a swap since somebody holds it; whoever asked for it hears so by another line, if they hear of that."""
        swap = self.chair.swap
        one = self.chair.of(swap.by) if swap else None
        unheard = not swapped and one is not None and one.at is At.LAPSED
        self.end_swap("swap_lapsed" if unheard else None)

    def end_swap(self, what: str | None) -> None:
        """End a swap that is asked about; whoever asked for it hears ``what``."""
        if (swap := self.chair.swap) is None:
            return
        self.to(swap=None)
        self.effects.append(Unask(swap.to))
        if what is not None:
            self.tell(swap.by, what, to=swap.to)

    # ----------------------------------------------------------------------- its meeting

    def switch_off(self) -> None:
        """It takes place no more; nobody is moved on by that."""
        if self.chair.off:
            return
        self.end_swap(None)
        for one in self.chair.who(At.ASKED, At.WAITS, At.LAPSED):
            self.effects.append(Unask(one.person))
        self.tell_holder("off")
        stays = self.chair.who(At.AHEAD, At.PASSED)
        self.to(off=True, asked=stays, asking=False, covering=False, handed_on=False, at_once=False, tell_at=None)

    def place(self, start: datetime) -> None:
        """It takes place, then; where nobody held it or was asked, the question is a new one."""
        was_off, moved = self.chair.off, start != self.chair.start
        if not was_off and not moved:
            return
        self.to(off=False, start=start, at_once=False)
        self.end_swap("swap_lapsed")
        self.tell_holder("on_again" if was_off else "moved", start=start)
        asked = self.chair.who(At.ASKED)
        for one in asked:
            self.effects.append(Unask(one.person))
            self._offer(one.person, "turn" if one.counts else "cover" if self.chair.covering else "soon")
        if moved and not asked and self.chair.holder is None:
            self.to(asked=self.chair.who(At.WAITS), asking=False)

    # ------------------------------------------------------------------------ bookkeeping

    def to(self, **now: object) -> None:
        """Let the chair be like this from now on."""
        changed: Any = now  # the chair's own fields: a wrong name is a TypeError at once
        self.chair = replace(self.chair, **changed)

    def keep(self, one: Asked) -> None:
        """Keep how somebody stands."""
        self.forget(one.person)
        self.to(asked=(*self.chair.asked, one))

    def forget(self, person: str) -> None:
        """Forget how somebody stood."""
        self.to(asked=tuple(other for other in self.chair.asked if other.person != person))

    def tell(self, person: str, what: str, /, **facts: object) -> None:
        """Tell somebody something."""
        self.effects.append(Tell(person, what, facts))

    def tell_holder(self, what: str, /, **facts: object) -> None:
        """Tell whoever holds it something."""
        if self.chair.holder is not None:
            self.tell(self.chair.holder, what, **facts)
