"""Letters: everything that Kith owes the outside, written down before it is sent.

A letter's key is an HMAC over the database's salt, its destination, its cause
(an event's ID, or a job's kind, subject and due time), its template and its place
among those with the same three. Handling the same cause again gives the same
keys, and the key is the Matrix transaction ID: what was said is not said twice.

A letter to a person is in their language, one to a room in its group's. To whoever
is discreet (N6) what rings is a line that tells nothing, and what it is
about follows without ringing; the answer to what they have just written in that
very chat rings as it is, since they are looking at it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import sqlite3
from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.chat import Ask, Content, File, Group, Join, Leave, Letter, Priority, Redact, Say, Under, Words
from bot.domain.settings import LANGUAGE
from bot.storage.holding import Holding
from bot.storage.moments import stamp
from bot.storage.people import People


class Renderer(Protocol):
    """Makes an outcome into words of a language; ``private`` is whether they go to a private chat."""

    def __call__(self, say: Say, private: bool, language: str) -> Words:  # noqa: FBT001 - two kinds of place, no more
        """Return the words."""
        ...


LETTER = "letter:"
"""Stands before the key of one of Kith's own messages where its event is not known yet."""
_KEY_LENGTH = 40


@dataclass(slots=True)
class Letters:
    """Writes letters for one cause within one transaction.

    ``template`` is whose words a :class:`Say` without its own template means. ``typed`` is the message that is
    being answered and its room.
    """

    db: sqlite3.Connection
    salt: bytes
    render: Renderer
    now: datetime
    people: People
    cause: str = ""
    template: str = ""
    typed: tuple[str, str] = ("", "")
    _ordinals: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def to_group(
        self, group: Group, say: Say, *, priority: Priority = Priority.REPLY, until: datetime | None = None
    ) -> str:
        """Write to the group's room and return the letter's key; it is dropped where it can't go ``until`` then."""
        key = self._words(say, priority, room=group.room)
        if until is not None:
            self.db.execute("UPDATE letters SET stale_at = ? WHERE key = ?", (stamp(until), key))
        return key

    def to_person(  # noqa: PLR0913 - to whom, and how it came about
        self,
        person: str,
        say: Say,
        *,
        priority: Priority = Priority.REPLY,
        asked_in: str | None = None,
        group: Group | None = None,
        at_once: bool = False,
        until: datetime | None = None,
    ) -> str:
        """Write to the person's private chat, which is opened where there is none; return the letter's key.

        ``asked_in`` is the room that is told, in one fixed line, when no chat can be opened. Without it nobody asked
        for this, it is dropped when they leave the ``group`` that it is about (N13), and it waits until
        their quiet hours end (N10), unless it answers ``at_once`` what happens in their own chat. It is looked at
        again as it is sent (:class:`Holding`). Where it can't go ``until`` then, it is dropped.
        """
        (before,) = self.db.execute("SELECT coalesce(max(seq), 0) FROM letters").fetchone()
        key = self._words(say, priority, person=person, asked_in=asked_in)
        if asked_in is None:  # with what stands before it where they are discreet
            holding = Holding(self.db, self.people, self.now)
            holding.unasked((key, before), person, group, at_once=at_once, until=until)
        return key

    def file(
        self, file: File, person: str | None = None, *, room: str | None = None, asked_in: str | None = None
    ) -> str:
        """Send a file to the person's private chat, which is ``room`` where it was asked for there.

        Without a person it goes to that room, for all in it.
        """
        return self._put("file", file, Priority.REPLY, room=room, person=person, asked_in=asked_in)

    def redact(self, room: str, spare: str | None = None) -> None:
        """Owe taking back what Kith wrote in a room, but for the letter ``spare`` and what follows it.

        It takes long and waits for its turn by itself, so that no answer in that room stands behind it.
        """
        content = Redact(f"{LETTER}{spare}" if spare else None)
        self._put(f"redact {stamp(self.now)}", content, Priority.MARK, room=room, dest=f"{room} redact")

    def reply(
        self, room: str, say: Say, *, person: str | None = None, thread: str | None = None, to: str | None = None
    ) -> str:
        """Answer where the question stood; ``person`` is given in a private chat. Return the letter's key."""
        return self._words(say, Priority.REPLY, room=room, person=person, thread=thread, reply_to=to)

    def _words(  # noqa: PLR0913 - where, to whom and under what: one letter
        self,
        say: Say,
        priority: Priority,
        *,
        room: str | None = None,
        person: str | None = None,
        asked_in: str | None = None,
        thread: str | None = None,
        reply_to: str | None = None,
    ) -> str:
        cover = ""
        if say.rings and person is not None and self.typed != (self.cause, room) and self.people.discreet(person):
            covered = Say("discreet", template="fixed", rings=True)
            cover = self._text(covered, priority, room=room, person=person, asked_in=asked_in)
            say = replace(say, rings=False)
        key = self._text(say, priority, room=room, person=person, asked_in=asked_in, thread=thread, reply_to=reply_to)
        self.db.execute("UPDATE letters SET covers = ? WHERE key = ?", (key, cover))
        for mark in say.under:
            self._mark_letter(key, mark, room=room, person=person)
        return key

    def _text(  # noqa: PLR0913 - as above
        self,
        say: Say,
        priority: Priority,
        *,
        room: str | None,
        person: str | None,
        asked_in: str | None,
        thread: str | None = None,
        reply_to: str | None = None,
    ) -> str:
        say = replace(say, template=say.template or self.template)
        language = self._language(room, person)
        words = spoken(self.render, say, language, private=person is not None, thread=thread, reply_to=reply_to)
        return self._put(_what(say), words, priority, room=room, person=person, asked_in=asked_in)

    def _language(self, room: str | None, person: str | None) -> str:
        if person is not None:
            return self.people.language(person)
        group = None if room is None else self.people.groups.in_room(room)
        settings = self.people.settings
        return LANGUAGE.of(settings.defaults) if group is None else settings.get(group, LANGUAGE)

    def mark(self, room: str, event: str, mark: str, *, person: str | None = None) -> None:
        """Put a mark under somebody's message."""
        self._put(f"mark {mark}", Under(event, mark), Priority.MARK, room=room, person=person)

    def _mark_letter(self, letter: str, mark: str, *, room: str | None, person: str | None) -> None:
        # The message has no event ID yet: its key stands for it until it is sent.
        self._put(f"mark {mark}", Under(f"{LETTER}{letter}", mark), Priority.MARK, room=room, person=person)

    def join(self, room: str, via: str | None = None) -> None:
        """Owe joining a room."""
        self._put("join", Join(via), Priority.OPENING, room=room)

    def leave(self, room: str, reason: str | None = None, via: str | None = None) -> None:
        """Owe leaving a room, or declining the invitation to it from ``via``; what was left once can be left again."""
        self._put(f"leave {stamp(self.now)}", Leave(reason, via), Priority.OPENING, room=room)

    def words(self, say: Say, person: str) -> Words:
        """Return an outcome's words to a person, for where they are no letter."""
        return self.render(say, True, self.people.language(person))  # noqa: FBT003 - as in a private chat

    def words_in(self, group: Group, say: Say) -> str:
        """Return an outcome's plain words in a group's language, for where they are no letter."""
        say = replace(say, template=say.template or self.template)
        return self.render(say, False, self.people.settings.get(group, LANGUAGE)).plain  # noqa: FBT003 - as in its room

    def opening_key(self, person: str, number: int) -> str:
        """Return the key under which the chat number ``number`` with this person is opened."""
        return self._key(person, f"chat {number}", "open", 0)

    def _put(  # noqa: PLR0913 - as above
        self,
        what: str,
        content: Content,
        priority: Priority,
        *,
        room: str | None = None,
        person: str | None = None,
        asked_in: str | None = None,
        dest: str | None = None,
    ) -> str:
        assert self.cause, "a letter without a cause would have the key of another"
        dest = dest or room or person or ""
        among = (dest, self.cause, what)
        key = self._key(dest, self.cause, what, self._ordinals[among])
        self._ordinals[among] += 1
        self.db.execute(
            "INSERT OR IGNORE INTO letters (key, dest, cause, room, person, asked_in, priority, content, written_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, dest, self.cause, room, person, asked_in, int(priority), _packed(content), stamp(self.now)),
        )
        return key

    def _key(self, dest: str, cause: str, what: str, ordinal: int) -> str:
        return _key(self.salt, dest, cause, what, ordinal)


def reply_from_memory(  # noqa: PLR0913 - what a transaction would know
    salt: bytes, render: Renderer, ask: Ask, say: Say, language: str, *, private: bool
) -> Letter:
    """Return the very letter that :meth:`Letters.reply` writes when it answers this message with this first."""
    words = spoken(render, say, language, private=private, thread=ask.thread, reply_to=ask.thread and ask.event)
    return Letter(_key(salt, ask.room, ask.event, _what(say), 0), words, ask.room, ask.sender if private else None)


def spoken(  # noqa: PLR0913 - what is said, and where it will stand
    render: Renderer, say: Say, language: str, *, private: bool, thread: str | None, reply_to: str | None
) -> Words:
    """Return the words of an outcome, where they will stand."""
    words = render(say, private, language)
    return Words(words.plain, words.html, say.rings, words.mentions, thread, reply_to, loud=say.loud)


def _what(say: Say) -> str:
    return f"{say.template}.{say.outcome}"


def _key(salt: bytes, dest: str, cause: str, what: str, ordinal: int) -> str:
    told = "\0".join((dest, cause, what, str(ordinal)))
    return hmac.new(salt, told.encode(), hashlib.sha256).hexdigest()[:_KEY_LENGTH]


def _packed(content: Content) -> str:
    return json.dumps({"is": type(content).__name__, **asdict(content)}, ensure_ascii=False)
