"""A transaction as commands and jobs see it: one object, a family of tables an attribute."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from bot.chat import Asking, Group, House, Priority, RoomNow
from bot.storage.cards import Cards
from bot.storage.chairs import Chairs
from bot.storage.forgotten import Forgotten
from bot.storage.groups import Groups
from bot.storage.holding import Holding
from bot.storage.inbox import Inbox, Undecrypted
from bot.storage.jobs import Jobs
from bot.storage.letters import Letters, Renderer
from bot.storage.listeners import Listeners
from bot.storage.meetings import Meetings
from bot.storage.members import Facilitators, Members
from bot.storage.meta import Meta
from bot.storage.not_with import NotWith
from bot.storage.nudges import Nudges
from bot.storage.openings import Openings
from bot.storage.outbox import Outbox
from bot.storage.people import Chats, People
from bot.storage.practices import GroupPractices
from bot.storage.questions import DIALOGUE, Questions
from bot.storage.reminded import Reminded
from bot.storage.reminders import Reminders
from bot.storage.repeats import Repeats
from bot.storage.requests import Requests
from bot.storage.resources import Resources
from bot.storage.roles import Roles
from bot.storage.rota import Rota
from bot.storage.rounds import Rounds
from bot.storage.seats import Seats
from bot.storage.settings import GroupSettings
from bot.storage.support import Support
from bot.storage.texts import Texts
from bot.storage.turns import Turns

KEYCAPS = ("1️⃣", "2️⃣", "3️⃣")
"""The marks that Kith puts under a question, so that a tap answers it."""


class Tx:
    """What a command or a job may read and write, whole or not at all."""

    def __init__(self, db: sqlite3.Connection, house: House, render: Renderer, now: datetime) -> None:
        """Look at the database through this transaction."""
        self.db = db
        self.house = house
        self.now = now
        self._render = render
        self.meta = Meta(db)
        self.inbox = Inbox(db)
        self.undecrypted = Undecrypted(db)
        self.groups = Groups(db)
        self.members = Members(db)
        self.facilitators = Facilitators(db)
        self.settings = GroupSettings(db, house.defaults or {})
        self.texts = Texts(db)
        self.meetings = Meetings(db, self.settings, now)
        self.reminders = Reminders(db, self.settings, now)
        self.reminded = Reminded(db, now)
        self.openings = Openings(db)
        self.practices = GroupPractices(db)
        self.repeats = Repeats(db, self.settings, now)
        self.forgotten = Forgotten(db)
        self.chats = Chats(db)
        self.people = People(db, self.groups, self.settings)
        self.nudges = Nudges(db, self.people, now)
        self.holding = Holding(db, self.people, now)
        self.questions = Questions(db)
        self.rounds = Rounds(db)
        self.resources = Resources(db)
        self.requests = Requests(db)
        self.support = Support(self)
        self.roles = Roles(db, self.settings, now)
        self.chairs = Chairs(db)
        self.rota = Rota(self)
        self.turns = Turns(self)
        self.seats = Seats(self)
        self.jobs = Jobs(db)
        self.outbox = Outbox(db)
        self.changed: set[str] = set()
        """Who said something in this transaction that decides whether they are asked, or with whom brought together."""
        self.listeners = Listeners(db, self.people, now, self.changed)
        self.cards = Cards(db)
        self.not_with = NotWith(db, self.changed)
        self.moved = False
        """Whether a support request went on, so that letters and jobs may have been added."""
        self.rooms: Mapping[str, RoomNow] = {}
        """The groups' rooms as they were last seen; who is in them is kept nowhere else for whoever is forgotten."""

    def question(  # noqa: PLR0913 - whom, what, and how it came about
        self,
        person: str,
        asking: Asking,
        *,
        room: str | None = None,
        asked_in: str | None = None,
        group: Group | None = None,
        priority: Priority = Priority.REPLY,
        at_once: bool = False,
        until: datetime | None = None,
    ) -> str:
        """Ask a person, in their private chat or in this one of its rooms; return the key of the letter that asks.

        The rest is as in :meth:`Letters.to_person`.
        """
        template = asking.say.template or self.letters.template
        say = replace(asking.say, template=template, rings=True, under=KEYCAPS[: len(asking.choices)])
        if room is None:
            letter = self.letters.to_person(
                person, say, priority=priority, asked_in=asked_in, group=group, at_once=at_once, until=until
            )
        else:
            letter = self.letters.reply(room, say, person=person)
        shown = self.letters.words(say, person)
        # What can be typed is what was shown, in their language; an operator's own words may show no choices.
        choices = shown.choices if len(shown.choices) == len(asking.choices) else asking.choices
        title = shown.plain.partition("\n")[0]
        until = self.now + asking.holds
        if (older := self.questions.in_slot(person, asking.slot or DIALOGUE, self.now)) is not None:
            self.outbox.dropped(older.letter, self.now)  # if it waits still, it can't be meant any more
        self.questions.ask(
            *(person, asking.kind, choices, asking.about),
            letter=letter,
            title=title,
            until=until,
            slot=asking.slot or DIALOGUE,
            free=asking.free,
            stays=asking.stays,
        )
        return letter

    def touched(self, person: str) -> None:
        """Note that it may have changed whether this person can be asked, or with whom brought together."""
        self.changed.add(person)

    @cached_property
    def letters(self) -> Letters:
        """The letters of this transaction; `app` says what causes them and whose words they are."""
        return Letters(self.db, self.meta.salt, self._render, self.now, self.people)
