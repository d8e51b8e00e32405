"""What people in the end-to-end tests see: messages, reactions and invitations as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Source = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """One message as its reader's client has it, own ones included.

    ``encrypted`` is true when it came encrypted, ``sealed`` while its reader has
    no key for it; then there is nothing to read. ``mentions`` is ``None`` where
    the message does not say whom it mentions. ``thread`` is the root of its thread,
    ``edits`` the message it replaces. ``content`` is all of it, as it was sent.
    """

    event: str
    room: str
    sender: str
    body: str
    html: str | None
    msgtype: str
    mentions: frozenset[str] | None
    thread: str | None
    edits: str | None
    relates: Source
    content: Source
    encrypted: bool
    sealed: bool


@dataclass(frozen=True, slots=True)
class Reaction:
    """A mark ``key`` of ``sender``'s under the message ``on``."""

    event: str
    room: str
    sender: str
    on: str
    key: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """An invitation to ``room`` by ``sender``; ``direct`` when it says that the room is a private chat."""

    room: str
    sender: str
    direct: bool


def as_message(room: str, source: Source, *, encrypted: bool) -> Message | None:
    """Return the message that an event's JSON holds, ``None`` for any other event.

    Whatever it lacks or has of a wrong type reads as empty.
    """
    sealed = source.get("type") == "m.room.encrypted"
    if source.get("type") != "m.room.message" and not sealed:
        return None
    content = _mapping(source.get("content"))
    relates = _mapping(content.get("m.relates_to"))
    relation, target = relates.get("rel_type"), _text(relates.get("event_id"))
    mentions = content.get("m.mentions")
    return Message(
        event=_text(source.get("event_id")),
        room=room,
        sender=_text(source.get("sender")),
        body=_text(content.get("body")),
        html=_text(content.get("formatted_body")) or None,
        msgtype=_text(content.get("msgtype")),
        mentions=_people(mentions) if isinstance(mentions, dict) else None,
        thread=target if relation == "m.thread" else None,
        edits=target if relation == "m.replace" else None,
        relates=relates,
        content=content,
        encrypted=encrypted or sealed,
        sealed=sealed,
    )


def as_reaction(room: str, source: Source) -> Reaction | None:
    """Return the mark that an event's JSON holds, ``None`` for any other event."""
    relates = _mapping(_mapping(source.get("content")).get("m.relates_to"))
    if source.get("type") != "m.reaction" or not relates:
        return None
    return Reaction(
        event=_text(source.get("event_id")),
        room=room,
        sender=_text(source.get("sender")),
        on=_text(relates.get("event_id")),
        key=_text(relates.get("key")),
    )


def redacts(source: Source) -> str | None:
    """Return the event that this one takes back, ``None`` when it is no redaction.

    Room version 11 moved the field into the content.
    """
    if source.get("type") != "m.room.redaction":
        return None
    return _text(_mapping(source.get("content")).get("redacts") or source.get("redacts")) or None


def _mapping(value: object) -> Source:
    return value if isinstance(value, dict) else {}


def _people(mentions: Source) -> frozenset[str]:
    users = mentions.get("user_ids")
    return frozenset(map(_text, users)) if isinstance(users, list) else frozenset()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
