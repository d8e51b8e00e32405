"""The identity that a person made for Kith in a client: what its recovery key opens in the account's secret storage.

Source: the Matrix client-server API, "Secret storage" (``m.secret_storage.v1.aes-hmac-sha2``), and the
appendix "Cryptographic key representation".
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from http import HTTPStatus
from typing import TYPE_CHECKING

from Crypto.Cipher import AES
from Crypto.Hash import SHA256
from Crypto.Protocol.KDF import HKDF

from bot.matrix.account import CannotStart
from bot.matrix.loose import Json, table, text, within
from bot.matrix.signing import SEED, Seeds, decoded
from bot.matrix.wire import Answer, Wire, path

if TYPE_CHECKING:
    from collections.abc import Iterator

ALGORITHM = "m.secret_storage.v1.aes-hmac-sha2"

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_PREFIX = b"\x8b\x01"
_LENGTH = len(_PREFIX) + SEED + 1  # bytes, the last one makes the parity even
_BLOCK = 16  # bytes of AES


def recovery_key(typed: str) -> bytes | None:
    """Return the 32 bytes of a recovery key as clients show it; ``None`` where it is mistyped or none."""
    number = 0
    for character in "".join(typed.removeprefix("\ufeff").split()):  # some editors begin a file with that mark
        digit = _BASE58.find(character)
        number = number * len(_BASE58) + digit
        if digit < 0 or number.bit_length() > _LENGTH * 8:
            return None
    raw = number.to_bytes(_LENGTH, "big")
    parity = 0
    for byte in raw:
        parity ^= byte
    return raw[len(_PREFIX) : -1] if raw.startswith(_PREFIX) and parity == 0 else None


class Vault:
    """The secret storage of one account, read with its recovery key."""

    def __init__(self, wire: Wire, user: str, typed: str) -> None:
        """``typed`` is the recovery key as a person copied it. Raises :class:`CannotStart` where it can't be one."""
        key = recovery_key(typed)
        if key is None:
            message = (
                "recovery_key_file holds no recovery key; copy it as your client showed it, groups of four and all"
            )
            raise CannotStart(message, 2)
        self._wire = wire
        self._user = user
        self._key = key

    async def seeds(self) -> tuple[Answer, Seeds | None]:
        """Return the identity that is stored there, or the answer that has to be asked for again.

        Raises :class:`CannotStart` where the key opens nothing, or the storage holds no whole identity.
        """
        answer, key_id = await self._key_id()
        if not answer.good:
            return answer, None
        kept: dict[str, object] = {}
        for name in ("master", "self_signing", "user_signing"):
            kind = f"m.cross_signing.{name}"
            answer, content = await self._data(kind)
            if not answer.good:
                return answer, None
            opened = opened_with(self._key, kind, table(within(content, "encrypted", key_id)))
            kept[name] = None if opened is None else opened.decode("ascii", "replace")
        seeds = Seeds.of(kept)
        if seeds is None:
            raise CannotStart(f"The secret storage of {self._user} holds no whole identity; set it up again there", 2)
        return answer, seeds

    async def _key_id(self) -> tuple[Answer, str]:
        """Return which stored key ours is: the default one, since clients write their secrets under that."""
        answer, content = await self._data("m.secret_storage.default_key")
        key_id = text(content.get("key")) or ""
        if not answer.good:
            return answer, ""
        answer, description = await self._data(f"m.secret_storage.key.{key_id}")
        if answer.good and not fits(self._key, description):
            message = f"The recovery key does not open the secret storage of {self._user}; give the newest one"
            raise CannotStart(message, 2)
        return answer, key_id

    async def _data(self, kind: str) -> tuple[Answer, Json]:
        """Return account data, empty where there is none."""
        answer = await self._wire.ask("GET", path("user", self._user, "account_data", kind))
        return (Answer(HTTPStatus.OK), {}) if answer.status == HTTPStatus.NOT_FOUND else (answer, answer.body)


def fits(key: bytes, description: Json) -> bool:
    """Return whether this may be the key that a stored description was made with; some have nothing to tell it by."""
    if description.get("algorithm") != ALGORITHM:
        return False
    if "iv" not in description and "mac" not in description:
        return True
    iv, mac = decoded(description.get("iv")), decoded(description.get("mac"))
    if not iv or not mac or len(iv) != _BLOCK:
        return False
    cipher, sealing = _keys(key, "")
    return hmac.compare_digest(mac, _mac(sealing, _counted(cipher, iv, bytes(SEED))))


def opened_with(key: bytes, name: str, sealed: Json) -> bytes | None:
    """Return the secret ``name``; ``None`` where it was not sealed with this key or is not there."""
    iv, ciphertext, mac = (decoded(sealed.get(part)) for part in ("iv", "ciphertext", "mac"))
    if not iv or not ciphertext or not mac or len(iv) != _BLOCK:
        return None
    cipher, sealing = _keys(key, name)
    return _counted(cipher, iv, ciphertext) if hmac.compare_digest(mac, _mac(sealing, ciphertext)) else None


def _keys(key: bytes, name: str) -> Iterator[bytes]:
    derived = HKDF(key, 2 * SEED, bytes(SEED), SHA256, context=name.encode())
    assert isinstance(derived, bytes), "one key was asked for"
    return iter((derived[:SEED], derived[SEED:]))


def _counted(key: bytes, iv: bytes, data: bytes) -> bytes:
    return AES.new(key, AES.MODE_CTR, nonce=b"", initial_value=iv).encrypt(data)


def _mac(key: bytes, data: bytes) -> bytes:
    return hmac.digest(key, data, sha256)
