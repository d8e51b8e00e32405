"""Kith's session on its homeserver: what happens there in, what Kith says out."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.chat import Echo, Gone, RoomNow
from bot.matrix.account import Account
from bot.matrix.chores import Chores
from bot.matrix.direct import Direct, Opening
from bot.matrix.farewell import Farewell
from bot.matrix.keys import Keys, opened, store_file
from bot.matrix.login import Login
from bot.matrix.outbound import Outbound
from bot.matrix.publishing import Published, Publishing, published
from bot.matrix.quiet import hush
from bot.matrix.reading import Reader
from bot.matrix.rooms import Rooms
from bot.matrix.sharing import Sharing
from bot.matrix.sync import Sync
from bot.matrix.trust import Trust
from bot.matrix.wire import Wire

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from pathlib import Path

    from bot.chat import Batch, Delivery, Letter, Sealed

log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


class Session:
    """One login on one homeserver.

    ``user_id`` is who Kith is there. ``clock_skew`` is how many seconds this
    machine's clock is ahead of the server's, to about a second, ``None`` if the server
    did not tell. Nothing that a homeserver or a network does is raised, except
    :class:`CannotStart` when logging in again is refused for good.
    """

    def __init__(  # noqa: PLR0913 - what connecting has found, each a different thing
        self,
        wire: Wire,
        login: Login,
        keys: Keys | None,
        trust: Trust | None,
        account: Account,
        clock: Callable[[], datetime],
    ) -> None:
        """Use :meth:`connect`."""
        self.user_id = login.identity.user_id
        self.clock_skew = login.clock_skew
        self._wire = wire
        self._keys = keys
        self._trust = trust
        self._rooms = Rooms(self.user_id)
        direct = Direct(wire, self.user_id)
        self._sharing = sharing = Sharing(wire, keys, self._rooms) if keys else None
        opening = Opening(wire, self._rooms, direct, encryption=account.encryption)
        self._reader = Reader(self.user_id, keys, clock)
        self._sync = Sync(wire, self._rooms, direct, keys, self._reader)
        self._outbound = Outbound(wire, self._rooms, opening, keys, sharing)
        farewell = Farewell(wire, account, login.folder)
        self._chores = Chores(wire, self._rooms, direct, sharing, trust, farewell, account.display_name)
        login.renewed = self._chores.after_login
        if login.was_renewed:  # while this start was under way
            self._chores.after_login()

    @classmethod
    async def connect(
        cls, account: Account, data_dir: Path, *, clock: Callable[[], datetime] = _now, may_replace: bool = True
    ) -> Session:
        """Log in, as the device of last time where there was one, open its keys, and be trusted.

        ``data_dir/identity`` and ``data_dir/crypto`` are read and written. An identity of the account
        that Kith can't open is replaced if it ``may_replace`` one. Raises :class:`CannotStart`.
        """
        hush()
        wire = Wire(account.homeserver)
        keys = trust = None
        try:
            login = Login(account, data_dir / "identity", wire, clock)
            await login.enter()
            if account.encryption:
                keys, theirs = await _keys(login, data_dir / "crypto", wire)
                trust = Trust(wire, keys, account, login.folder)
                await _settled(trust, Publishing(wire, keys), theirs, may_replace=may_replace)
        except BaseException:
            await wire.close()
            if keys:
                keys.close()
            raise
        session = cls(wire, login, keys, trust, account, clock)
        session._chores.start()
        return session

    @property
    def is_trusted(self) -> bool:
        """Whether Kith's device is signed by its identity, as the homeserver tells everybody."""
        return self._trust is not None and self._trust.is_settled

    async def batches(self, since: str | None, known: frozenset[str]) -> AsyncGenerator[Batch, None]:
        """Give what happens after ``since``, batch by batch, for ever.

        ``known`` are the rooms that Kith was in at ``since``. The server is asked for
        the next batch only when the consumer comes back, and may forget then what came
        with the last one: commit it with its ``since`` in between. Messages that
        waited for a key at the last end of the program may be readable without a
        batch saying so: hand them to :meth:`unseal` once at the start.
        """
        async for batch in self._sync.batches(since, known):
            self._chores.due()
            if self._sharing:
                people = (heard.sender for heard in batch.heard if not isinstance(heard, RoomNow | Gone | Echo))
                self._sharing.absent.heard_from(people)
            yield batch

    async def unseal(self, sealed: Sequence[Sealed]) -> Batch:
        """Return those that can be read by now, as what they are; their ``now`` is the moment of this."""
        return self._reader.unseal(sealed)

    async def send(self, letter: Letter) -> Delivery:
        """Send one letter once, however often it is handed over; see :class:`bot.chat.Chat`."""
        return await self._outbound.send(letter)

    async def close(self) -> None:
        """Close the connection and the store of keys."""
        try:
            await self._chores.stop()
        finally:
            await self._wire.close()
            if self._keys:
                self._keys.close()


async def _settled(trust: Trust, publishing: Publishing, theirs: Published, *, may_replace: bool) -> None:
    """Be trusted from the first message on; what a tired homeserver refuses is done beside everything else."""
    trouble = await publishing.publish() or await trust.settle(theirs, may_replace=may_replace)
    if trouble:
        log.warning("Kith's device is not signed yet (%s); that is tried again", trouble.code or trouble.status)


async def _keys(login: Login, folder: Path, wire: Wire) -> tuple[Keys, Published]:
    """Open the device's keys, and return what the homeserver has of Kith's.

    Without its keys the device would never read again, and Kith becomes a new one.
    """
    device = login.identity.device_id
    answer, found = await published(wire, login.identity.user_id, device)
    login.must_be_good(answer)
    theirs = found.fingerprint(device)
    file = store_file(folder, login.identity)
    keys = opened(login.identity, file)
    if theirs is not None and (keys is None or keys.fingerprint != theirs):
        if keys:
            keys.close()
        await login.afresh(f"The encryption keys of device {device} are lost")
        file.unlink(missing_ok=True)
        keys, found = None, replace(found, device={})
    elif theirs is None and keys:
        keys.machine.account.shared = False  # the server forgot the device's keys with its session
    return keys or Keys(login.identity, store_file(folder, login.identity)), found
