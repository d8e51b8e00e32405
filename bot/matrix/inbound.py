"""An event, decrypted where it has to be, and what it means."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from bot.chat import Ask, Echo, Erased, Mark
from bot.matrix.loose import Json, moment, table, text, texts, within

if TYPE_CHECKING:
    from datetime import datetime

    from bot.chat import Heard

LONGEST = 20_000  # characters of a body; whatever is longer was not typed

_MEDIA = frozenset({"m.image", "m.audio", "m.video", "m.file", "m.location"})
_PILL = re.compile(r"""href\s*=\s*["']https://matrix\.to/#/([^"'?/]+)""", re.IGNORECASE)


def heard(event: Json, *, me: str, room: str, now: datetime, before_join: bool = False) -> Heard | None:
    """Return what an event of ``room`` means to ``me``; ``None`` is nothing, malformed or not for Kith.

    ``event`` is plain or decrypted. State events mean nothing here.
    """
    event_id, sender = text(event.get("event_id")), text(event.get("sender"))
    if not event_id or not sender or "state_key" in event:
        return None
    if sender == me:
        return echo(event, room=room)
    said = moment(event.get("origin_server_ts"), now=now)
    bare = Ask(event_id, room, sender, "", now, said, before_join=before_join)
    content = table(event.get("content"))
    meant: Heard | None = None
    match event.get("type"):
        case "m.room.message":
            meant = _message(content, bare, me)
        case "m.sticker" if content:  # an empty content is what a removal leaves
            meant = bare
        case "m.reaction":
            meant = _mark(content, bare)
        case "m.room.redaction":
            meant = _erased(event, bare)
    return meant


def echo(event: Json, *, room: str) -> Echo | None:
    """Return which letter an own event was; ``None`` where another of Kith's sessions sent it."""
    event_id, key = text(event.get("event_id")), text(within(event, "unsigned", "transaction_id"))
    return Echo(event_id, room, key) if event_id and key else None


def _message(content: Json, bare: Ask, me: str) -> Ask | None:
    relation = table(content.get("m.relates_to"))
    kind, target = relation.get("rel_type"), text(relation.get("event_id"))
    if kind == "m.replace":
        content = table(content.get("m.new_content"))
    reply = text(within(relation, "m.in_reply_to", "event_id"))
    body = _body(content, quotes=reply is not None)
    if body is None:
        return None
    pills = _pills(content)
    return replace(
        bare,
        text=body,
        thread=target if kind == "m.thread" else None,
        reply_to=None if relation.get("is_falling_back") is True else reply,
        edits=target if kind == "m.replace" else None,
        mentions_kith=_mentions(content, pills, me),
        pills=tuple(person for person in pills if person != me),
    )


def _mark(content: Json, bare: Ask) -> Mark | None:
    relation = table(content.get("m.relates_to"))
    on, key = text(relation.get("event_id")), text(relation.get("key"))
    if not on or not key or relation.get("rel_type") != "m.annotation":
        return None
    return Mark(bare.event, bare.room, bare.sender, on, key, bare.now, bare.said)


def _erased(event: Json, bare: Ask) -> Erased | None:
    # Room version 11 moved it into the content; servers keep the old place for old clients.
    target = text(event.get("redacts")) or text(within(event, "content", "redacts"))
    return Erased(bare.event, bare.room, bare.sender, target, bare.now) if target else None


def _body(content: Json, *, quotes: bool) -> str | None:
    """Return what was typed: nothing typed is empty, nothing to hear is ``None``."""
    body = text(content.get("body"))
    if body is None or len(body) > LONGEST:
        return None
    kind = content.get("msgtype")
    if isinstance(kind, str) and kind in _MEDIA:
        return ""
    if kind != "m.text":
        return None
    return _without_quote(body) if quotes else body


def _without_quote(body: str) -> str:
    """Leave out the message that is answered, which clients put before the answer until v1.13 of Matrix."""
    if not body.startswith(("> <@", "> * <@")):
        return body
    lines = body.split("\n")
    while lines and lines[0].startswith(">"):
        del lines[0]
    if lines and not lines[0]:
        del lines[0]
    return "\n".join(lines)


def _mentions(content: Json, pills: list[str], me: str) -> bool:
    return me in texts(within(content, "m.mentions", "user_ids")) or me in pills


def _pills(content: Json) -> list[str]:
    """Return whom the HTML of a message links to, each once; whom it answers is not among them."""
    formatted = text(content.get("formatted_body")) or ""
    if formatted.startswith("<mx-reply>"):  # the message that is answered, and it names its writer
        formatted = formatted.partition("</mx-reply>")[2]
    people = (unquote(pill) for pill in _PILL.findall(formatted))
    return list(dict.fromkeys(person for person in people if person.startswith("@")))
