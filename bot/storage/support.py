"""Support requests under way: an event comes in, the request decides, and all that follows is a row before it is sent.

What is decided stands in :mod:`bot.domain.support`; here it is read and kept, and its words find their way. Whoever
writes a message that moves a request gets the first thing that is told to them as the answer to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from bot.chat import Ask, Group, Priority, Say
from bot.domain.request_events import Changed, Delivered, Ended, Event, Left, Looked, Off, Opened, Refused
from bot.domain.requests import At, Request, Rules
from bot.domain.support import step
from bot.storage.following import DRAFT, SUPPORT, Answer, Following
from bot.storage.moments import moment, stamp
from bot.storage.requests import Kept, back
from bot.storage.surroundings import Surroundings

if TYPE_CHECKING:
    from bot.storage.tx import Tx

AT_MOST_LATER: Final = timedelta(seconds=5)
"""So long a ping waits for the word to its asker, who may not be reachable."""
SWITCH: Final = "support"
"""The name under which switching support on or off stands among the changes that can be taken back."""


@dataclass(frozen=True, slots=True)
class Support:
    """Moves requests on."""

    tx: Tx

    # ----------------------------------------------------------------------- what moves them

    def opens(self, name: str, group: Group, request: Request, note: str, teller: str = "") -> Answer:
        """Open a request, and ask the first listeners."""
        return self._step(Kept(name, group.id, request, note, self.now), Opened(), teller)

    def name(self, ask: Ask) -> str:
        """Return what the request is called that this message asks for: a seal."""
        return self.tx.meta.seal("request", ask.event, ask.sender)

    def switch(self, group: Group, *, on: bool) -> None:
        """Let support be asked for in this group from now on, or no more; what is open goes on."""
        since = stamp(self.now) if on else None
        self.tx.db.execute("UPDATE grp SET support_since = ? WHERE id = ?", (since, group.id))

    def is_on(self, group: Group) -> bool:
        """Return whether support can be asked for in this group."""
        return self.tx.listeners.support_since(group) is not None

    def rules(self, group: Group) -> Rules:
        """Return what the group set about support."""
        return Surroundings(self.tx, group, self.now).rules()

    def hears(self, name: str, event: Event, teller: str = "") -> Answer:
        """Let something happen to a request; return what its teller is told first, to answer them with."""
        kept = self.tx.requests.named(name)
        return None if kept is None else self._step(kept, event, teller)

    def notes(self, kept: Kept, note: str) -> None:
        """Keep another note with a request."""
        self.tx.requests.keep(replace(kept, note=note))

    def spoke(self, name: str, letter: str) -> None:
        """Note which letter told the asker of a request how it stands, if that is open."""
        if (kept := self.tx.requests.named(name)) is not None:
            self.tx.requests.keep(replace(kept, word=letter))

    def delivered(self, letter: str) -> None:
        """Note that a letter was delivered: it may be a ping, which counts from then on."""
        if (found := self.tx.requests.of_ping(letter)) is not None:
            self._caused(f"delivered {letter} {stamp(self.now)}")
            self.hears(found[0].name, Delivered(found[1]))

    def refused(self, letter: str) -> None:
        """Note that a letter can't be delivered: if it is a ping, the next in line is asked."""
        if (found := self.tx.requests.of_ping(letter)) is not None:
            self._caused(f"refused {letter} {stamp(self.now)}")
            self.hears(found[0].name, Refused(found[1]))

    def may_go(self, letter: str) -> bool:
        """Return whether a letter may be sent now: a ping rings within its wait and its listener's hours alone.

        What rings is the line before it where its listener is discreet.
        """
        if (found := self.tx.requests.of_ping(self.tx.outbox.covered(letter))) is None:
            return True
        kept, person = found
        self._caused(f"stale {letter} {stamp(self.now)}")
        self.hears(kept.name, Changed(person))
        return self.tx.outbox.is_owed(letter)

    def has_to_wait(self, letter: str) -> bool:
        """Return whether a word to its asker goes before a ping: what was promised to them is said first (N5).

        Where they have no chat yet it is opened first, since it may be that they can't be told anything.
        """
        if (found := self.tx.requests.of_ping(self.tx.outbox.covered(letter))) is None:
            return False
        kept, person = found
        asked = kept.request.of(person)
        new = asked is not None and self.now - asked.since < AT_MOST_LATER
        chat = self.tx.chats.of(kept.request.asker)
        return new and (chat is None or chat.room is None or self.tx.outbox.is_owed(kept.word))

    def settle(self) -> None:
        """Let requests know of whoever changed something about being asked in this transaction."""
        while self.tx.changed:
            person = self.tx.changed.pop()
            for kept in self.tx.requests.with_listener(person):
                group = self._group(kept)
                listens = group is not None and self.tx.listeners.one(person, group) is not None
                self.hears(kept.name, Changed(person) if listens else Off(person))
            for kept in self.tx.requests.of(person):
                for other in kept.request.asked:
                    self.hears(kept.name, Changed(other.person))

    def left(self, person: str, group: Group | None = None, why: str | None = None) -> None:
        """Let somebody be out of a group, or of all: what they asked for is over, and whom they held asks others.

        They hear ``why``, unless they asked to be forgotten.
        """
        for kept in self.tx.requests.of(person, group):
            self.hears(kept.name, Ended(why))
        if why is not None:
            self._end_drafts(why, group, person)
        for kept in self.tx.requests.with_listener(person, group):
            self.hears(kept.name, Left(person, forgotten=why is None))

    def end_all(self, why: str, group: Group | None = None) -> None:
        """End whatever is open, in one group or in all, and tell the askers why."""
        for kept in self.tx.requests.of_group(group):
            self.hears(kept.name, Ended(why))
        self._end_drafts(why, group)

    def unheard(self, person: str) -> None:
        """Ask nobody for somebody who can't be told anything; whoever is with them already is left with them."""
        for kept in self.tx.requests.of(person):
            if not kept.request.who(At.MATCHED):
                self.hears(kept.name, Ended(None))
        self._end_drafts(None, None, person)

    def _end_drafts(self, why: str | None, group: Group | None, person: str | None = None) -> None:
        """Let nobody wait for the beginning of what they were asked back about."""
        for asked in self.tx.questions.with_about(SUPPORT, DRAFT, self.tx.now):
            theirs = person in {None, asked.person} and (group is None or asked.about.get("group") == str(group.id))
            if theirs and not asked.over:
                self.tx.outbox.dropped(asked.letter, self.tx.now)
                self.tx.questions.drop(asked.person, asked.slot)
                if why is None:
                    continue
                groups = self.tx.groups.of(asked.person) if group is None else [group]
                facts = {"group": group and group.name, "places": self.tx.resources.some_of(groups, self.tx.house)}
                word = Say(why, facts, SUPPORT, rings=True)
                self.tx.letters.to_person(asked.person, word, priority=Priority.ASKER, group=group, at_once=True)

    def look(self) -> None:
        """Look at every open request, since the clock was set: what was promised by the old one is promised anew."""
        self._caused(f"clock {stamp(self.now)}")
        for kept in self.tx.requests.of_group():
            if kept.seen_at > self.now:
                self.hears(kept.name, Looked())

    def _caused(self, cause: str) -> None:
        self.tx.letters.cause = cause

    # ------------------------------------------------------------------------------- one step

    @property
    def now(self) -> datetime:
        """The moment it is, as the database keeps moments."""
        return moment(stamp(self.tx.now))

    def _group(self, kept: Kept) -> Group | None:
        return self.tx.groups.by_id(kept.group)

    def _step(self, kept: Kept, event: Event, teller: str) -> Answer:
        group = self._group(kept) or Group(kept.group, "", "")
        self.tx.moved = True
        if kept.seen_at > self.now:
            kept = back(kept, kept.seen_at - self.now)
        done = step(kept.request, event, Surroundings(self.tx, group, self.now).around(kept))
        kept = replace(kept, request=done.request, seen_at=self.now)
        return Following(self.tx, kept, group).carried_out(done.effects, teller)
