"""Kith's identity: that its device is signed by it, so that clients which trust signed devices alone talk to Kith.

nio has no cross-signing. What is published here is asked for again and verified:
a signature that a homeserver lost, mixed up or kept from another day is made anew.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.matrix import identity
from bot.matrix.account import Account, CannotStart
from bot.matrix.confirm import NotConfirmed, confirmed
from bot.matrix.publishing import Published, published
from bot.matrix.signing import Seeds, Usage, grouped, holds, identity_key, key_in, public, signature
from bot.matrix.vault import Vault
from bot.matrix.wire import Answer, Wire, path

if TYPE_CHECKING:
    from pathlib import Path

    from bot.matrix.keys import Keys
    from bot.matrix.loose import Json

log = logging.getLogger(__name__)

_AT_THE_START = "kith run replaces it when it starts, or give recovery_key_file"
_REPLACED = "Kith replaced it, and people's clients will say that it was reset"
_NOT_GIVEN_BACK = Answer(0, code="the identity is not given back as it was uploaded")


class Trust:
    """Keeps the account's identity Kith's own, and Kith's device signed by it.

    Its methods return the answer of what has to be tried again, ``None`` when all is
    well, and raise :class:`CannotStart` with what the operator can do.
    """

    def __init__(self, wire: Wire, keys: Keys, account: Account, folder: Path) -> None:
        """``folder`` is ``data_dir/identity``, where the seeds are kept."""
        self._wire = wire
        self._keys = keys
        self._account = account
        self._folder = folder
        self._doubted = True
        self._settled = False

    @property
    def is_settled(self) -> bool:
        """Whether the homeserver gave back everything as it has to be when it was last asked."""
        return self._settled

    def doubt(self) -> None:
        """Something of Kith's own keys changed on the homeserver, whoever changed it."""
        self._doubted = True

    async def upkeep(self) -> Answer | None:
        """Sign again what has lost its signature; what only the operator can mend is told in the log, once."""
        if not (self._doubted or self._keys.own_changed):
            return None
        self._keys.own_changed = False
        try:
            trouble = await self.settle(may_replace=False)
        except CannotStart as stopped:
            self._doubted = False
            log.warning("Kith's device is not trusted: %s", stopped)
            return None
        if trouble and trouble.final:
            self._doubted = False  # asking again would bring the same, and there is a sync every second
            log.warning("Kith's device is not trusted: the homeserver refuses its signature (%s)", trouble.code)
            return None
        return trouble

    async def settle(self, theirs: Published | None = None, *, may_replace: bool) -> Answer | None:
        """Have an identity that signs Kith's device: the kept one, the one that a recovery key opens, or a new one.

        ``theirs`` is what the homeserver has, as far as that is known. Another identity is replaced
        if the homeserver lets Kith, and if it ``may_replace`` one.
        """
        self._doubted, self._settled = True, False
        if theirs is None:
            answer, theirs = await self._published()
            if not answer.good:
                return answer
        seeds = identity.seeds(self._folder)
        master = key_in(theirs.master, self._account.user_id, "master")
        # What is there and can't be understood is another one too: uploading ours would replace it.
        other = bool(theirs.master) and (seeds is None or public(seeds.master) != master)
        if master is not None and other and self._account.recovery_key is not None:
            answer, seeds = await self._recovered(master)
            if seeds is None:
                return answer
            other = False
        elif other and not may_replace:
            if self._account.password is None:
                raise CannotStart(_way_out(self._account.user_id, None, is_there=True), 2)
            raise CannotStart(f"{self._account.user_id} has an identity that Kith has no keys of; {_AT_THE_START}", 1)
        elif seeds is None:
            seeds = Seeds.fresh()
            identity.write_seeds(self._folder, seeds)  # before anything is uploaded: a kill in between loses nothing
        trouble = await self._settle(seeds, theirs)
        if other and trouble is None:
            log.warning("%s had another identity; %s", self._account.user_id, _REPLACED)
        return trouble

    async def _recovered(self, master: str) -> tuple[Answer, Seeds | None]:
        """Return the identity that the recovery key opens, which must be the one that the account has."""
        assert self._account.recovery_key is not None, "only with a recovery key"
        user = self._account.user_id
        answer, seeds = await Vault(self._wire, user, self._account.recovery_key).seeds()
        if seeds is not None:
            if public(seeds.master) != master:
                message = f"The secret storage of {user} holds another identity than its own; set it up again there"
                raise CannotStart(message, 2)
            identity.write_seeds(self._folder, seeds)
            log.info("The recovery key opened the identity of %s", user)
        return answer, seeds

    # ------------------------------------------------------------- what is signed

    async def _settle(self, seeds: Seeds, theirs: Published) -> Answer | None:
        if not self._well(seeds, theirs):
            if trouble := await self._mend(seeds, theirs):
                return trouble
            log.info("Kith's device is signed by the identity %s", grouped(public(seeds.master)))
        self._doubted, self._settled = False, True
        return None

    async def _mend(self, seeds: Seeds, theirs: Published) -> Answer | None:
        """Publish and sign what is missing, and see that the homeserver gives it back."""
        if not self._is_there(seeds, theirs) and (trouble := await self._publish(seeds, theirs)):
            return trouble
        answer, theirs = await self._published()
        if not answer.good:
            return answer
        if trouble := await self._sign(seeds, theirs):
            return trouble
        answer, theirs = await self._published()
        if not answer.good:
            return answer
        return None if self._well(seeds, theirs) else _NOT_GIVEN_BACK

    def _well(self, seeds: Seeds, theirs: Published) -> bool:
        return self._is_there(seeds, theirs) and self._device_signed(seeds, theirs) and self._master_signed(theirs)

    def _is_there(self, seeds: Seeds, theirs: Published) -> bool:
        """Return whether the three keys are published, and two of them signed by the first."""
        user, master = self._account.user_id, public(seeds.master)
        return (
            key_in(theirs.master, user, "master") == master
            and key_in(theirs.self_signing, user, "self_signing") == public(seeds.self_signing)
            and key_in(theirs.user_signing, user, "user_signing") == public(seeds.user_signing)
            and holds(theirs.self_signing, user, master, master)
            and holds(theirs.user_signing, user, master, master)
        )

    def _device_signed(self, seeds: Seeds, theirs: Published) -> bool:
        key = public(seeds.self_signing)
        return holds(theirs.device, self._account.user_id, key, key)

    def _master_signed(self, theirs: Published) -> bool:
        """Return whether the device vouches for the identity, as clients do for each other's eyes."""
        device = self._keys.machine.device_id
        return holds(theirs.master, self._account.user_id, device, self._keys.fingerprint)

    async def _publish(self, seeds: Seeds, theirs: Published) -> Answer | None:
        """Upload the identity; a first one needs no password, on most homeservers."""
        user = self._account.user_id
        master = identity_key(user, "master", seeds.master)
        wanted: Json = {"master_key": _signed(master, user, self._by_device(master))}
        others: tuple[tuple[Usage, bytes], ...] = (
            ("self_signing", seeds.self_signing),
            ("user_signing", seeds.user_signing),
        )
        for usage, seed in others:
            key = identity_key(user, usage, seed)
            wanted[f"{usage}_key"] = _signed(key, user, {public(seeds.master): signature(key, seeds.master)})
        try:
            answer = await confirmed(self._wire, self._account, path("keys", "device_signing", "upload"), wanted)
        except NotConfirmed as refused:
            raise CannotStart(_way_out(user, refused.page, is_there=bool(theirs.master)), 2) from None
        return None if answer.good else answer

    async def _sign(self, seeds: Seeds, theirs: Published) -> Answer | None:
        """Sign the device by the identity and the identity by the device, where that is missing or holds no more."""
        user, device = self._account.user_id, self._keys.machine.device_id
        own = self._keys.fingerprint
        if theirs.fingerprint(device) != own or not holds(theirs.device, user, device, own):
            # Whatever those keys are, they are not ours to vouch for: the device itself signed all of its own, among
            # them the one by which others write to it. The next start finds out.
            return Answer(0, code="the homeserver lists other keys for this device")
        signed: Json = {}
        if not self._device_signed(seeds, theirs):
            by_identity = {public(seeds.self_signing): signature(theirs.device, seeds.self_signing)}
            signed[device] = _signed(theirs.device, user, by_identity)
        if not self._master_signed(theirs):
            master = identity_key(user, "master", seeds.master)
            signed[public(seeds.master)] = _signed(master, user, self._by_device(master))
        if not signed:
            return None
        answer = await self._wire.ask("POST", path("keys", "signatures", "upload"), {user: signed})
        return None if answer.good else answer

    def _by_device(self, value: Json) -> dict[str, str]:
        return {self._keys.machine.device_id: self._keys.machine.sign_json(value)}

    async def _published(self) -> tuple[Answer, Published]:
        return await published(self._wire, self._account.user_id, self._keys.machine.device_id)


def fingerprint(data_dir: Path) -> str | None:
    """Return the identity's public key in the groups of four that clients show; ``None`` before there is one."""
    seeds = identity.seeds(data_dir / "identity")
    return None if seeds is None else grouped(public(seeds.master))


def _signed(value: Json, user: str, signatures: dict[str, str]) -> Json:
    """Return the object with these signatures alone, each under the name of the key that made it."""
    kept = {name: part for name, part in value.items() if name != "unsigned"}
    return {**kept, "signatures": {user: {f"ed25519:{name}": made for name, made in signatures.items()}}}


def _way_out(user: str, page: str | None, *, is_there: bool) -> str:
    if not is_there:
        ways = f"give the right password, or make one as {user} in a client and give recovery_key_file"
        return f"The homeserver wants to be sure before {user} has an identity; {ways}"
    ways = "give recovery_key_file, or a password with which Kith may replace it"
    if page:
        ways = f"give recovery_key_file, or allow a reset at {page} as {user} and start Kith again at once"
    return f"{user} has an identity that Kith has no keys of; {ways}"
