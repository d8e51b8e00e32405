"""The rota under way: something happens to a turn's chair, it decides, and all that follows is a row before it is sent.

What is decided stands in :mod:`bot.domain.rota`; here it is read and kept. Whoever writes what moves a turn gets the
first thing that is told to them as the answer to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from bot.chat import Group
from bot.domain import rota, rotation, settings
from bot.domain.chair_events import Event, Left, Looked, Refused, WentAway
from bot.domain.rotation import Away
from bot.storage.chairs import Kept
from bot.storage.moments import EPOCH, moment, stamp
from bot.storage.roles import Role
from bot.storage.rota_following import SWAP, Answer, Following
from bot.storage.rota_line import Line
from bot.storage.rota_words import ROTA
from bot.storage.settings import ROTA_AGAIN

if TYPE_CHECKING:
    from bot.storage.tx import Tx

BACK: Final = "rota_back"
"""The kind of the job that lets somebody return who was away."""


@dataclass(frozen=True, slots=True)
class Rota:
    """Moves turns on."""

    tx: Tx

    @property
    def now(self) -> datetime:
        """The moment it is, as the database keeps moments: what is compared with one from there has to be cut alike."""
        return moment(stamp(self.tx.now))

    # ----------------------------------------------------------------------- what moves them

    def hears(self, name: str, event: Event, teller: str = "") -> Answer:
        """Let something happen to a chair; return what its teller is told first, to answer them with."""
        kept = self.tx.chairs.named(name)
        group = None if kept is None else self.tx.groups.by_id(kept.group)
        role = None if kept is None else self.tx.roles.by_id(kept.role)
        if kept is None or group is None or role is None:
            return None
        line = Line.of(self.tx, group, self.now)
        kept = next(each for each in line.chairs if each.chair.name == name)
        done = rota.step(kept.chair, event, line.around(kept, role, event))
        after = replace(kept, chair=done.chair)
        return Following(self.tx, kept, after, group, role).carried_out(done.effects, teller)

    def look(self, group: Group, role: str | None = None) -> None:
        """Look at all of a group's open chairs, or those of one role, since something about them changed."""
        offer = self.tx.settings.get(group, settings.OFFER)
        for kept in self.tx.chairs.of(group):
            found = self.tx.roles.by_id(kept.role)
            if kept.chair.closed or found is None or role not in {None, kept.role}:
                continue
            if rota.has_to_go_on(kept.chair, self.now, offer):
                self.hears(kept.chair.name, Looked())
            else:
                Following(self.tx, kept, kept, group, found).looks()

    def refused(self, letter: str) -> None:
        """Note that a letter can't be delivered: if it is an offer, the next is asked."""
        question = self.tx.questions.of_letter(letter)
        if question is not None and question.kind == ROTA:
            self.tx.letters.cause = f"refused {letter} {stamp(self.now)}"
            self.hears(question.about["chair"], Refused(question.person))

    def may_go(self, letter: str) -> bool:
        """Return whether a letter may be sent now.

        An offer of a turn that has started may not (N12), nor what asks somebody on behalf of another
        between whom and them an entry was made since (N3); both are as if nobody had answered.
        """
        question = self.tx.questions.of_letter(self.tx.outbox.covered(letter))
        if question is None or question.kind not in {ROTA, SWAP} or "chair" not in question.about:
            return True
        kept = self.tx.chairs.named(question.about["chair"])
        if kept is None or kept.chair.closed or self.now >= kept.chair.start:
            return False
        by = question.about.get("person") or (kept.chair.holder if kept.chair.covering else None)
        return by is None or not self.tx.not_with.between(by, question.person)

    # -------------------------------------------------------------------------- people

    def joins(self, person: str, role: Role, group: Group) -> None:
        """Give somebody a place on a role's rota, who said so; they may be asked at once."""
        seen = Line.of(self.tx, group, self.now).seen(role)
        self.tx.roles.put(role, [rotation.joined(person, seen.values(), self.now)])
        self.tx.turns.ahead(group)
        self.look(group, role.id)

    def leaves(self, person: str, role: Role, group: Group) -> None:
        """Take somebody off a role's rota, also out of what they hold or are asked about."""
        self.tx.roles.drop(role, person)
        for kept in self.tx.chairs.of(group):
            if kept.role == role.id:
                self._lets_go(kept, person)

    def left(self, person: str, group: Group | None = None) -> None:
        """Let somebody be out of a group, or of all, for good: others are asked about what they held (N13)."""
        groups = [group] if group else [each for each in map(self.tx.groups.by_id, self.tx.chairs.groups()) if each]
        for each in groups:
            for role in self.tx.roles.roles_of(person, each):
                self.tx.roles.drop(role, person)
            for kept in self.tx.chairs.of(each):
                self._lets_go(kept, person)
        if not self.tx.roles.roles_of(person):
            self.tx.jobs.cancel(BACK, person)

    def absent(self, group: Group) -> None:
        """Take off the rota whoever left while Kith could not see it."""
        members = self.tx.members.of(group)
        chairs = self.tx.chairs.of(group)
        known = {kept.chair.holder for kept in chairs} | {one.person for kept in chairs for one in kept.chair.asked}
        for person in sorted((self.tx.roles.people(group) | {each for each in known if each}) - members):
            self.left(person, group)

    def owe(self, group: Group) -> None:
        """Owe again what is owed for a group: all of that ended when Kith left it."""
        self.tx.turns.ahead(group)
        self.look(group)

    def look_again(self) -> None:
        """Owe looking at every group's turns at once: after a clock that was wrong they may be owed years away."""
        for group in map(self.tx.groups.by_id, self.tx.roles.groups()):
            if group is not None:
                self.tx.turns.set_back(group)
                self.tx.jobs.at(EPOCH, ROTA_AGAIN, str(group.id), group.id)

    def clear(self, before: datetime) -> None:
        """Take off the rota whoever did not follow a group that moved to another room before."""
        rows = self.tx.db.execute("SELECT id FROM grp WHERE left_at IS NULL AND joined_at < ?", (stamp(before),))
        for group in map(self.tx.groups.by_id, [row["id"] for row in rows.fetchall()]):
            if group is not None:
                self.absent(group)

    def _lets_go(self, kept: Kept, person: str) -> None:
        chair = kept.chair
        if not chair.closed:
            swap = (chair.swap.by, chair.swap.to) if chair.swap else ()
            if person in {chair.holder, *swap} or chair.of(person) is not None:
                self.hears(chair.name, Left(person))
        elif chair.holder == person:
            self.tx.turns.left_over(kept)

    def goes_away(self, person: str, group: Group, away: Away) -> bool:
        """Note that somebody is away, and is not asked; return whether they hold something then, to be covered."""
        for role in self.tx.roles.roles_of(person, group):
            place = self.tx.roles.place(role.id, person)
            self.tx.roles.put(role, [replace(place, away=(*place.away, away))])
        holds = False
        for kept in self.tx.chairs.of(group):
            meeting = self.tx.meetings.known(kept.meeting)
            for day in kept.dates:
                at = None if meeting is None else meeting.takes_place(day)
                if at is not None and away.start <= at < away.end and at > self.now:
                    holds |= self._is_away(kept.chair.name, day, person)
        self.tx.jobs.at(away.end, BACK, person)
        return holds

    def _is_away(self, name: str, day: date, person: str) -> bool:
        """Let somebody be away on one evening of a turn; return whether they hold it, and others are asked."""
        kept = self.tx.chairs.named(name)
        if kept is None or (kept.chair.holder != person and kept.chair.of(person) is None):
            return False
        kept = self.tx.turns.evening(kept, day, person)
        if not kept.chair.closed:
            self.hears(kept.chair.name, WentAway(person), person)  # what they are told is in the answer to them
        return kept.chair.holder == person and not kept.chair.off

    def is_back(self, person: str, group: Group) -> None:
        """Let somebody return whose time away is over."""
        for role in self.tx.roles.roles_of(person, group):
            seen = Line.of(self.tx, group, self.now).seen(role)
            place = rotation.returned(seen[person], seen.values(), self.now)
            self.tx.roles.put(role, [replace(place, away=tuple(one for one in place.away if one.end > self.now))])
        self.look(group)

    def stays(self, person: str, group: Group) -> None:
        """Take back that somebody is away from now on."""
        for role in self.tx.roles.roles_of(person, group):
            place = self.tx.roles.place(role.id, person)
            away = tuple(replace(one, end=min(one.end, self.now)) for one in place.away if one.start < self.now)
            self.tx.roles.put(role, [replace(place, away=away)])
        self.is_back(person, group)
