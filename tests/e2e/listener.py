"""An encrypted client that listens in the background and knows nothing of Kith."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Self, TypeVar

import aiohttp
from nio.client.async_client import AsyncClient, AsyncClientConfig
from nio.events import InviteMemberEvent, MegolmEvent, RoomMemberEvent
from nio.exceptions import EncryptionError
from nio.responses import ErrorResponse, InviteInfo, SyncResponse

from tests.e2e.heard import Invitation, Message, Reaction, Source, as_message, as_reaction, redacts

Found = TypeVar("Found")
Answer = TypeVar("Answer")

PATIENCE = 30.0  # seconds to wait for what should come at once: a busy machine is no failure
AWAY = 0.1  # seconds until a server that comes or goes is asked again: there is nothing to wait for but time
AT_ONCE = 100  # messages of a room in one response; a homeserver gives no more
_FILTER = {
    "presence": {"types": []},
    "room": {"timeline": {"limit": AT_ONCE}, "ephemeral": {"types": []}},
}
_CONFIG = AsyncClientConfig(store_sync_tokens=False, max_timeout_retry_wait_time=0.5)


class Refused(Exception):
    """The homeserver refused; ``code`` is its error code."""

    def __init__(self, code: str, words: str) -> None:
        """Keep the code beside the server's words."""
        super().__init__(f"{code}: {words}")
        self.code = code


def done(response: Answer | ErrorResponse) -> Answer:
    """Return a successful response. Raises :class:`Refused` for an error, which the library returns as a value."""
    if isinstance(response, ErrorResponse):
        raise Refused(str(response.status_code), str(response.message))
    return response


class Listener:
    """A client that hears from :meth:`log_in` to :meth:`close`; it outlives restarts of its homeserver."""

    def __init__(self, url: str, user: str, folder: Path) -> None:
        """Start with nothing heard; ``folder`` keeps the encryption keys."""
        folder.mkdir(parents=True, exist_ok=True)
        self.user = user
        self._client = AsyncClient(url, user, store_path=str(folder), config=_CONFIG)
        self._changed = asyncio.Condition()
        self._messages: dict[str, dict[str, Message]] = {}
        self._sealed: dict[str, MegolmEvent] = {}
        self._reactions: dict[str, Reaction] = {}
        self._redacted: set[str] = set()
        self._met: set[tuple[str, str]] = set()
        self._invitations: dict[str, Invitation] = {}
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def log_in(cls, url: str, user: str, password: str, folder: Path) -> Self:
        """Log in with a new device and begin to listen."""
        listener = cls(url, user, folder)
        try:
            done(await listener._client.login(password, device_name="a test"))
            await listener._listen_once(first=True)
        except BaseException:
            await listener.close()
            raise
        listener._begin()
        return listener

    async def log_out(self) -> None:
        """End this client's session; the homeserver forgets its device, the client keeps its keys."""
        await self._end()
        done(await self._client.logout())

    async def log_in_again(self, password: str) -> None:
        """Log in as the same device with the same keys, and go on listening."""
        done(await self._client.login(password))
        assert self._client.olm, "this client does not encrypt"
        self._client.olm.account.shared = False  # the homeserver has to be given them again
        done(await self._client.keys_upload())
        self._begin()

    def _begin(self) -> None:
        self._listening = asyncio.create_task(self._listen(), name=f"{self.user} listens")

    async def _end(self) -> None:
        if self._listening:
            self._listening.cancel()
            with suppress(asyncio.CancelledError):
                await self._listening

    async def close(self) -> None:
        """Stop listening and end the connection; the account stays."""
        await self._end()
        await self._client.close()  # type: ignore[no-untyped-call] # the library's

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

    async def _listen(self) -> None:
        try:
            while True:
                await self._listen_once()
        finally:
            async with self._changed:
                self._changed.notify_all()

    async def _listen_once(self, *, first: bool = False) -> None:
        known = set(self._client.rooms)
        response: object = None
        with suppress(aiohttp.ClientError):
            response = await self._client.sync(timeout=0 if first else 30_000, sync_filter=_FILTER, full_state=first)
        if not isinstance(response, SyncResponse):
            await asyncio.sleep(AWAY)
            return
        async with self._changed:
            self._take(response, known)
            self._changed.notify_all()
        with suppress(aiohttp.ClientError, Refused):  # what a server that stops leaves undone is done next time
            await self._keep_keys()
        async with self._changed:
            self._changed.notify_all()

    def _take(self, response: SyncResponse, known: set[str]) -> None:
        for room, news in response.rooms.join.items():
            assert not (news.timeline.limited and room in known), f"more than {AT_ONCE} messages at once"
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

    async def _keep_keys(self) -> None:
        """Do what an encrypted client has to do between two responses."""
        client = self._client
        await client.send_to_device_messages()
        if client.should_upload_keys:
            await client.keys_upload()
        if client.should_query_keys:
            await self._learn_devices()
        if client.should_claim_keys:
            await client.keys_claim(client.get_users_for_key_claiming())

    async def _learn_devices(self, of: Iterable[str] = ()) -> None:
        """Ask for the devices of these people, and of those whose devices changed.

        A device that was gone and is back is used again, which the library forgets.
        """
        olm = self._client.olm
        assert olm, "this client does not encrypt"
        olm.users_for_key_query.update(of)
        answer = done(await self._client.keys_query())
        for user, devices in answer.device_keys.items():
            for device in devices:
                if known := self._client.device_store[user].get(device):
                    known.deleted = False
