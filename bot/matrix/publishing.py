"""Kith's own keys on the server, where others' devices find them."""

from __future__ import annotations

from dataclasses import dataclass

from nio.responses import KeysUploadResponse

from bot.matrix.keys import ONE_TIME, Keys
from bot.matrix.loose import Json, table, text, within
from bot.matrix.wire import Answer, Wire, path


@dataclass(frozen=True, slots=True)
class Published:
    """What the homeserver tells everybody of Kith: its device and the keys of its identity; empty is not there."""

    device: Json
    master: Json
    self_signing: Json
    user_signing: Json

    def fingerprint(self, device_id: str) -> str | None:
        """Return the device's Ed25519 key, ``None`` where the homeserver has none."""
        return text(within(self.device, "keys", f"ed25519:{device_id}"))


async def published(wire: Wire, me: str, device: str) -> tuple[Answer, Published]:
    """Ask what the homeserver has of Kith's device and of its identity."""
    answer = await wire.ask("POST", path("keys", "query"), {"device_keys": {me: [device]}})
    body = answer.body
    return answer, Published(
        device=table(within(body, "device_keys", me, device)),
        master=table(within(body, "master_keys", me)),
        self_signing=table(within(body, "self_signing_keys", me)),
        user_signing=table(within(body, "user_signing_keys", me)),
    )


class Publishing:
    """Keeps the keys of Kith's device on the server: its own, and enough for others to begin with."""

    def __init__(self, wire: Wire, keys: Keys) -> None:
        """Publish nothing yet."""
        self._wire = wire
        self._keys = keys
        self._machine = keys.machine
        self._doubted = False

    def doubt(self) -> None:
        """Kith had to log in again: its device's keys may be gone with the session that was ended."""
        self._doubted = True

    async def publish(self) -> Answer | None:
        """Upload the device's keys, one-time keys that are missing, and a fallback for when they run out.

        Return the answer of what has to be tried again.
        """
        machine = self._machine
        if self._doubted:
            answer, theirs = await published(self._wire, machine.user_id, machine.device_id)
            if not answer.good:
                return answer
            self._doubted = False
            machine.account.shared = theirs.fingerprint(machine.device_id) is not None
        content: Json = machine.share_keys() if machine.should_upload_keys else {}
        if self._keys.fallback_wanted or not machine.account.shared:
            content["fallback_keys"] = self._fallback()
        if not content:
            return None
        machine.save_account()  # a crash after the upload must not leave the server with keys that nobody has
        answer = await self._wire.ask("POST", path("keys", "upload"), content)
        if not answer.good:
            if answer.final:  # such a key is there already: an older copy of the store made it
                machine.mark_keys_as_published()
            return answer
        count = within(answer.body, "one_time_key_counts", ONE_TIME)
        machine.handle_response(KeysUploadResponse(0, count if isinstance(count, int) else 0))
        self._keys.fallback_wanted = False
        return None

    def _fallback(self) -> Json:
        """Make a fallback key, which serves when the one-time keys are used up."""
        account = self._machine.account._account  # noqa: SLF001 - nio has no fallback keys, vodozemac has
        account.generate_fallback_key()
        keys = {}
        for key_id, key in account.fallback_key.items():
            signed: Json = {"key": key.to_base64(), "fallback": True}
            signature = self._machine.sign_json(signed)
            signed["signatures"] = {self._machine.user_id: {f"ed25519:{self._machine.device_id}": signature}}
            keys[f"{ONE_TIME}:{key_id}"] = signed
        return keys
