"""The secret storage of an account as a person's client makes it, with another library than Kith's."""

from __future__ import annotations

import base64
import hmac
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.matrix import Account

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Secret:
    """A recovery key and what it seals."""

    key: bytes

    @classmethod
    def fresh(cls) -> Secret:
        return cls(secrets.token_bytes(32))

    @property
    def typed(self) -> str:
        """The key as a client shows it."""
        raw = b"\x8b\x01" + self.key
        parity = 0
        for byte in raw:
            parity ^= byte
        number, typed = int.from_bytes(raw + bytes([parity]), "big"), ""
        while number:
            number, digit = divmod(number, 58)
            typed = ALPHABET[digit] + typed
        return " ".join(typed[start : start + 4] for start in range(0, len(typed), 4))

    async def store(self, account: Account, seeds: dict[str, str]) -> None:
        """Log in as the account and put these seeds into its secret storage."""
        async with aiohttp.ClientSession(account.homeserver, raise_for_status=True) as http:
            who = {"type": "m.id.user", "user": account.user_id}
            login = {"type": "m.login.password", "identifier": who, "password": account.password}
            async with http.post("/_matrix/client/v3/login", json=login) as answer:
                headers = {"Authorization": f"Bearer {(await answer.json())['access_token']}"}

            async def put(kind: str, content: dict[str, Any]) -> None:
                path = f"/_matrix/client/v3/user/{quote(account.user_id)}/account_data/{kind}"
                async with http.put(path, json=content, headers=headers):
                    pass

            check = self._sealed("", bytes(32))
            await put("m.secret_storage.default_key", {"key": "ours"})
            await put(
                "m.secret_storage.key.ours",
                {"algorithm": "m.secret_storage.v1.aes-hmac-sha2", "iv": check["iv"], "mac": check["mac"]},
            )
            for name, seed in seeds.items():
                kind = f"m.cross_signing.{name}"
                await put(kind, {"encrypted": {"ours": self._sealed(kind, seed.encode())}})
            async with http.post("/_matrix/client/v3/logout", json={}, headers=headers):
                pass

    def _sealed(self, name: str, plain: bytes) -> dict[str, str]:
        keys = HKDF(algorithm=SHA256(), length=64, salt=bytes(32), info=name.encode()).derive(self.key)
        iv = bytearray(secrets.token_bytes(16))
        iv[8] &= 0x7F  # as the specification wants it, for the sake of one implementation
        sealing = Cipher(algorithms.AES(keys[:32]), modes.CTR(bytes(iv))).encryptor()
        ciphertext = sealing.update(plain) + sealing.finalize()
        mac = hmac.digest(keys[32:], ciphertext, "sha256")
        return {name: _unpadded(raw) for name, raw in (("iv", bytes(iv)), ("ciphertext", ciphertext), ("mac", mac))}


def _unpadded(raw: bytes) -> str:
    return base64.b64encode(raw).decode().rstrip("=")
