"""Who Kith is, and as which device: the files in ``data_dir/identity``, which no backup holds."""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from bot.matrix.account import CannotStart
from bot.matrix.loose import table, text, texts
from bot.matrix.signing import Seeds

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = "cross_signing.json"


@dataclass(frozen=True, slots=True)
class Identity:
    """The one device that Kith is until its keys are lost; ``pickle_key`` closes the store of its keys."""

    user_id: str
    device_id: str
    access_token: str = field(repr=False)
    pickle_key: str = field(repr=False, default_factory=lambda: secrets.token_urlsafe(32))


def read(folder: Path) -> Identity | None:
    """Return the device of last time, ``None`` on the first start.

    Raises :class:`CannotStart` when the file is there and can't be read.
    """
    file = folder / "device.json"
    try:
        kept = table(json.loads(file.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it is not JSON"
        message = f"{file} can't be read ({why}); correct it, or move it away to begin with a new device"
        raise CannotStart(message, 2) from error
    values = [text(kept.get(name)) for name in ("user_id", "device_id", "access_token", "pickle_key")]
    if not all(values):
        message = f"{file} is incomplete; move it away to begin with a new device"
        raise CannotStart(message, 2)
    return Identity(*(value or "" for value in values))


def write(folder: Path, identity: Identity) -> None:
    """Keep the device for next time: whole or not at all, and for nobody else's eyes."""
    _keep(folder, "device.json", asdict(identity))


def retire(folder: Path, device_id: str) -> None:
    """List a device as one that must not be used again, and forget how to be it."""
    _keep(folder, "retired.json", sorted(retired(folder) | {device_id}))
    (folder / "device.json").unlink(missing_ok=True)


def seeds(folder: Path) -> Seeds | None:
    """Return the seeds of the identity, ``None`` before there are any; they outlive devices and a restore.

    Raises :class:`CannotStart` when they are there and can't be read: without them people see a stranger.
    """
    file = folder / SEEDS
    try:
        kept = Seeds.of(table(json.loads(file.read_bytes())))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise CannotStart(_unreadable(file), 2) from error
    if kept is None:
        raise CannotStart(_unreadable(file), 2)
    return kept


def _unreadable(file: Path) -> str:
    return f"{file} can't be read; bring it back from a copy, or move it away to begin with a new identity"


def write_seeds(folder: Path, new: Seeds) -> None:
    """Keep the identity: whole or not at all, and for nobody else's eyes."""
    _keep(folder, SEEDS, new.written())


def _keep(folder: Path, name: str, value: object) -> None:
    private_folder(folder)
    beside = folder / f"{name}.new"
    with suppress(FileNotFoundError):
        beside.unlink()
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / name)
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def retired(folder: Path) -> frozenset[str]:
    """Return the devices that must not be used again; a restore lists them.

    Raises :class:`CannotStart` when the list is there and can't be read.
    """
    file = folder / "retired.json"
    try:
        return frozenset(texts(json.loads(file.read_bytes())))
    except FileNotFoundError:
        return frozenset()
    except (OSError, ValueError) as error:
        message = f"{file} can't be read; it lists the devices that must not be used again, as a JSON array"
        raise CannotStart(message, 2) from error


def private_folder(folder: Path) -> None:
    """Make a folder that nobody else on the machine may open."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
