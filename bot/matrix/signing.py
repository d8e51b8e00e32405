"""The keys of cross-signing, what they sign, and whether a signature holds.

Sources: the Matrix client-server API, "Cross-signing", its appendix "Signing JSON", and RFC 8032.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from Crypto.PublicKey import ECC
from Crypto.Signature import eddsa

from bot.matrix.loose import Json, table, text, texts, within

if TYPE_CHECKING:
    from collections.abc import Mapping

SEED = 32  # bytes

Usage = Literal["master", "self_signing", "user_signing"]


@dataclass(frozen=True, slots=True)
class Seeds:
    """The three Ed25519 seeds that an identity is: whoever has them is Kith to everybody who trusts it."""

    master: bytes = field(repr=False)
    self_signing: bytes = field(repr=False)
    user_signing: bytes = field(repr=False)

    @classmethod
    def fresh(cls) -> Seeds:
        """Make a new identity."""
        return cls(*(secrets.token_bytes(SEED) for _ in range(3)))

    @classmethod
    def of(cls, kept: Mapping[str, object]) -> Seeds | None:
        """Return the seeds that :meth:`written` gave; ``None`` where one is missing or broken."""
        seeds = [decoded(kept.get(name)) for name in ("master", "self_signing", "user_signing")]
        return cls(*(seed or b"" for seed in seeds)) if all(seed and len(seed) == SEED for seed in seeds) else None

    def written(self) -> dict[str, str]:
        """Return the seeds as JSON keeps them."""
        return {
            "master": encoded(self.master),
            "self_signing": encoded(self.self_signing),
            "user_signing": encoded(self.user_signing),
        }


def public(seed: bytes) -> str:
    """Return the public key of a seed, in unpadded base64 as Matrix writes it."""
    return encoded(_private(seed).public_key().export_key(format="raw"))


def identity_key(user: str, usage: Usage, seed: bytes) -> Json:
    """Return the unsigned object under which a public key is uploaded."""
    key = public(seed)
    return {"user_id": user, "usage": [usage], "keys": {f"ed25519:{key}": key}}


def key_in(published: Json, user: str, usage: Usage) -> str | None:
    """Return the public key in such an object, ``None`` where it is none of this user and for this use."""
    keys = table(published.get("keys"))
    if published.get("user_id") != user or usage not in texts(published.get("usage")) or len(keys) != 1:
        return None
    ((name, key),) = keys.items()
    return text(key) if name == f"ed25519:{key}" else None


def signature(of: Json, seed: bytes) -> str:
    """Return the signature of a JSON object."""
    return encoded(eddsa.new(_private(seed), "rfc8032").sign(_canonical(of)))


def holds(of: Json, user: str, name: str, key: str) -> bool:
    """Return whether ``user`` signed the object with the key ``ed25519:name``, whose public part is ``key``."""
    signed, raw = decoded(within(of, "signatures", user, f"ed25519:{name}")), decoded(key)
    if signed is None or raw is None:
        return False
    try:
        eddsa.new(eddsa.import_public_key(raw), "rfc8032").verify(_canonical(of), signed)
    except ValueError:
        return False
    return True


def grouped(key: str) -> str:
    """Return a public key in the groups of four in which clients show it."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def encoded(raw: bytes) -> str:
    """Return unpadded base64."""
    return base64.b64encode(raw).decode().rstrip("=")


def decoded(value: object) -> bytes | None:
    """Return the bytes of base64, padded or not; ``None`` where it is none."""
    if (plain := text(value)) is None:
        return None
    try:
        return base64.b64decode(plain.rstrip("=") + "=" * (-len(plain.rstrip("=")) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _private(seed: bytes) -> ECC.EccKey:
    return ECC.construct(curve="Ed25519", seed=seed)


def _canonical(value: Json) -> bytes:
    """Return canonical JSON of what is signed: all but the signatures and what a server adds."""
    signed = {name: part for name, part in value.items() if name not in {"signatures", "unsigned"}}
    return json.dumps(signed, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()
