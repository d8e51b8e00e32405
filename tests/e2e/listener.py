"""What somebody hears at their client, and how a test waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from nio.crypto.attachments import decrypt_attachment
from nio.events import InviteMemberEvent, MegolmEvent, RoomMemberEvent
from nio.exceptions import EncryptionError
from nio.responses import InviteInfo, MemoryDownloadResponse, SyncResponse

from tests.e2e.client import AT_ONCE, AWAY, Client, done
from tests.e2e.heard import Invitation, Message, Reaction, Source, as_message, as_reaction, redacts

Found = TypeVar("Found")

PATIENCE = 45.0  # seconds for what should come at once: longer than a long poll, should a homeserver not wake it


class Listener(Client):
    """A client that keeps all that it hears, and can be asked for what is still to come."""

    def __init__(self, url: str, user: str, folder: Path) -> None:
        """Start with nothing heard."""
        super().__init__(url, user, folder)
        self._messages: dict[str, dict[str, Message]] = {}
        self._sealed: dict[str, MegolmEvent] = {}
        self._reactions: dict[str, Reaction] = {}
        self._redacted: set[str] = set()
        self._met: set[tuple[str, str]] = set()
        self._invitations: dict[str, Invitation] = {}

    def heard(self, room: str) -> list[Message]:
        """Return every message of a room so far, oldest first."""
        return list(self._messages.get(room, {}).values())

    def reactions(self, on: str) -> list[Reaction]:
        """Return the marks under a message that nobody took back, oldest first."""
        return [mark for mark in self._reactions.values() if mark.on == on and mark.event not in self._redacted]

    def is_redacted(self, event: str) -> bool:
        """Return whether this event was taken back."""
        return event in self._redacted

    async def until(
        self,
        what: str | Callable[[Message], bool],
        *,
        room: str | None = None,
        sender: str | None = None,
        after: str | None = None,
        within: float = PATIENCE,
    ) -> Message:
        """Return the first message that fits, heard already or still to come.

        ``what`` is a part of the body or a test of the message; ``after`` is the
        event after which it has to stand in its room.

        Raises :class:`AssertionError` with all that was heard when none came ``within`` so many seconds.
        """

        def fits(message: Message) -> bool:
            return sender in {None, message.sender} and (
                what in message.body if isinstance(what, str) else what(message)
            )

        def found() -> Message | None:
            for messages in map(self.heard, [room] if room else list(self._messages)):
                events = [message.event for message in messages]
                if after is None or after in events:
                    first = 0 if after is None else events.index(after) + 1
                    if fitting := next(filter(fits, messages[first:]), None):
                        return fitting
            return None

        return await self.sees(found, f"{what!r} from {sender or 'anybody'}", within=within)

    async def until_heard(self, event: str, *, within: float = PATIENCE) -> Message:
        """Return this message, heard already or still to come."""
        return await self.until(lambda message: message.event == event, within=within)

    async def until_reaction(
        self, on: str, *, key: str | None = None, sender: str | None = None, within: float = PATIENCE
    ) -> Reaction:
        """Return the first mark that fits under the message ``on``, there already or still to come."""

        def found() -> Reaction | None:
            marks = (m for m in self.reactions(on) if sender in {None, m.sender} and key in {None, m.key})
            return next(marks, None)

        return await self.sees(found, f"a mark {key or ''} from {sender or 'anybody'}", within=within)

    def invitations(self, by: str | None = None) -> list[Invitation]:
        """Return the invitations (by somebody) that were not answered yet, oldest first."""
        return [i for i in self._invitations.values() if by in {None, i.sender}]

    async def until_invited(self, by: str | None = None, *, within: float = PATIENCE) -> Invitation:
        """Return the first invitation (by somebody) that was not answered yet."""
        who = by or "anybody"
        invitations = await self.sees(lambda: self.invitations(by), f"an invitation by {who}", within=within)
        return invitations[0]

    async def scroll_back(self, room: str) -> None:
        """Ask for what was said in a room before this client came, as people do with a finger."""
        older = await self._client.room_messages(room, self._client.next_batch, limit=AT_ONCE)
        for event in reversed(done(older).chunk):
            if isinstance(event, MegolmEvent):
                self._sealed[event.event_id] = event
            self._keep(room, event.source, encrypted=event.decrypted)

    async def opened(self, file: Message) -> bytes:
        """Return what is in a file that was sent encrypted."""
        sealed = file.content["file"]
        answer = await self._client.download(sealed["url"])
        assert isinstance(answer, MemoryDownloadResponse), answer
        assert isinstance(answer.body, bytes)
        content: bytes = decrypt_attachment(answer.body, sealed["key"]["k"], sealed["hashes"]["sha256"], sealed["iv"])
        return content

    async def until_device(self, user: str, device: str, *, within: float = PATIENCE) -> None:
        """Return when the homeserver lists somebody's device with its keys, so that this client gives it its own."""
        async with asyncio.timeout(within):
            while device not in {known.id for known in self._client.device_store.active_user_devices(user)}:
                await asyncio.sleep(AWAY)  # nobody tells when a device is back that was gone
                await self._learn_devices({user})

    async def sees(self, found: Callable[[], Found | None], what: str, *, within: float = PATIENCE) -> Found:
        """Return what ``found`` finds as soon as that is true; it is asked again whenever something was heard.

        Raises :class:`AssertionError` with all that was heard when ``within`` seconds pass first.
        """
        assert self._listening, "nobody listens"
        try:
            async with asyncio.timeout(within), self._changed:
                while not (result := found()):
                    if self._listening.done():
                        self._listening.result()
                    await self._changed.wait()
        except TimeoutError:
            messages = [message for room in self._messages for message in self.heard(room)]
            told = [f"  {m.sender}: {'sealed' if m.sealed else repr(m.body)}" for m in messages]
            raise AssertionError(
                "\n".join([f"{self.user} did not see {what} within {within:g} s; heard:", *told])
            ) from None
        return result

    def _take(self, response: SyncResponse, known: set[str]) -> None:
        for room, news in response.rooms.join.items():
            at_once = len(news.timeline.events)  # fewer where another homeserver has not handed over all of them yet
            assert not (news.timeline.limited and room in known and at_once >= AT_ONCE), "too many messages at once"
            members = (event for event in (*news.state, *news.timeline.events) if isinstance(event, RoomMemberEvent))
            self._met.update((room, event.state_key) for event in members)
            for event in news.timeline.events:
                if isinstance(event, MegolmEvent):
                    self._sealed[event.event_id] = event
                self._keep(room, event.source, encrypted=event.decrypted)
        for room in [*response.rooms.join, *response.rooms.leave]:
            self._invitations.pop(room, None)
        for room, invite in response.rooms.invite.items():
            self._keep_invitation(room, invite)
        for sealed in list(self._sealed.values()):  # a key may come later than its message
            with suppress(EncryptionError):
                opened = self._client.decrypt_event(sealed)
                del self._sealed[sealed.event_id]
                self._keep(sealed.room_id, opened.source, encrypted=True)

    def _keep(self, room: str, source: Source, *, encrypted: bool) -> None:
        if message := as_message(room, source, encrypted=encrypted):
            self._messages.setdefault(room, {})[message.event] = message
        if mark := as_reaction(room, source):
            self._reactions[mark.event] = mark
        if target := redacts(source):
            self._redacted.add(target)

    def _keep_invitation(self, room: str, invite: InviteInfo) -> None:
        for event in invite.invite_state:
            if isinstance(event, InviteMemberEvent) and event.state_key == self.user:
                direct = event.content.get("is_direct") is True
                self._invitations[room] = Invitation(room, event.sender, direct)
