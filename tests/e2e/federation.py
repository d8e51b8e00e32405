"""Two homeservers that federate over loopback, each with a self-signed certificate, and the line between them."""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import aiohttp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from bot.demo.homeserver import Homeserver, reserved
from bot.demo.synapse import LOOPBACK, listener
from tests.e2e.client import AWAY
from tests.e2e.people import Person
from tests.e2e.relay import Relay, relay

HERALD = "herald"  # an account on each homeserver, for the other one to ask about
HEARD_WITHIN = 30.0  # seconds until two homeservers hear each other
_TOKEN = "clock"
_NO_LIMIT = {"window_size": 1000, "sleep_limit": 1_000_000, "reject_limit": 1_000_000, "concurrent": 1000}
# A homeserver that was not reached is asked again at once, and not after minutes or hours.
_IMPATIENT = {
    "max_long_retry_delay": 200,  # milliseconds, like those below
    "max_long_retries": 1_000,
    "max_short_retries": 0,
    "destination_min_retry_interval": 100,
    "destination_max_retry_interval": 100,
}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two homeservers, ``near`` and ``far``, and the line between them."""

    near: Homeserver
    far: Homeserver
    _line: tuple[Relay, Relay]

    def cut(self) -> None:
        """Cut the line; what either has for the other it keeps."""
        for way in self._line:
            way.cut()

    async def mend(self) -> None:
        """Mend the line and return when they hear each other."""
        for way in self._line:
            way.mend()
        await self.hear_each_other()

    async def be_whole(self) -> None:
        """Start what a test left down and mend what it left cut."""
        for server in (self.near, self.far):
            if server.pid is None:
                await server.start()
        await self.mend()

    async def hear_each_other(self) -> None:
        """Return when either was answered by the other, which sends on what it has kept."""
        async with aiohttp.ClientSession() as http, asyncio.timeout(HEARD_WITHIN):
            for asked, other in ((self.near, self.far), (self.far, self.near)):
                url = f"{asked.url}/_matrix/client/v3/profile/{quote(f'@{HERALD}:{other.name}')}"
                while True:
                    async with http.get(url) as answer:
                        if answer.status == HTTPStatus.OK:
                            break
                    await asyncio.sleep(AWAY)  # there is nothing to wait for but time


@asynccontextmanager
async def neighbours(folder: Path) -> AsyncIterator[Neighbours]:
    """Run two homeservers that know nobody but each other while the block runs."""
    async with relay() as to_near, relay() as to_far:
        with ExitStack() as ports:
            names = [f"{LOOPBACK}:{way.port}" for way in (to_near, to_far)]
            servers = []
            for name, way, place in zip(names, (to_near, to_far), (folder / "near", folder / "far"), strict=True):
                port, way.to = ports.enter_context(reserved()), ports.enter_context(reserved())
                place.mkdir()
                servers.append(Homeserver(place, port, "raised", _federated(name, names, place, port, way.to)))
            try:
                await asyncio.gather(*(server.start() for server in servers))
                await asyncio.gather(*(server.register(HERALD, HERALD) for server in servers))
                pair = Neighbours(servers[0], servers[1], (to_near, to_far))
                await pair.hear_each_other()
                yield pair
            finally:
                await asyncio.gather(*(server.stop() for server in servers))


async def said_before(person: Person, room: str, text: str, ago: timedelta) -> str:
    """Let somebody write a message that their homeserver dates back, and return its event ID.

    So it is known to the other homeserver when it gets there: as one that was
    written then and came late.
    """
    await person._share_keys(room)
    kind, content = person._client.encrypt(room, "m.room.message", {"msgtype": "m.text", "body": text})
    path = f"{person._client.homeserver}/_matrix/client/v3/rooms/{quote(room)}/send/{kind}/{uuid4().hex}"
    moment = int((datetime.now(UTC) - ago).timestamp() * 1000)
    async with (
        aiohttp.ClientSession(headers={"Authorization": f"Bearer {_TOKEN}"}, raise_for_status=True) as http,
        http.put(path, params={"user_id": person.user, "ts": str(moment)}, json=content) as response,
    ):
        return str((await response.json())["event_id"])


def _federated(name: str, names: list[str], folder: Path, port: int, inside: int) -> dict[str, Any]:
    """Return the settings of a homeserver that speaks to others on ``inside`` and to nobody but those of ``names``."""
    _certify(folder)
    clock = {
        "id": _TOKEN,
        "url": None,
        "as_token": _TOKEN,
        "hs_token": uuid4().hex,
        "sender_localpart": _TOKEN,
        "namespaces": {"users": [{"regex": "@.*", "exclusive": False}]},
    }
    (folder / "clock.yaml").write_text(json.dumps(clock))
    return {
        "server_name": name,
        "listeners": [listener(port, "client"), listener(inside, "federation", tls=True)],
        "tls_certificate_path": str(folder / "tls.crt"),
        "tls_private_key_path": str(folder / "tls.key"),
        "federation_verify_certificates": False,
        "ip_range_blacklist": [],
        "federation_ip_range_blacklist": [],
        "federation_domain_whitelist": names,
        "federation": _IMPATIENT,
        "rc_federation": _NO_LIMIT,
        "app_service_config_files": [str(folder / "clock.yaml")],
    }


def _certify(folder: Path) -> None:
    """Write a key and a certificate for loopback that nobody but itself vouches for."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, LOOPBACK)])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    (folder / "tls.crt").write_bytes(certificate.public_bytes(pem))
    (folder / "tls.key").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
