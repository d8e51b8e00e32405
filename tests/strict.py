"""What a client does that trusts cross-signed devices alone (MSC4153), by another library than Kith's."""

from __future__ import annotations

from typing import Any

from signedjson.key import decode_verify_key_bytes
from signedjson.sign import SignatureVerifyException, verify_signed_json
from unpaddedbase64 import decode_base64

Json = dict[str, Any]


def trusted(answer: Json, user: str) -> frozenset[str]:
    """Return the devices of ``user`` that such a client gives its keys to, out of an answer to ``/keys/query``."""
    master = answer.get("master_keys", {}).get(user)
    self_signing = answer.get("self_signing_keys", {}).get(user)
    if not master or not self_signing or not signed(self_signing, user, _key(master)):
        return frozenset()
    devices = answer["device_keys"].get(user, {})
    return frozenset(
        name
        for name, device in devices.items()
        if signed(device, user, _key(self_signing)) and signed(device, user, device["keys"][f"ed25519:{name}"], name)
    )


def master(answer: Json, user: str) -> str:
    """Return the public key of somebody's identity."""
    return _key(answer["master_keys"][user])


def signed(value: Json, user: str, key: str, name: str | None = None) -> bool:
    """Return whether ``user`` signed this with the public key, which is called ``name`` or like itself."""
    verify_key = decode_verify_key_bytes(f"ed25519:{name or key}", decode_base64(key))
    try:
        verify_signed_json(value, user, verify_key)
    except SignatureVerifyException:
        return False
    return True


def _key(published: Json) -> str:
    (key,) = published["keys"].values()
    return str(key)
