"""A transaction as commands and jobs see it: one object, a family of tables an attribute."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from functools import cached_property

from bot.chat import House
from bot.storage.groups import Groups, GroupSettings, Members
from bot.storage.inbox import Inbox, Undecrypted
from bot.storage.jobs import Jobs
from bot.storage.letters import Letters, Renderer
from bot.storage.meta import Meta
from bot.storage.outbox import Outbox
from bot.storage.people import Chats, People, Questions
from bot.storage.rounds import Rounds


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
        self.settings = GroupSettings(db, house.defaults or {})
        self.chats = Chats(db)
        self.people = People(db)
        self.questions = Questions(db)
        self.rounds = Rounds(db)
        self.jobs = Jobs(db)
        self.outbox = Outbox(db)

    @cached_property
    def letters(self) -> Letters:
        """The letters of this transaction; `app` says what causes them and whose words they are."""
        return Letters(self.db, self.meta.salt, self._render, self.now)
