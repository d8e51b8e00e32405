"""People: their private chats, their choice of group, and what they set for themselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.chat import Group
from bot.domain import hours, settings
from bot.domain.hours import Quiet
from bot.domain.settings import Setting
from bot.storage.forgotten import Forgotten
from bot.storage.groups import Groups
from bot.storage.jobs import Jobs
from bot.storage.moments import stamp
from bot.storage.settings import GroupSettings

CHOICE_HOLDS = timedelta(hours=1)
"""How long a choice of group holds."""


@dataclass(frozen=True, slots=True)
class PrivateChat:
    """A private chat: its number, its person, its room (``None`` while it opens) and its state.

    ``person`` is empty where its person asked to be forgotten; ``seal`` knows them again.
    """

    id: int
    person: str
    room: str | None
    state: str
    key: str | None
    seal: str | None = None


def _chat(row: sqlite3.Row | None) -> PrivateChat | None:
    if row is None:
        return None
    return PrivateChat(row["id"], row["person"], row["room"], row["state"], row["key"], row["seal"])


@dataclass(frozen=True, slots=True)
class Chats:
    """Private chats.

    ``invited``: Kith accepted and is about to join. ``opening``: Kith is creating
    the room. ``open``: exactly the two. ``silent``: a third came; Kith says
    nothing there ever again. ``closed``: one of the two left.
    """

    db: sqlite3.Connection

    def in_room(self, room: str, people: Iterable[str] = ()) -> PrivateChat | None:
        """Return the chat of this room, whatever its state.

        If its person asked to be forgotten, they are known where they are among these people.
        """
        chat = _chat(self.db.execute("SELECT * FROM chat WHERE room = ?", (room,)).fetchone())
        if chat is None or chat.seal is None:
            return chat
        return replace(chat, person=Forgotten(self.db).whose(chat.seal, people) or "")

    def of(self, person: str) -> PrivateChat | None:
        """Return the chat to write to this person in: the newest open one, else the one that is opening.

        It is found by their seal where they asked to be forgotten.
        """
        chat = _chat(
            self.db.execute(
                "SELECT * FROM chat WHERE (person = ? OR seal = ?) AND state IN ('open', 'opening')"
                " ORDER BY state = 'open' DESC, at DESC, id DESC",
                (person, Forgotten(self.db).seal(person)),
            ).fetchone()
        )
        return None if chat is None else replace(chat, person=person)

    def invited(self, room: str, person: str, now: datetime) -> None:
        """Note that Kith is about to join a private chat."""
        self.db.execute(
            "INSERT OR IGNORE INTO chat (person, room, state, at) VALUES (?, ?, 'invited', ?)",
            (person, room, stamp(now)),
        )

    def is_open(self, room: str, person: str, now: datetime) -> None:
        """Note that this room is a private chat of Kith and this person."""
        self.db.execute(
            "INSERT INTO chat (person, room, state, at) VALUES (?, ?, 'open', ?)"
            " ON CONFLICT (room) DO UPDATE SET person = excluded.person, state = 'open', at = excluded.at,"
            " seal = NULL",
            (person, room, stamp(now)),
        )

    def opening(self, person: str, key: str, now: datetime) -> None:
        """Note before it is tried that a chat with this person is being opened under this key."""
        self.db.execute(
            "INSERT INTO chat (person, state, key, at) VALUES (?, 'opening', ?, ?)", (person, key, stamp(now))
        )

    def opened(self, key: str, room: str, now: datetime) -> bool:
        """Give the chat that was opening its room, which may have been seen in a sync before.

        Return false where that room fell silent or was closed meanwhile: then this opening is over.
        """
        seen = self.in_room(room)
        if seen is not None and seen.state in {"silent", "closed"}:
            self.not_opened(key)
            return False
        self.db.execute("DELETE FROM chat WHERE room = ? AND (key IS NULL OR key <> ?)", (room, key))
        self.db.execute("UPDATE chat SET room = ?, state = 'open', at = ? WHERE key = ?", (room, stamp(now), key))
        return True

    def not_opened(self, key: str) -> None:
        """Forget an opening that the server refused."""
        self.db.execute("DELETE FROM chat WHERE key = ? AND state = 'opening'", (key,))

    def how_many(self, person: str) -> int:
        """Return how many chats with this person there were, so that each opening has its own key."""
        row = self.db.execute(
            "SELECT count(*) AS n FROM chat WHERE person = ? OR seal = ?", (person, Forgotten(self.db).seal(person))
        ).fetchone()
        return int(row["n"])

    def ended(self, room: str, state: str) -> None:
        """Make the chat ``silent`` or ``closed``."""
        self.db.execute("UPDATE chat SET state = ? WHERE room = ?", (state, room))

    def was_none(self, room: str) -> None:
        """Forget an accepted invitation to what turned out to be a group."""
        self.db.execute("DELETE FROM chat WHERE room = ? AND state = 'invited'", (room,))

    def rooms_of(self, person: str) -> tuple[str, ...]:
        """Return the rooms of the chats with this person that Kith is in."""
        rows = self.db.execute(
            "SELECT room FROM chat WHERE person = ? AND state IN ('open', 'silent') AND room IS NOT NULL", (person,)
        )
        return tuple(row["room"] for row in rows)

    def rooms(self) -> frozenset[str]:
        """Return the rooms of the open and silent chats, which Kith has joined."""
        rows = self.db.execute("SELECT room FROM chat WHERE state IN ('open', 'silent') AND room IS NOT NULL")
        return frozenset(row["room"] for row in rows)


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody set for themselves, as it is kept; ``None`` where they set nothing."""

    zone: str | None = None
    quiet: str | None = None
    discreet: bool | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class People:
    """What belongs to a person alone, whatever their groups."""

    db: sqlite3.Connection
    groups: Groups
    settings: GroupSettings

    def chose(self, person: str, group: Group, until: datetime) -> None:
        """Keep which group this person means, for a while."""
        self.db.execute(
            "INSERT INTO person (person, grp, grp_until) VALUES (?, ?, ?)"
            " ON CONFLICT (person) DO UPDATE SET grp = excluded.grp, grp_until = excluded.grp_until",
            (person, group.id, stamp(until)),
        )

    def chosen(self, person: str, now: datetime) -> int | None:
        """Return the number of the group that they chose, while the choice holds."""
        row = self.db.execute(
            "SELECT grp FROM person WHERE person = ? AND grp_until > ?", (person, stamp(now))
        ).fetchone()
        return None if row is None else row["grp"]

    def last_chosen(self, person: str) -> int | None:
        """Return the number of the group that they chose last, as long as that is known."""
        row = self.db.execute("SELECT grp FROM person WHERE person = ?", (person,)).fetchone()
        return None if row is None else row["grp"]

    def own(self, person: str) -> Own:
        """Return what they set themselves."""
        row = self.db.execute("SELECT * FROM person WHERE person = ?", (person,)).fetchone()
        if row is None:
            return Own()
        discreet = None if row["discreet"] is None else bool(row["discreet"])
        return Own(row["zone"], row["quiet"], discreet, row["language"])

    def sets(self, person: str, own: Own) -> None:
        """Keep what they set; what is ``None`` in it stays as it was."""
        self.db.execute(
            "INSERT INTO person (person, zone, quiet, discreet, language) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (person) DO UPDATE SET zone = coalesce(excluded.zone, zone),"
            " quiet = coalesce(excluded.quiet, quiet), discreet = coalesce(excluded.discreet, discreet),"
            " language = coalesce(excluded.language, language)",
            (person, own.zone, own.quiet, own.discreet, own.language),
        )
        if own.zone is not None or own.quiet is not None:
            Jobs(self.db).look_at_held()
            Jobs(self.db).look_at_meetings(person=person)

    def zone(self, person: str, group: Group | None = None) -> str:
        """Return their zone; where they set none that of this group, else of the one that they were in first."""
        return self.own(person).zone or self.zone_of_group(person, group)

    def zone_of_group(self, person: str, group: Group | None = None) -> str:
        """Return the zone of this group, else of the one that they were in first."""
        return self._of_group(person, group, settings.TIMEZONE)

    def quiet(self, person: str) -> Quiet | None:
        """Return their quiet hours, to be read in their :meth:`zone`: 22:00-08:00 where they set nothing."""
        kept = self.own(person).quiet
        return hours.NIGHT if kept is None else hours.parse(kept)

    def discreet(self, person: str) -> bool:
        """Return whether what rings at theirs tells nothing by itself (N6)."""
        return self.own(person).discreet or False

    def language(self, person: str) -> str:
        """Return their language; where they set none that of the group that they were in first."""
        return self.own(person).language or self._of_group(person, None, settings.LANGUAGE)

    def _of_group(self, person: str, group: Group | None, setting: Setting[str]) -> str:
        group = group or min(self.groups.of(person), key=lambda group: group.id, default=None)
        return setting.of(self.settings.defaults) if group is None else self.settings.get(group, setting)

    def clear(self, before: datetime) -> int:
        """Forget choices that ran out, and whoever has set nothing besides; return how many choices."""
        ran_out = self.db.execute(
            "UPDATE person SET grp = NULL, grp_until = NULL WHERE grp_until <= ?", (stamp(before),)
        ).rowcount
        self.db.execute(
            "DELETE FROM person WHERE grp_until IS NULL AND coalesce(zone, quiet, discreet, language) IS NULL"
        )
        return ran_out
