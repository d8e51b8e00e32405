"""What Synapse is given: its program, its configuration and its keys, all in one folder."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, Literal

Limits = Literal["raised", "default"]

LOOPBACK = "127.0.0.1"
NAME = "localhost"  # what stands behind the colon in its people's IDs

# Synapse reads its standard input for one thing: it closes when the starter is gone, even by SIGKILL.
PROGRAM = """
import os, threading

def end_with_the_starter():
    os.read(0, 1)
    os._exit(0)

threading.Thread(target=end_with_the_starter, daemon=True).start()

from synapse.app.homeserver import main
main()
"""

_NO_LIMIT = {"per_second": 1_000_000, "burst_count": 1_000_000}
_RAISED: dict[str, Any] = {
    "rc_message": _NO_LIMIT,
    "rc_registration": _NO_LIMIT,
    "rc_login": {"address": _NO_LIMIT, "account": _NO_LIMIT, "failed_attempts": _NO_LIMIT},
    "rc_joins": {"local": _NO_LIMIT, "remote": _NO_LIMIT},
    "rc_joins_per_room": _NO_LIMIT,
    "rc_invites": {"per_room": _NO_LIMIT, "per_user": _NO_LIMIT, "per_issuer": _NO_LIMIT},
    "rc_room_creation": _NO_LIMIT,
    "rc_key_requests": _NO_LIMIT,
    "rc_profile": _NO_LIMIT,
    "rc_user_directory": _NO_LIMIT,
    "rc_admin_redaction": _NO_LIMIT,
}

_LOGGING = {
    "version": 1,
    "handlers": {"log": {"class": "logging.StreamHandler"}},
    "root": {"level": "WARNING", "handlers": ["log"]},
}


def furnish(folder: Path, *, port: int, secret: str, limits: Limits, more: Mapping[str, Any]) -> Path:
    """Write what Synapse reads when it starts and return its configuration file.

    Its signing key is written once only, since that is who the server is. ``more``
    settings replace the demo's of the same name.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(folder / "log.yaml", json.dumps(_LOGGING, indent=2))
    key = folder / "signing.key"
    if not key.exists():
        seed = base64.b64encode(secrets.token_bytes(32)).decode().rstrip("=")
        _write(key, f"ed25519 a_kith {seed}\n")
    config = folder / "homeserver.yaml"
    _write(config, json.dumps(_settings(folder, port, secret, limits) | dict(more), indent=2))  # JSON is YAML
    return config


def private(path: Path, flags: int) -> BinaryIO:
    """Open a file for writing that nobody else on the machine may read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | flags, 0o600), "wb")


def listener(port: int, resource: str, *, tls: bool = False) -> dict[str, Any]:
    """Return the setting that lets Synapse listen on a port of this machine."""
    return {
        "port": port,
        "bind_addresses": [LOOPBACK],
        "type": "http",
        "tls": tls,
        "resources": [{"names": [resource]}],
    }


def _settings(folder: Path, port: int, secret: str, limits: Limits) -> dict[str, Any]:
    return {
        "server_name": NAME,
        "public_baseurl": f"http://{LOOPBACK}:{port}",
        "listeners": [listener(port, "client")],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.sqlite3")}},
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "log_config": str(folder / "log.yaml"),
        "registration_shared_secret": secret,
        "macaroon_secret_key": secret,
        "bcrypt_rounds": 4,
        "presence": {"enabled": False},
        "url_preview_enabled": False,
        "report_stats": False,
        "trusted_key_servers": [],
        "suppress_key_server_warning": True,
        "federation_domain_whitelist": [],
        **(_RAISED if limits == "raised" else {}),
    }


def _write(path: Path, text: str) -> None:
    with private(path, os.O_TRUNC) as file:
        file.write(text.encode())
