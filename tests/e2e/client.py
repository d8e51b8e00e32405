"""The encrypted client of somebody at the end-to-end tests; it knows nothing of Kith."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Self, TypeVar

import aiohttp
from nio.client.async_client import AsyncClient, AsyncClientConfig
from nio.responses import ErrorResponse, SyncResponse

from tests.strict import trusted

Answer = TypeVar("Answer")
Content = dict[str, Any]

AWAY = 0.1  # seconds until a server that comes or goes is asked again: there is nothing to wait for but time
SENT_WITHIN = 60.0  # seconds, in which a homeserver may have been restarted
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


class Client:
    """A client that is connected from :meth:`log_in` to :meth:`close`; it outlives restarts of its homeserver.

    Whoever builds on it is given each response to a sync by :meth:`_take`, and
    ``_changed`` is told whenever something may have changed.
    """

    def __init__(self, url: str, user: str, folder: Path) -> None:
        """Be nowhere yet; ``folder`` keeps the encryption keys."""
        folder.mkdir(parents=True, exist_ok=True)
        self.user = user
        self.is_strict = False
        """Whether it trusts cross-signed devices alone (MSC4153), and gives others none of its keys."""
        self._client = AsyncClient(url, user, store_path=str(folder), config=_CONFIG)
        self._changed = asyncio.Condition()
        self._listening: asyncio.Task[None] | None = None
        self._sharing = asyncio.Lock()

    @classmethod
    async def log_in(cls, url: str, user: str, password: str, folder: Path) -> Self:
        """Log in with a new device and begin to listen."""
        client = cls(url, user, folder)
        try:
            done(await client._client.login(password, device_name="a test"))
            await client._listen_once(first=True)
        except BaseException:
            await client.close()
            raise
        client._begin()
        return client

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
        """Take in what a sync brought; ``known`` are the rooms that this client was in before."""

    # ------------------------------------------------------------- keys

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

    async def _share_keys(self, room: str) -> None:
        """Give the room's key to every device of everybody in it before something is said there.

        The library gives it to the devices that it happens to know, so that the first
        message in a new room could be read by nobody, and takes it for given when the
        homeserver refused.
        """
        async with self._sharing, asyncio.timeout(SENT_WITHIN):
            olm = self._client.olm
            assert olm, "this client does not encrypt"
            while olm.should_share_group_session(room):
                olm.update_tracked_users(self._client.rooms[room])  # type: ignore[no-untyped-call] # the library's
                with suppress(aiohttp.ClientError, Refused, KeyError):  # KeyError: devices changed in the middle of it
                    await self._learn_devices(self._client.rooms[room].users)
                    if self.is_strict:
                        await self._shut_out(self._client.rooms[room].users)
                    given = done(await self._client.share_group_session(room, ignore_unverified_devices=True))
                    if self._devices_in(room) <= given.users_shared_with:
                        return
                self._client.invalidate_outbound_session(room)
                self._client.sharing_session.pop(room, None)  # it stays where claiming keys failed
                await asyncio.sleep(AWAY)

    async def trusted_devices(self, user: str) -> frozenset[str]:
        """Return the devices of somebody that their owner has cross-signed, as the homeserver tells."""
        return trusted(await self._http("POST", "keys/query", {"device_keys": {user: []}}), user)

    async def _shut_out(self, people: Iterable[str]) -> None:
        """Give no keys to devices that nobody signed."""
        for person in set(people) - {self.user}:
            good = await self.trusted_devices(person)
            for device in self._client.device_store.active_user_devices(person):
                judge = self._client.unblacklist_device if device.id in good else self._client.blacklist_device
                judge(device)

    def _devices_in(self, room: str) -> set[tuple[str, str]]:
        """Return every device of everybody in a room but this one and those shut out, each with its person."""
        known, people = self._client.device_store, self._client.rooms[room].users
        devices = {
            (person, device.id)
            for person in people
            for device in known.active_user_devices(person)
            if not device.blacklisted
        }
        return devices - {(self.user, self._client.device_id)}

    # ------------------------------------------------------------- what the library has no verb for

    async def _http(self, method: str, path: str, body: Content | None = None) -> Content:
        """Ask the homeserver; raises :class:`Refused` where it refuses."""
        headers = {"Authorization": f"Bearer {self._client.access_token}"}
        url = f"{self._client.homeserver}/{path if path.startswith('_') else f'_matrix/client/v3/{path}'}"
        async with (
            aiohttp.ClientSession(headers=headers) as http,
            http.request(method, url, json=body) as response,
        ):
            answer: Content = await response.json()
            if not response.ok:
                raise Refused(answer["errcode"], answer["error"])
            return answer
