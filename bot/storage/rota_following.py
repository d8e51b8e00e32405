"""What follows from a step of a turn's chair: offers, words, who has how many turns, and when it is looked at next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.chat import Asking, Group, Priority, Say
from bot.domain import rotation, settings
from bot.domain.chair import At, look_at
from bot.domain.chair_events import (
    AskToSwap,
    Effect,
    Exchange,
    Exchanged,
    Freed,
    Held,
    Offer,
    Room,
    Started,
    Tell,
    Unask,
)
from bot.storage.chairs import Kept
from bot.storage.roles import Role
from bot.storage.rota_line import Line
from bot.storage.rota_words import ROTA, back, facts, told

if TYPE_CHECKING:
    from bot.storage.tx import Tx

SWAP: Final = "rota swap"
"""The kind of the question whether somebody would do another's turn."""
GUIDE: Final = "rota_guide"
"""The kind of the job that gives whoever holds a role its guide, so long before."""
GUIDE_BEFORE: Final = timedelta(days=1)
_SOON: Final = timedelta(milliseconds=1)
"""What is owed at once is due so much later: due now it would have the cause of the job that runs, and end with it."""
_OFFERS: Final[Mapping[str, tuple[str, ...]]] = {
    "turn": ("yes", "swap", "pass"),
    "cover": ("yes", "pass"),
    "soon": ("yes", "pass"),
}
_RINGS: Final = frozenset(
    {"yours", "covered", "swapped", "swap_lapsed", "cover_nobody", "moved", "off", "on_again", "let_go"}
)
"""What rings where it is no answer to what somebody has just written."""
_OUTCOMES: Final = frozenset({"yours", "covered", "swapped", "cover_nobody"})
"""What came of somebody's own yes, or of what they asked for: it waits for no morning."""

Answer = Say | Asking | None


def slot(chair: str) -> str:
    """Return the slot of the question whether somebody does this turn."""
    return f"{ROTA} {chair}"


def swap_slot(chair: str) -> str:
    """Return the slot of the question whether somebody does it instead of another."""
    return f"{SWAP} {chair}"


@dataclass(slots=True)
class Following:
    """A chair as it was before a step and as it is ``kept`` after it, with its group and its role."""

    tx: Tx
    before: Kept
    kept: Kept
    group: Group
    role: Role

    def carried_out(self, effects: Iterable[Effect], teller: str) -> Answer:
        """Keep the chair, and carry out what follows; return what ``teller`` is told first, unsent: it answers them."""
        if self.kept.chair.holder != self.before.chair.holder:
            self.kept = replace(self.kept, guided=False)
        self.tx.chairs.keep(self.kept)
        answer: Answer = None
        for effect in effects:
            match effect:
                case Tell(person) if person == teller and answer is None:
                    answer = told(self.tx, self.kept, self.group, self.role, effect, rings=False)
                case Tell():
                    self._tell(effect)
                case _:
                    self._follow(effect)
        self._settle_questions()
        self.looks()
        return answer

    def _follow(self, effect: Effect) -> None:
        match effect:
            case Offer(person, what):
                if what == "turn":
                    self._is_back(person)
                self._ask(effect)
            case AskToSwap():
                self._ask_to_swap(effect)
            case Unask(person):
                self._unask(person)
            case Held(person):
                self._is_back(person)
            case Room(person):
                name = "" if person is None else self.tx.members.name(self.group, person)
                self.tx.letters.to_group(self.group, Say("room", {**self.facts(), "who": name}, ROTA))
            case Exchange(turn, person, to):
                self.tx.rota.hears(turn, Exchanged(person, to))
            case Started():
                self._started(effect)
            case Freed() | Tell():
                pass

    # ------------------------------------------------------------------------------- asking

    def _ask(self, offer: Offer) -> None:
        about = {"chair": self.kept.chair.name, "of": offer.what, "group": str(self.group.id)}
        known = {**self.facts(offer.person), "until": offer.until}
        if offer.what != "turn":
            known["soon"] = offer.what == "soon"
        asking = Asking(
            Say("offer" if offer.what == "turn" else "instead", known, ROTA),
            _OFFERS[offer.what],
            ROTA,
            about,
            holds=self.kept.chair.start - self.tx.now,
            slot=slot(self.kept.chair.name),
            stays=True,
        )
        priority = Priority.PING if offer.what == "soon" else Priority.REMINDER
        self.tx.question(offer.person, asking, group=self.group, priority=priority)

    def _ask_to_swap(self, ask: AskToSwap) -> None:
        """Ask, unless they were asked about this very turn before: they may still say yes, and are left in peace."""
        name = self.kept.chair.name
        if self.tx.questions.in_slot(ask.person, swap_slot(name), self.tx.now) is not None:
            return
        about = {"chair": name, "of": "swap", "group": str(self.group.id), "person": ask.by}
        known = {**self.facts(ask.person), "who": self.tx.members.name(self.group, ask.by), "until": ask.until}
        known["back"] = back(self.tx, ask.back)
        self.tx.question(
            ask.person,
            Asking(
                Say("swap", known, ROTA),
                ("yes", "not now"),
                SWAP,
                about,
                holds=self.kept.chair.start - self.tx.now,
                slot=swap_slot(name),
                stays=True,
            ),
            group=self.group,
            priority=Priority.REMINDER,
        )

    def _unask(self, person: str) -> None:
        chair, now = self.kept.chair, self.tx.now
        one, swap = chair.of(person), chair.swap
        still = {
            slot(chair.name): one is not None and one.at is At.ASKED,
            swap_slot(chair.name): swap is not None and swap.to == person,
        }
        for each in (each for each, asked in still.items() if not asked):
            question = self.tx.questions.in_slot(person, each, now)
            if question is not None and self.tx.outbox.is_owed(question.letter):
                self.tx.outbox.dropped(question.letter, now)
                self.tx.questions.drop(person, each)
            else:
                self.tx.questions.over(person, each)

    def _settle_questions(self) -> None:
        """Let the question be over for whoever answered it in other words, so that it is in no other's way."""
        chair = self.kept.chair
        people = {one.person for one in (*self.before.chair.asked, *chair.asked)}
        for person in people if chair.holder is None else people | {chair.holder}:
            one = chair.of(person)
            if one is None or one.at not in {At.ASKED, At.LAPSED}:
                self.tx.questions.over(person, slot(chair.name))

    # ------------------------------------------------------------------------------- in words

    def _tell(self, tell: Tell) -> None:
        start, quiet = self.kept.chair.start, self.tx.holding.quiet_until(tell.person, self.group)
        too_late = quiet is not None and quiet >= start  # whoever holds it, or asked to swap it, hears in time
        at_once = tell.what in _OUTCOMES or (too_late and tell.what != "let_go")  # they said no yes of their own (N10)
        say = told(self.tx, self.kept, self.group, self.role, tell, rings=tell.what in _RINGS)
        until = start if self.tx.now < start else None  # after that it tells nothing (N12)
        self.tx.letters.to_person(tell.person, say, group=self.group, at_once=at_once, until=until)

    def facts(self, person: str | None = None) -> dict[str, Any]:
        """Return what every message about the turn knows; in private its reader's own zone is among it."""
        return facts(self.tx, self.kept, self.group, self.role, person)

    # ----------------------------------------------------------------------- whose turns count

    def _is_back(self, person: str) -> None:
        """Settle somebody's return by the turn that they are asked about, or hold."""
        if any(place.person == person and place.away for place in self.tx.roles.places(self.role.id)):
            seen = Line.of(self.tx, self.group, self.tx.rota.now).seen(self.role, but=self.kept.chair.name)
            self.tx.roles.put(self.role, [rotation.returned(seen[person], seen.values(), self.kept.chair.start)])

    def _started(self, started: Started) -> None:
        tx, kept = self.tx, self.kept
        seen = Line.of(tx, self.group, tx.rota.now).seen(self.role, but=kept.chair.name)
        done, start = started.done, kept.chair.start
        tx.roles.put(self.role, rotation.settled(seen.values(), start, done, started.passed, started.resting))
        if done is None:
            tx.turns.left_over(kept)
        else:  # a turn of one role counts as the last of each
            for role in tx.roles.roles_of(done, self.group):
                place = tx.roles.place(role.id, done)
                tx.roles.put(role, [replace(place, last=max(place.last, start))])
        tx.turns.ahead(self.group)

    # ---------------------------------------------------------------------------- what is owed

    def looks(self) -> None:
        """Owe looking at the chair when there is something to do, and giving its holder the guide."""
        chair, tx = self.kept.chair, self.tx
        tx.moved = True
        tx.jobs.cancel(ROTA, chair.name)
        again = look_at(chair, tx.settings.get(self.group, settings.OFFER))
        if again is not None:
            tx.jobs.at(max(again, tx.rota.now + _SOON), ROTA, chair.name, self.group.id)
        tx.jobs.cancel(GUIDE, chair.name)
        if chair.holder is not None and not (chair.off or chair.closed or self.kept.guided) and self.role.guide:
            tx.jobs.at(max(chair.start - GUIDE_BEFORE, tx.rota.now + _SOON), GUIDE, chair.name, self.group.id)
