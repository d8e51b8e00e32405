"""Becoming Kith's device on the homeserver, once and again."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from http import HTTPStatus
from typing import TYPE_CHECKING

from bot.matrix import identity
from bot.matrix.account import Account, CannotStart
from bot.matrix.identity import Identity
from bot.matrix.loose import text
from bot.matrix.wire import Answer, Wire, path

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

log = logging.getLogger(__name__)


class Login:
    """One account, the device that it is here, and the token that proves it; ``folder`` keeps both.

    Every method raises :class:`CannotStart` with what the operator can do.
    """

    def __init__(self, account: Account, folder: Path, wire: Wire, clock: Callable[[], datetime]) -> None:
        """``folder`` is ``data_dir/identity``."""
        self.clock_skew: float | None = None
        self.renewed: Callable[[], None] | None = None
        self.was_renewed = False
        self._clock = clock
        self._account = account
        self.folder = folder
        self._wire = wire
        self._one_at_a_time = asyncio.Lock()
        self.identity = Identity(account.user_id, "", "")

    async def enter(self) -> None:
        """Be logged in: as the device of last time, or as a new one on the first start."""
        await self._find_homeserver()
        kept = identity.read(self.folder)
        retired = identity.retired(self.folder)
        if kept and kept.user_id != self._account.user_id:
            message = f"This data_dir belongs to {kept.user_id}, not {self._account.user_id}; use one of its own"
            raise CannotStart(message, 2)
        if self._account.access_token:
            await self._by_token(self._account.access_token, kept, retired)
        elif kept and kept.device_id not in retired:
            await self._as_before(kept)
        else:
            await self._by_password(None)
        self._wire.renew = self._renew

    async def afresh(self, why: str) -> None:
        """Become a new device and log the old one out; its keys are lost, and so it could never read again."""
        if self._account.password is None:
            message = f"{why}; make a new access token (a new device) for {self._account.user_id} and use that one"
            raise CannotStart(message, 2)
        log.warning("%s; logging in as a new device", why)
        self._wire.renew = None
        identity.retire(self.folder, self.identity.device_id)  # whatever becomes of logging out, it is seen off later
        await self._wire.ask("POST", path("logout"), {})
        await self._by_password(None)
        self._wire.renew = self._renew

    async def _find_homeserver(self) -> None:
        answer = await self._wire.ask("GET", "/_matrix/client/versions", anonymous=True)
        if answer.date:
            # The header leaves out the fraction of a second: half of one is the best guess.
            self.clock_skew = (self._clock() - answer.date).total_seconds() - 0.5
        if answer.good and isinstance(answer.body.get("versions"), list):
            return
        something_else = answer.good or answer.code == "no JSON"
        if something_else or (answer.status and not answer.code and answer.status < HTTPStatus.TOO_MANY_REQUESTS):
            message = f"{self._account.homeserver} does not answer as a Matrix homeserver; correct `homeserver`"
            raise CannotStart(message, 2)
        self.must_be_good(answer)

    async def _by_token(self, token: str, kept: Identity | None, retired: frozenset[str]) -> None:
        self._wire.token = token
        answer = await self._wire.ask("GET", path("account", "whoami"))
        user, device = text(answer.body.get("user_id")), text(answer.body.get("device_id"))
        if answer.status == HTTPStatus.UNAUTHORIZED:
            message = f"The homeserver does not know the access token; make a new one for {self._account.user_id}"
            raise CannotStart(message, 2)
        self.must_be_good(answer)
        if user != self._account.user_id:
            message = f"The access token belongs to {user}, not {self._account.user_id}; correct `user_id` or the token"
            raise CannotStart(message, 2)
        if device is None:
            message = "The access token belongs to no device; use one that logging in with a password gave"
            raise CannotStart(message, 2)
        if device in retired:
            message = f"Device {device} has no keys any more and is retired; make a new access token (a new device)"
            raise CannotStart(message, 2)
        same = kept is not None and kept.device_id == device
        self._keep(replace(kept, access_token=token) if kept and same else Identity(user, device, token))

    async def _as_before(self, kept: Identity) -> None:
        self._wire.token = kept.access_token
        answer = await self._wire.ask("GET", path("account", "whoami"))
        if answer.status == HTTPStatus.UNAUTHORIZED:
            await self._by_password(kept)
        else:
            self.must_be_good(answer)
            self.identity = kept

    async def _by_password(self, kept: Identity | None) -> None:
        """Log in, as the device that is ``kept`` where one is."""
        if self._account.password is None:
            message = f"The session of {self._account.user_id} was ended; give its password or a new access token"
            raise CannotStart(message, 2)
        who: dict[str, object] = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": self._account.user_id},
            "password": self._account.password,
            "initial_device_display_name": self._account.device_name,
        }
        if kept:
            who["device_id"] = kept.device_id
        answer = await self._wire.ask("POST", path("login"), who, anonymous=True)
        if answer.status == HTTPStatus.FORBIDDEN:
            reason = "is deactivated" if answer.code == "M_USER_DEACTIVATED" else "was refused: the password is wrong"
            message = f"The login of {self._account.user_id} {reason}; correct `user_id` and the password"
            raise CannotStart(message, 2)
        self.must_be_good(answer)
        user, device, token = (text(answer.body.get(name)) for name in ("user_id", "device_id", "access_token"))
        if not (user and device and token):
            message = "The homeserver answered the login with something that is none; try again"
            raise CannotStart(message, 1)
        if user != self._account.user_id:
            message = f"The homeserver calls this account {user}; write it so in `user_id`"
            raise CannotStart(message, 2)
        self._wire.token = token
        self._keep(replace(kept, access_token=token) if kept else Identity(user, device, token))

    async def _renew(self, refused: str) -> bool:
        """Log in again as the same device after the token ``refused``; false where that has to wait."""
        async with self._one_at_a_time:
            if self._wire.token != refused:
                return True  # somebody else did it meanwhile
            log.warning("The homeserver no longer knows the access token; logging in again as the same device")
            try:
                await self._by_password(self.identity)
            except CannotStart as trouble:
                if trouble.status == 1:
                    return False
                raise
            self.was_renewed = True
            if self.renewed:
                self.renewed()
            return True

    def _keep(self, new: Identity) -> None:
        identity.write(self.folder, new)
        self.identity = new

    def must_be_good(self, answer: Answer) -> None:
        """Raise what an answer that nobody expected means for the operator."""
        if answer.good:
            return
        where = self._account.homeserver
        if answer.status == 0:
            message = f"{where} can't be reached ({answer.code}); is the address right and the server up?"
            raise CannotStart(message, 1)
        if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            message = f"The homeserver asks for patience; try again in {answer.retry_after or 60:.0f} s"
            raise CannotStart(message, 1)
        said = f"{answer.status} {answer.code}".strip()
        if answer.final:
            message = f"{where} refuses this login ({said}); is it the homeserver of {self._account.user_id}?"
            raise CannotStart(message, 2)
        message = f"{where} has trouble ({said}); try again in a while"
        raise CannotStart(message, 1)
