"""What a person sees at their client, which is more than what Kith hears: notices, marks and own words too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.matrix.loose import Json, table, text, within
from bot.matrix.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.chat import Heard
    from bot.matrix.keys import Keys


@dataclass(frozen=True, slots=True)
class Message:
    """A message as its reader's client has it; ``rings`` is false for an ``m.notice``."""

    event: str
    room: str
    sender: str
    text: str
    rings: bool
    encrypted: bool


@dataclass(frozen=True, slots=True)
class Reaction:
    """A mark ``key`` of ``sender``'s under the message ``on``."""

    event: str
    room: str
    sender: str
    on: str
    key: str


Seen = Message | Reaction


class Sight(Reader):
    """Reads as a person does: notices, marks and own words too; what has no key yet waits for it."""

    def __init__(self, me: str, keys: Keys, clock: Callable[[], datetime]) -> None:
        """See nothing yet."""
        super().__init__(me, keys, clock)
        self._machine = keys
        self._sealed: list[tuple[str, Json]] = []
        self._news: list[Seen] = []

    def news(self) -> list[Seen]:
        """Return what was seen since the last time, in the order in which it could be read."""
        news, self._news = self._news, []
        return news

    def look_again(self) -> None:
        """Look at what could not be read before."""
        sealed, self._sealed = self._sealed, []
        for room, event in sealed:
            list(self.heard(room, [(event, False)], self.clock()))

    def _meaning(self, room: str, event: Json, now: datetime, *, before_join: bool) -> Heard | None:  # noqa: ARG002 - Reader's
        encrypted = event.get("type") == "m.room.encrypted"
        opened = self._machine.open(room, event) if encrypted and event.get("content") else event
        if opened is None:
            self._sealed.append((room, event))
        elif seen := _seen(room, opened, encrypted=encrypted):
            self._news.append(seen)
        return None


def _seen(room: str, event: Json, *, encrypted: bool) -> Seen | None:
    """Return the message or the mark that an event is, ``None`` where it is neither."""
    which, sender, content = text(event.get("event_id")), text(event.get("sender")), table(event.get("content"))
    words, key = text(content.get("body")), text(within(content, "m.relates_to", "key"))
    on = text(within(content, "m.relates_to", "event_id"))
    if not which or not sender:
        return None
    if event.get("type") == "m.room.message" and words is not None:
        return Message(which, room, sender, words, content.get("msgtype") != "m.notice", encrypted)
    if event.get("type") == "m.reaction" and on and key:
        return Reaction(which, room, sender, on, key)
    return None
