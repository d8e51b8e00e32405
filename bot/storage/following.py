"""What follows from a step of a support request: pings, words, questions, and when it is looked at next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from bot.chat import Asking, Group, Priority, Say
from bot.domain import hours, words
from bot.domain.request_events import Count, Effect, Held, Ping, Tell, Unask
from bot.domain.requests import At, look_at
from bot.domain.settings import AGAIN
from bot.storage.cleaning import UNCLEAN
from bot.storage.listeners import PROOF_SLOT
from bot.storage.requests import Kept

if TYPE_CHECKING:
    from bot.storage.tx import Tx

SUPPORT: Final = "support"
"""The kind of a request's job and of its questions, and the template that speaks for it."""
AFTERCARE: Final = "aftercare"
"""The kind of the job that writes on the day after."""
AFTER: Final = timedelta(days=1)
LATE: Final = timedelta(days=1)
"""So long after the end of a request a yes to it is still understood, and answered."""
HELD, OVER = "held", "over"
"""How the request went on of a listener whose answer is not waited for any more."""
HELD_LINE: Final = "held_by_others"
"""What tells whoever was asked that somebody is there."""
DRAFT: Final = "draft"
"""What a question is about that is asked back before a request is open: what that will be called."""
LINE: Final = "line"
"""What a listener's question is about, too, once that was written to them: its letter."""

_CHOICES: Final[Mapping[str, tuple[str, str]]] = {
    "ping": ("yes", "not now"),
    "offer": ("yes", "someone else"),
    "touch": ("yes", "no"),
}
"""What is a question, and its choices."""
_RING_NOT: Final = frozenset({HELD_LINE, "over", "expired_held"})
"""What is good to know and wakes nobody."""
_UNTIL_THEN: Final = frozenset({"asked", "asked_more", "nobody", "offer", "lapsed"})
"""What says how it stands and when the asker hears again: the next takes the place of one that has not gone yet."""
_BESIDE: Final = frozenset({"touch", "in_touch"})
"""What is told beside that."""
_SMALL: Final = 8
"""In a group of fewer people may guess who asked."""

Answer = Say | Asking | None


def slot(of: str, name: str) -> str:
    """Return the slot of a question about a request."""
    return f"{SUPPORT} {of} {name}"


@dataclass(slots=True)
class Following:
    """A request as it is after a step, of a group, and the letters that come of it."""

    tx: Tx
    kept: Kept
    group: Group
    _pings: dict[str, str] = field(default_factory=dict)

    def carried_out(self, effects: Iterable[Effect], teller: str) -> Answer:
        """Carry out what follows, and keep the request; return the first thing that is told to ``teller``, unsent."""
        self._pings.update(self.kept.pings)
        answer: Answer = None
        for effect in effects:
            match effect:
                case Ping(person):
                    self.tx.questions.over(person, PROOF_SLOT)  # whether it rings is answered by this as well
                    self._pings[person] = self._ask(person, Tell(person, "ping"), Priority.PING)
                case Unask(person):
                    self._unask(person, held=effect.held)
                case Count(person):
                    self.tx.requests.rang(self.group, self.kept.request.asker, person, self.tx.now)
                    if self.tx.outbox.is_owed(letter := self._pings.get(person, "")):
                        self.tx.outbox.dropped(letter, self.tx.now)  # they answered it: it does not ring after that
                case Held(person):
                    self._held(person)
                case Tell(person) if person == teller and answer is None:
                    self._takes_the_place(effect)
                    answer = self._said(effect)
                case Tell():
                    self._tell(effect)
        self._keep()
        return answer

    def _keep(self) -> None:
        request, name = self.kept.request, self.kept.name
        self.kept = replace(self.kept, pings=self._pings)
        self.tx.requests.keep(self.kept)
        if request.offered is None:
            self.tx.questions.over(request.asker, slot("offer", name))
        touch = self.tx.questions.in_slot(request.asker, slot("touch", name), self.tx.now)
        if touch is not None and touch.about["person"] not in {one.person for one in request.who(At.MATCHED)}:
            self.tx.outbox.dropped(touch.letter, self.tx.now)  # a bare answer is for whoever is offered now
            self.tx.questions.drop(request.asker, touch.slot)
        self.tx.jobs.cancel(SUPPORT, name)
        if (again := look_at(request)) is not None:
            soon = self.tx.now + timedelta(milliseconds=1)  # not at once: this very moment was seen to
            self.tx.jobs.at(max(again, soon), SUPPORT, name, self.group.id)
        else:
            for letter in self.tx.questions.drop_about(request.asker, "request", name):
                self.tx.outbox.dropped(letter, self.tx.now)
            self.tx.meta.put(UNCLEAN, "1")

    # --------------------------------------------------------------------------- one by one

    def _ask(self, person: str, tell: Tell, priority: Priority) -> str:
        asking = self._said(tell)
        assert isinstance(asking, Asking), f"{tell.what} is no question"
        return self.tx.question(person, asking, group=self.group, priority=priority, at_once=True)

    def _unask(self, person: str, *, held: bool) -> None:
        letter, asked = self._pings.get(person, ""), slot("ping", self.kept.name)
        if self.tx.outbox.is_owed(letter):  # it may be in the air, and then takes an answer still
            self.tx.outbox.dropped(letter, self.tx.now)
        self.tx.questions.over(person, asked, went=HELD if held else OVER)

    def _held(self, person: str) -> None:
        asker = self.kept.request.asker
        self.tx.requests.was_there(self.group, asker, person)
        self.tx.requests.was_held(self.group, self.kept.request, self.tx.now)
        if self.tx.requests.wants_aftercare(asker, self.group):
            self.tx.jobs.cancel(AFTERCARE, asker, self.group.id)
            apart = timedelta(milliseconds=self.group.id)  # of two groups' at one moment one would be left out
            self.tx.jobs.at(self.tx.now + AFTER + apart, AFTERCARE, asker, self.group.id)

    def _tell(self, tell: Tell) -> None:
        person, asker = tell.person, self.kept.request.asker
        priority = Priority.ASKER if person == asker else Priority.REPLY
        if tell.what == HELD_LINE and self._is_quiet(person):
            return
        self._takes_the_place(tell)
        if tell.what in _CHOICES:
            letter = self._ask(person, tell, priority)
        else:
            said = self._said(tell)
            assert isinstance(said, Say)
            letter = self.tx.letters.to_person(person, said, priority=priority, group=self.group, at_once=True)
        # That somebody can't stay is told whatever comes next; that an offer lapsed is not, after the end of it all.
        news = "gone" in tell.facts and tell.what not in {"offer", "lapsed"}
        if not news and (tell.what in _UNTIL_THEN or tell.what.startswith("asking_")):
            self.kept = replace(self.kept, word=letter)
        if tell.what == HELD_LINE:
            self.tx.questions.over(person, slot("ping", self.kept.name), **{LINE: letter})

    def _takes_the_place(self, tell: Tell) -> None:
        """Let what is told now be read instead of how it stood before, where that has not gone yet."""
        told = tell.person == self.kept.request.asker and tell.what not in _BESIDE
        if told and self.tx.outbox.is_owed(self.kept.word):
            self.tx.outbox.dropped(self.kept.word, self.tx.now)

    def _is_quiet(self, person: str) -> bool:
        zone = self.tx.people.zone(person, self.group)
        return hours.is_quiet(self.tx.now, zone, self.tx.people.quiet(person))

    # ------------------------------------------------------------------------------- in words

    def _said(self, tell: Tell) -> Say | Asking:
        """Return what is said: the block of that name in the template of support, with all it may want to know."""
        say = Say(tell.what, self._facts(tell), SUPPORT, rings=tell.what not in _RING_NOT)
        if tell.what not in _CHOICES:
            return say
        about = {"request": self.kept.name, "of": tell.what, "group": str(self.group.id)}
        if tell.what != "ping":
            about["person"] = str(tell.facts["person"])
        holds = self.kept.request.expires_at - self.tx.now + (LATE if tell.what == "ping" else timedelta(0))
        return Asking(
            say,
            _CHOICES[tell.what],
            SUPPORT,
            about,
            holds=holds,
            slot=slot(tell.what, self.kept.name),
            stays=tell.what == "ping",
        )

    def _facts(self, tell: Tell) -> Mapping[str, Any]:
        request, person = self.kept.request, tell.person
        facts: dict[str, Any] = {
            "group": self.group.name,
            "zone": self.tx.people.zone(person, self.group),
            "now": self.tx.now,
            "mode": request.mode,
            "kind": request.kind,
            **dict.fromkeys(("seen", "unasked"), False),
            **tell.facts,
        }
        if person == request.asker:
            facts |= self._for_the_asker(tell)
        elif tell.what == "matched":
            asker = request.asker
            facts |= {"name": self.tx.members.name(self.group, asker), "person": asker, "note": self.kept.note}
            facts["card"] = self.tx.cards.of(asker, self.group) or ""
        return facts

    def _for_the_asker(self, tell: Tell) -> Mapping[str, Any]:
        request = self.kept.request
        members = self.tx.members.all_in(self.group)
        facts: dict[str, Any] = {
            "expires_at": request.expires_at,
            "places": self.tx.resources.some(self.group, self.tx.house),
            "small": not request.named and len(members) < _SMALL,
            "lately": self._asked_lately(),
            "others": bool(request.who(At.MATCHED)),
            "night": hours.is_quiet(self.tx.now, self.tx.people.zone(request.asker, self.group), hours.NIGHT),
        }
        facts["because"] = str(tell.facts.get("because", ""))
        if (person := tell.facts.get("person")) is not None:
            facts |= {"name": self._name(str(person)), "since": self._since(str(person))}
        for fact, people in (("gone", [tell.facts.get("gone")]), ("people", tell.facts.get("people"))):
            if isinstance(people, list):
                facts[fact] = [self._name(str(one)) for one in people if one]
        return facts

    def _asked_lately(self) -> bool:
        """Return whether somebody was asked for this asker who is not asked for them again yet."""
        again = self.tx.settings.get(self.group, AGAIN)
        return bool(self.tx.requests.rang_for_asker(self.group, self.kept.request.asker, self.tx.now, again))

    def _name(self, person: str) -> str:
        """Return what somebody is called, with their ID where another might be meant: a name is anybody's to take."""
        name = self.tx.members.name(self.group, person)
        called = [words.bare(member.name) for member in self.tx.members.all_in(self.group) if member.person != person]
        return f"{name} ({person})" if words.bare(name) in called else name

    def _since(self, person: str) -> object:
        members = self.tx.members.all_in(self.group)
        return next((member.since for member in members if member.person == person), self.tx.now)
