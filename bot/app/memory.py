"""What Kith answers from memory, whatever the database does: `resources` (N18).

It knows what stood at the last transaction that changed it. A letter from memory is the
one that the transaction will write, under its key, so that it arrives once (N23).
"""

from __future__ import annotations

import sqlite3

from bot.app import talk
from bot.app.meaning import Meant, meaning
from bot.app.rooms import ignored
from bot.chat import Ask, House, Letter, Place, Say
from bot.commands import resources
from bot.domain.settings import LANGUAGE
from bot.storage import standing
from bot.storage.letters import Renderer, reply_from_memory
from bot.storage.resources import Lists, some
from bot.storage.standing import Standing


class Memory:
    """Which rooms are groups or private chats, who is in them, and their places."""

    def __init__(self, house: House, render: Renderer) -> None:
        """Know nothing yet."""
        self._house = house
        self._render = render
        self._known = Standing()

    def begin(self, connection: sqlite3.Connection) -> None:
        """Learn all there is, and have it noted from now on when something changes."""
        standing.watch(connection)
        self.learn(connection)

    def learn(self, connection: sqlite3.Connection) -> None:
        """Learn at the end of a transaction what it changed; where nothing did, this is one small question."""
        if standing.changed(connection):
            self._known = standing.read(connection, self._house.defaults or {})

    def answer(self, ask: Ask) -> Letter | None:
        """Return the answer to a message that asks for places, as the transaction will give it; else ``None``."""
        if ask.edits is not None or ignored(self._house, ask.sender):
            return None
        private = self._known.chats.get(ask.room) == ask.sender
        if private:
            said: str | None = talk.alone(self._house, ask)
        elif ask.room in self._known.groups and not ask.before_join:
            said = talk.addressed(self._house, ask)
        else:
            return None
        meant = None if said is None else meaning(said, private=private)
        if not isinstance(meant, Meant) or meant.command.NAME != resources.NAME:
            return None
        language = self._known.languages.get(ask.room, LANGUAGE.default)
        return reply_from_memory(self._known.salt, self._render, ask, self.shown(ask), language, private=private)

    def shown(self, ask: Ask) -> Say:
        """Return what is shown where this message stands: the group's places, or all those of its sender."""
        group = self._known.groups.get(ask.room)
        return resources.shown(self._of(ask.sender) if group is None else self._lists(group), self._house)

    def some(self, ask: Ask) -> tuple[Place, ...]:
        """Return the first places of whoever wrote this, for their private chat."""
        return some(self._of(ask.sender), self._house)

    def _of(self, person: str) -> Lists:
        return self._lists(*self._known.shared.get(person, ()))

    def _lists(self, *groups: int) -> Lists:
        return [(self._known.names[group], self._known.places.get(group, ())) for group in groups]
