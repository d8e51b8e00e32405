"""Writing a configuration down and reading it, as its tests do."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import config
from bot.config import Config, ConfigMistakes

NEEDED = 'homeserver: https://matrix.example.org\nuser_id: "@kith:example.org"\n'
WITH_PASSWORD = {"KITH_PASSWORD": "hunter2"}


def write(folder: Path, text: str | bytes) -> Path:
    path = folder / "config.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(0o600)
    return path


def load(folder: Path, text: str | bytes, environ: dict[str, str] | None = None) -> Config:
    return config.load(write(folder, text), WITH_PASSWORD if environ is None else environ)


def mistakes(folder: Path, text: str | bytes, environ: dict[str, str] | None = None) -> list[str]:
    """Load what holds mistakes and return each as it is told, with the file's name alone."""
    with pytest.raises(ConfigMistakes) as found:
        load(folder, text, environ)
    return str(found.value).replace(f"{folder}/", "").splitlines()


def secret(folder: Path, text: str | bytes = "hunter2\n", mode: int = 0o600) -> Path:
    path = folder / "secret.txt"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    path.chmod(mode)
    return path
